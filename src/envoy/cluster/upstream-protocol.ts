import { isMessage, type Message, message, text } from '../message.js';
import { protocolOptions } from './protocol-options.js';

export type HttpVersion = 'http/1.0' | 'http/1.1' | 'h2' | 'h3';

/**
 * The HTTP versions that a cluster may speak to its endpoints, the preferred one first: several where ALPN decides. Some
 * clusters follow the caller (`downstream`).
 */
export function upstreamProtocols(cluster: Message, downstream: HttpVersion): readonly HttpVersion[] {
  const options = protocolOptions(cluster);
  const follow = options.use_downstream_protocol_config;
  if (isMessage(follow)) return [followed(downstream, isMessage(follow.http3_protocol_options))];
  // Envoy API v2, and v3 up to Istio 1.8.
  if (text(cluster.protocol_selection) === 'USE_DOWNSTREAM_PROTOCOL') return [followed(downstream, false)];
  if (isMessage(options.auto_config))
    return isMessage(options.auto_config.http3_protocol_options) ? ['h3', 'h2', 'http/1.1'] : ['h2', 'http/1.1'];
  const explicit = message(options.explicit_http_config);
  if (isMessage(explicit.http3_protocol_options)) return ['h3'];
  const isHttp2 = isMessage(explicit.http2_protocol_options) || isMessage(cluster.http2_protocol_options);
  return [isHttp2 ? 'h2' : 'http/1.1'];
}

/** Envoy speaks no HTTP/1.0 to endpoints. */
function followed(downstream: HttpVersion, speaksHttp3: boolean): HttpVersion {
  if (downstream === 'h3' && !speaksHttp3) return 'h2';
  return downstream === 'http/1.0' ? 'http/1.1' : downstream;
}
