/** The path of a request target without query and fragment. */
export function pathOnly(target: string): string {
  const end = target.search(/[?#]/);
  return end === -1 ? target : target.slice(0, end);
}

/** The query with its question mark, empty where there is none. */
export function queryOf(target: string): string {
  const start = target.indexOf('?');
  return start === -1 ? '' : target.slice(start);
}

/** Where the port of a Host begins: the last colon, unless it stands inside the brackets of an IPv6 address. */
export function portStart(host: string): number | undefined {
  const colon = host.lastIndexOf(':');
  return colon === -1 || host.lastIndexOf(']') > colon ? undefined : colon;
}
