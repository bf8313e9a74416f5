const slots = 4096;
/** V8 copies shorter slices anyway, and longer texts hardly come twice. */
const shortest = 13;
const longest = 512;

/**
 * Makes one string of equal ones and cuts it loose from the text it was sliced from: V8 keeps the whole text alive for a
 * slice of it, and thousands of pods repeat the same images, labels and annotations.
 */
export class StringPool {
  private readonly known: string[] = new Array(slots).fill('');

  one(text: string): string {
    const { length } = text;
    if (length < shortest) return text;
    const slot = slotOf(text, length);
    const known = this.known[slot];
    if (known === text) return known;
    // A slice of a concatenation holds on to that only; going through a Buffer takes four times as long.
    const copy = ` ${text}`.slice(1);
    if (length <= longest) this.known[slot] = copy;
    return copy;
  }

  /** Replaces the strings in plain data, keys of Maps among them; names of properties V8 holds apart already. */
  share<T>(value: T): T {
    if (typeof value === 'string') return this.one(value) as T;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) for (let i = 0; i < value.length; i++) value[i] = this.share(value[i]);
    else if (value instanceof Map) this.refill(value);
    else for (const key in value) value[key] = this.share(value[key]);
    return value;
  }

  private refill(map: Map<unknown, unknown>): void {
    const entries = [...map];
    map.clear();
    for (const [key, value] of entries) map.set(this.share(key), this.share(value));
  }
}

/** From the length and six characters, most of them at the end, where names and images differ. */
function slotOf(text: string, length: number): number {
  let hash = length;
  for (const back of [1, 2, 3, 5, 8]) hash = (hash * 31 + text.charCodeAt(length - back)) | 0;
  return ((hash * 31 + text.charCodeAt(0)) >>> 0) % slots;
}
