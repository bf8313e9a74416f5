import type { Subject } from '../core/subject.js';
import { type Message, message, text } from '../envoy/message.js';

/**
 * The object that Istio made a resource from: its metadata says `/apis/GROUP/VERSION/namespaces/NS/KIND/NAME`, the kind in
 * lower case with dashes.
 */
export function istioObject(resource: Message): Subject | undefined {
  const config = text(message(message(message(resource.metadata).filter_metadata).istio).config);
  const [, group, namespace, kind, name] =
    /^\/apis\/([^/]+)\/[^/]+\/namespaces\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(config ?? '') ?? [];
  if (group === undefined || kind === undefined || name === undefined || namespace === undefined) return undefined;
  return { kind: kindName(kind), group, namespace, name };
}

/** Names that are no plain words with dashes between. */
const irregular: ReadonlyMap<string, string> = new Map([
  ['http-route', 'HTTPRoute'],
  ['httproute', 'HTTPRoute'],
  ['grpc-route', 'GRPCRoute'],
  ['tcp-route', 'TCPRoute'],
  ['tls-route', 'TLSRoute'],
]);

function kindName(kind: string): string {
  return irregular.get(kind) ?? kind.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
