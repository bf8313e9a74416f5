/** Files that look like API objects and are input of tools: kubeconfig, kustomization.yaml, the configuration of kind. */
const toolKinds = new Set([
  'Config',
  'Kustomization',
  'Component',
  'Cluster',
  'ClusterConfiguration',
  'InitConfiguration',
]);

/** `v1`, `apps/v1`, `networking.istio.io/v1alpha3`. */
export function isApiVersion(text: string | undefined): boolean {
  return /^(?:[a-z0-9][a-z0-9.-]{0,120}\/)?v\d{1,3}(?:(?:alpha|beta)\d{1,3})?$/.test(text ?? '');
}

export function isObjectKind(text: string | undefined): boolean {
  return /^[A-Z][A-Za-z0-9]{1,100}$/.test(text ?? '') && !toolKinds.has(text ?? '');
}

/** Lines that only a template of Helm has; injection templates inside a ConfigMap are indented further. */
const helm = /^(?:\{\{|(?:kind|apiVersion| {2}name| {2}namespace): *["']?\{\{)/;
/** What stands at the start of a line of a block mapping or sequence; prose and code do not look like this for long. */
const topLevel = /^(?:[ #\]}]|-(?: |$)|["']?[A-Za-z_][\w./-]{0,100}["']?:(?: |$))/;
const field = /^(?:- )?["']?(apiVersion|kind)["']?: +["']?([\w./-]{1,150})["']?\s{0,20}(?:#.*)?$/;
const body = /^(?:- | {2})?["']?(?:metadata|items|data|spec|webhooks|subsets|endpoints)["']?:/;
const itemKind = /^(?:- | {2,4})kind: [A-Z][A-Za-z0-9]{1,100}$/;
/** From this length on the end of the text may be missing. */
const fullHead = 7000;

/** Whether a text is YAML of API objects: single ones, a list, or several documents, of which one is enough. */
export function isYamlObjects(text: string): boolean {
  const isCut = text.length >= fullHead;
  const lines = text
    .split('\n', isCut ? text.split('\n').length - 1 : undefined)
    .map((line) => line.slice(0, 400).trimEnd());
  if (lines.some((line) => helm.test(line))) return false;
  const documents: string[][] = [[]];
  for (const line of lines) {
    if (/^(?:---|\.\.\.)(?:\s|$)/.test(line)) documents.push([]);
    else if (line !== '') documents.at(-1)?.push(line);
  }
  return documents.some((document) => isObjectDocument(document, isCut));
}

function isObjectDocument(lines: readonly string[], isCut: boolean): boolean {
  if (!lines.every((line) => topLevel.test(line))) return false;
  const found = new Map<string, string>();
  for (const line of lines) {
    const [, name, value] = field.exec(line) ?? [];
    if (name !== undefined && value !== undefined && !found.has(name)) found.set(name, value);
  }
  const hasBody = lines.some((line) => body.test(line));
  const kind = found.get('kind');
  if (isApiVersion(found.get('apiVersion')) && hasBody && kind !== undefined) return isObjectKind(kind);
  // kubectl sorts keys: behind long data or the items of a list the kind may stand anywhere.
  const isList =
    lines.some((line) => /^(?:items:|- apiVersion: )/.test(line)) && lines.some((line) => itemKind.test(line));
  return isList || (isCut && hasBody && isApiVersion(found.get('apiVersion')));
}
