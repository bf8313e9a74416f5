import { type Message, message } from '../message.js';

/** HttpProtocolOptions of a cluster (Envoy 1.17); before, the fields stood in the cluster itself. */
export function protocolOptions(cluster: Message): Message {
  const extensions = message(cluster.typed_extension_protocol_options);
  return message(extensions['envoy.extensions.upstreams.http.v3.HttpProtocolOptions']);
}

export function httpOptions(cluster: Message): Message {
  const typed = message(protocolOptions(cluster).upstream_http_protocol_options);
  return Object.keys(typed).length > 0 ? typed : message(cluster.upstream_http_protocol_options);
}
