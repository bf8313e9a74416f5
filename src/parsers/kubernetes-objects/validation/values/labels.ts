import { at, quote, type Report } from '../report.js';

const dnsLabel = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]{0,61}[a-zA-Z0-9])?$/;

/** A label of a DNS name (RFC 1123), capitals allowed as Istio allows them. */
export function isDnsLabel(text: string): boolean {
  return dnsLabel.test(text);
}

const qualifiedName = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
/** Istio does not bound the length of a value. */
const labelValue = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  if (slash < 0) return qualifiedName.test(key);
  const prefix = key.slice(0, slash);
  return prefix.length <= 253 && isDottedName(prefix) && qualifiedName.test(key.slice(slash + 1));
}

/** Dots between labels of any length. */
function isDottedName(text: string): boolean {
  return text.split('.').every((part) => /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/.test(part));
}

/** Labels that workloads are told apart by: keys and values of the form that Kubernetes asks. */
export function checkLabels(labels: ReadonlyMap<string, string> | undefined, field: string, report: Report): void {
  for (const [key, value] of labels ?? []) {
    if (!isLabelKey(key)) report.error(at(field, key), `${quote(key)} cannot be the key of a label`);
    if (value !== '' && !labelValue.test(value))
      report.error(at(field, key), `${quote(value)} cannot be the value of a label`);
  }
}
