/**
 * Cuts keys out of texts. The few hundred keys of Kubernetes objects come again and again: handing out the same string
 * saves V8 the making and looking-up of a new one each time.
 */
export class KeyCache {
  private readonly known: (string | undefined)[] = new Array(1024);

  slice(text: string, start: number, end: number): string {
    let slot = 0;
    for (let i = start; i < end; i++) slot = (slot * 31 + text.charCodeAt(i)) & 1023;
    const known = this.known[slot];
    if (known !== undefined && isAt(known, text, start, end)) return known;
    const key = text.slice(start, end);
    if (key.length < 40) this.known[slot] = key;
    return key;
  }
}

function isAt(known: string, text: string, start: number, end: number): boolean {
  if (known.length !== end - start) return false;
  for (let i = 0; i < known.length; i++) if (known.charCodeAt(i) !== text.charCodeAt(start + i)) return false;
  return true;
}
