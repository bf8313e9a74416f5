import { isMessage, type Message, message, messages, number } from '../message.js';
import { anything, type Condition, undecidable } from './condition.js';
import type { RbacRequest } from './request.js';
import { remoteAddress } from './request.js';
import {
  addressTest,
  authenticatedTest,
  filterStateTest,
  headerTest,
  metadataTest,
  pathTest,
  portTest,
  serverNameTest,
  templateTest,
} from './tests.js';

/** Envoy's Permission: what may be done. */
export function permission(found: Message): Condition {
  if (isMessage(found.and_rules)) return { kind: 'all', of: messages(found.and_rules.rules).map(permission) };
  if (isMessage(found.or_rules)) return { kind: 'any', of: messages(found.or_rules.rules).map(permission) };
  if (isMessage(found.not_rule)) return { kind: 'not', of: permission(found.not_rule) };
  if (isMessage(found.destination_ip)) {
    return addressTest('destination address', found.destination_ip, ({ destinationIp }) => destinationIp);
  }
  const port = number(found.destination_port);
  if (port !== undefined) return portTest(port, port + 1);
  if (isMessage(found.destination_port_range)) {
    return portTest(number(found.destination_port_range.start) ?? 0, number(found.destination_port_range.end) ?? 0);
  }
  if (isMessage(found.requested_server_name)) return serverNameTest(found.requested_server_name);
  if (isMessage(found.uri_template)) return templateTest(found.uri_template);
  return common(found);
}

/** Envoy's Principal: who may do it. */
export function principal(found: Message): Condition {
  if (isMessage(found.and_ids)) return { kind: 'all', of: messages(found.and_ids.ids).map(principal) };
  if (isMessage(found.or_ids)) return { kind: 'any', of: messages(found.or_ids.ids).map(principal) };
  if (isMessage(found.not_id)) return { kind: 'not', of: principal(found.not_id) };
  if (isMessage(found.authenticated)) return authenticatedTest(found.authenticated);
  if (isMessage(found.source_ip)) return addressTest('source address', found.source_ip, peerAddress);
  if (isMessage(found.direct_remote_ip)) return addressTest('source address', found.direct_remote_ip, peerAddress);
  if (isMessage(found.remote_ip)) return addressTest('remote address', found.remote_ip, remoteAddress);
  if (isMessage(found.filter_state)) return filterStateTest(found.filter_state);
  return common(found);
}

function peerAddress({ sourceIp }: RbacRequest): string | undefined {
  return sourceIp;
}

/** What both sides know. */
function common(found: Message): Condition {
  if (found.any !== undefined) return anything;
  if (isMessage(found.header)) return headerTest(found.header);
  if (isMessage(found.url_path)) return pathTest(found.url_path);
  if (isMessage(found.metadata)) return metadataTest(found.metadata);
  if (isMessage(found.sourced_metadata)) {
    const isRoute = found.sourced_metadata.metadata_source === 'ROUTE' || found.sourced_metadata.metadata_source === 1;
    return metadataTest(message(found.sourced_metadata.metadata_matcher), isRoute ? 'route' : 'dynamic');
  }
  return undecidable('extension', Object.keys(found)[0] ?? 'an empty rule');
}
