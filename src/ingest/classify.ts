import type { Tag } from '../parsers/parser.js';
import { isForeignLine } from '../parsers/support/lines.js';
import { podOfLog } from './signs/identity.js';
import { kindOfJson } from './signs/json.js';
import { logComponent } from './signs/logs.js';
import { isYamlObjects } from './signs/objects.js';
import { kindOfText } from './signs/text.js';

/** What `classify` knows, for the message about a file that is none of it. */
export const knownContent =
  'Kubernetes objects, pages and dumps of Envoy, istiod and ztunnel, outputs of istioctl and kubectl, logs of mesh components, and outputs of iptables, ip, ss, netstat, dig, nslookup, curl and ping';

/**
 * Kinds that are recognised so that nobody takes them for foreign files, and that hold nothing a check asks for: figures of
 * Envoy's memory, its runtime flags, the bootstrap file (the dump has what came of it), differences in prose.
 */
export const notReadKinds: ReadonlySet<string> = new Set([
  'envoy-memory',
  'envoy-runtime',
  'envoy-bootstrap',
  'proxy-diff',
]);

/** `kubectl cluster-info dump` on stdout: nodes come first, as a typed list whose items say no kind. */
const clusterInfoDump = /^\{\n {4}"kind": "NodeList",|^(?:---\n)?apiVersion: v1\nitems:\n- metadata:\n/;

/**
 * What a loose file is, from its first characters; nothing when it looks like nothing we know. The path decides only which
 * component a log is of, and only where the log does not tell.
 */
export function classify(head: string, path: string): Tag | undefined {
  if (isBinary(head)) return undefined;
  if (clusterInfoDump.test(head)) return { kind: 'cluster-info-dump' };
  const component = logComponent(head.split('\n'), path);
  if (component !== undefined) return { kind: 'container-log', component, ...podOfLog(head) };
  const lines = withoutPreface(head.split('\n'));
  const text = lines.join('\n');
  if (/^\s*[[{]/.test(text)) return tagged(kindOfJson(text));
  if (isYamlObjects(text)) return { kind: 'kubernetes-objects' };
  return tagged(kindOfText(lines));
}

function tagged(kind: string | undefined): Tag | undefined {
  return kind === undefined ? undefined : { kind };
}

/** Text has no control characters but tabs, line breaks and, in colours, escapes. */
function isBinary(head: string): boolean {
  for (let at = 0; at < head.length; at++) {
    const code = head.charCodeAt(at);
    if (code < 0x20 && code !== 0x09 && code !== 0x0a && code !== 0x0c && code !== 0x0d && code !== 0x1b) return true;
  }
  return false;
}

/** Without what tools print in front of their data when both streams go to one file. */
function withoutPreface(lines: readonly string[]): readonly string[] {
  const start = lines.findIndex((line) => line.trim() !== '' && !isForeignLine(line));
  return start < 0 ? [] : lines.slice(start);
}
