export interface HtmlElement {
  name: string;
  attributes: ReadonlyMap<string, string>;
  /** For elements whose content is not markup (script, style, title): what is in them. */
  raw?: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const rawElements = new Set(['script', 'style', 'title', 'textarea']);

/** The elements of a page in order. Throws on markup that our templates never write, such as an unquoted attribute. */
export function htmlElements(html: string): HtmlElement[] {
  const elements: HtmlElement[] = [];
  const tag = /<(!doctype html|\/?[a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*>/gy;
  let at = 0;
  while (at < html.length) {
    const next = html.indexOf('<', at);
    if (next < 0) break;
    tag.lastIndex = next;
    const match = tag.exec(html);
    if (match === null) throw new Error(`not a tag: ${html.slice(next, next + 60)}`);
    const [whole, name = '', attributeText = ''] = match;
    at = next + whole.length;
    if (name.startsWith('/') || name.startsWith('!')) continue;
    const attributes = new Map(
      [...attributeText.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g)].map(([, key = '', value = '']) => [
        key,
        decode(value),
      ]),
    );
    if (!rawElements.has(name)) {
      elements.push({ name, attributes });
      continue;
    }
    const end = html.indexOf(`</${name}>`, at);
    elements.push({ name, attributes, raw: html.slice(at, end) });
    at = end;
  }
  return elements;
}

/** The text of a page, without scripts and styles. */
export function htmlText(html: string): string {
  return decode(
    html
      .replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/g, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' '),
  );
}

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-fA-F]+|[a-z]+);/g, (whole, name: string) =>
    name.startsWith('#x') ? String.fromCodePoint(Number.parseInt(name.slice(2), 16)) : (entities[name] ?? whole),
  );
}
