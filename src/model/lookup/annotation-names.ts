import { istioAnnotations, istioLabels } from './istio-annotations.js';

/** What Istio or its CNI plugin sets itself, which istioctl never mentions. */
const setByIstio = new Set(['sidecar.istio.io/status', 'gateway.istio.io/controller-version', 'istio.io/rev']);

/** Whether a name is one that Istio could read and users set: its prefix ends in `istio.io`. */
export function isIstioAnnotation(name: string): boolean {
  if (setByIstio.has(name)) return false;
  return name === 'kubernetes.io/ingress.class' || (name.split('/', 1)[0] ?? '').endsWith('istio.io');
}

/** Known to the newest release that is known here. */
export function isCurrentAnnotation(name: string): boolean {
  const known = istioAnnotations.get(name);
  return known !== undefined && known.until === undefined;
}

/**
 * The annotation that was probably meant by an unknown name: one that differs in two characters at most, in capitals, or in
 * its prefix only. Absent for names of somebody's own.
 */
export function meantAnnotation(name: string): string | undefined {
  if (name.length > longest || istioLabels.has(name)) return undefined;
  for (const known of current) if (known.toLowerCase() === name.toLowerCase()) return known;
  return current.find((known) => isSameBelowPrefix(name, known)) ?? current.find((known) => isNear(name, known));
}

const current = [...istioAnnotations.keys()].filter(isCurrentAnnotation);
const longest = Math.max(...current.map(({ length }) => length)) + 2;
const prefixes = new Set(current.map(prefixOf));

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf('/'));
}

function isSameBelowPrefix(name: string, known: string): boolean {
  return prefixes.has(prefixOf(name)) && name.slice(name.indexOf('/')) === known.slice(known.indexOf('/'));
}

/** One or two letters that were added, left out or exchanged; in short names that would be another word. */
function isNear(name: string, known: string): boolean {
  const rest = known.slice(known.indexOf('/') + 1);
  const allowed = rest.length < 6 ? 1 : 2;
  return Math.abs(name.length - known.length) <= allowed && editDistance(name, known) <= allowed;
}

/** Levenshtein's distance, two rows at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
