/** What Replicated troubleshoot puts in place of a value; before v0.49 also of every IPv4 address. */
const mask = '***HIDDEN***';

export function isMasked(text: string): boolean {
  return text.includes(mask);
}
