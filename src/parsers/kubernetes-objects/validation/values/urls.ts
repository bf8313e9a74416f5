const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):/;
const authority = /^\/\/([^/?#]*)/;
const badEscape = /%(?![0-9A-Fa-f]{2})/;

/** The scheme of a URL in small letters, '' without one; undefined when Go's net/url would not parse it. */
export function urlScheme(text: string): string | undefined {
  if (text === '' || /[\x00-\x1f\x7f]/.test(text)) return undefined;
  const found = scheme.exec(text)?.[1] ?? '';
  const rest = found === '' ? text : text.slice(found.length + 1);
  const host = authority.exec(rest)?.[1];
  if (host !== undefined && !isAuthorityPart(host)) return undefined;
  const path = rest.slice(host === undefined ? 0 : host.length + 2).split(/[?#]/, 1)[0] ?? '';
  return badEscape.test(path) ? undefined : found.toLowerCase();
}

function isAuthorityPart(text: string): boolean {
  const host = text.slice(text.lastIndexOf('@') + 1);
  if (/[ "<>\\^`{|}]/.test(host)) return false;
  const port = host.startsWith('[')
    ? host.slice(host.indexOf(']') + 1)
    : host.slice(host.indexOf(':') < 0 ? host.length : host.indexOf(':'));
  return port === '' || /^:\d*$/.test(port);
}

/** The scheme of the address of a module: an absolute URL, or a host and path that are fetched over HTTP. */
export function moduleScheme(text: string): string | undefined {
  const found = scheme.test(text) || text.startsWith('/') ? urlScheme(text) : undefined;
  return found ?? urlScheme(`http://${text}`);
}
