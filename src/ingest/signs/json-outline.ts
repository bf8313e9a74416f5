/** Keys below this many objects say nothing more about what a document is. */
const maxDepth = 4;

/**
 * The keys of a JSON document whose end may be missing, as paths (`configs/@type`), each with its value where that is a
 * text. Arrays add nothing to a path, save for one at the top: `[]/proxy`, and `[]` for texts in it. Names are folded, so
 * that the snake_case of Envoy and the camelCase of istioctl are one: `clusterstatuses`.
 */
export type JsonOutline = ReadonlyMap<string, string | undefined>;

interface Level {
  path: string;
  isObject: boolean;
  key: string | undefined;
}

const token = /[\s,]*(?:([{}[\]:])|"((?:[^"\\\n]|\\.)*)"|([^\s,:{}[\]"]+))/y;

/** Nothing when the text is no JSON as far as it goes. */
export function jsonOutline(text: string): JsonOutline | undefined {
  const found = new Map<string, string | undefined>();
  const levels: Level[] = [];
  let waiting: string | undefined;

  function value(scalar?: string): void {
    const top = levels.at(-1);
    if (top === undefined) return;
    if (!top.isObject) note(top.path, scalar);
    else if (top.key !== undefined) note(join(top.path, top.key), scalar);
  }

  function note(path: string, scalar?: string): void {
    if (path === '' || levels.length > maxDepth + 1) return;
    if (found.get(path) === undefined) found.set(path, scalar);
  }

  token.lastIndex = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [, mark, string, bare] = match;
    const top = levels.at(-1);
    if (top === undefined && mark !== '{' && mark !== '[') break;
    if (mark === '{' || mark === '[') {
      value();
      levels.push({ path: pathBelow(top, mark), isObject: mark === '{', key: undefined });
    } else if (mark === '}' || mark === ']') {
      if (top?.isObject !== (mark === '}')) return undefined;
      levels.pop();
    } else if (mark === ':') {
      if (top?.isObject !== true || waiting === undefined) return undefined;
      top.key = fold(waiting);
    } else if (string !== undefined && top?.isObject && isKey(text, token.lastIndex)) {
      waiting = string;
      continue;
    } else if (string !== undefined) value(string);
    else if (bare !== undefined && !/^(?:true|false|null|-?\d[\d.eE+-]{0,30})$/.test(bare) && !isCut(text))
      return undefined;
    else value();
    waiting = undefined;
  }
  return found.size > 0 ? found : undefined;

  /** Where nothing is noted any more, paths stop growing. */
  function pathBelow(top: Level | undefined, mark: string): string {
    if (top === undefined) return mark === '[' ? '[]' : '';
    return top.isObject && levels.length <= maxDepth ? join(top.path, top.key) : top.path;
  }

  function isCut(whole: string): boolean {
    return token.lastIndex === whole.length;
  }
}

function isKey(text: string, after: number): boolean {
  let at = after;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n') at++;
  return text[at] === ':';
}

function join(path: string, key = ''): string {
  return path === '' ? key : `${path}/${key}`;
}

function fold(key: string): string {
  return key.replace(/[_/]/g, '').toLowerCase();
}
