import { defineTextParser } from '../parser.js';
import { parseJson } from '../support/json.js';
import { parseYaml } from '../support/yaml.js';
import type { ProxyConfigOutput } from './artifact.js';
import { readObjects } from './json.js';
import { parseTables } from './table.js';

/** `istioctl proxy-config cluster|listener|route|endpoint|eds|secret|ecds|bootstrap|log|all`, as text, JSON or YAML. */
export const proxyConfig = defineTextParser<'proxy-config', ProxyConfigOutput>({
  kind: 'proxy-config',
  parse(text) {
    const json = text.search(/^(?:\[\s*[{\]]|\{)/m);
    if (json >= 0) return readObjects(parseJson(text.slice(json)));
    return /^(?:- [a-zA-Z'"@]|[a-zA-Z]+:$)/m.test(text) && !/^active loggers:$/m.test(text)
      ? readObjects(parseYaml(text))
      : parseTables(text);
  },
});
