import { cell, nameOf, type Place, placeOf, type Row } from './row.js';

export interface ServiceRow extends Place {
  namespace: string;
  name: string;
  type: string;
  clusterIPs: string[];
  external?: string[];
  selector?: Map<string, string>;
  ports: { port: number; protocol: string; nodePort?: number }[];
}

/** Before kubectl 1.8 there is no TYPE. A load balancer without an address is `<pending>`; long names end in `...`. */
export function serviceRow(row: Row): ServiceRow | undefined {
  const name = nameOf(row);
  if (name === undefined || !row.cells.has('CLUSTER-IP')) return undefined;
  const clusterIP = cell(row, 'CLUSTER-IP');
  const external = cell(row, 'EXTERNAL-IP');
  const selector = cell(row, 'SELECTOR');
  return {
    namespace: row.namespace,
    name,
    type: cell(row, 'TYPE') ?? 'ClusterIP',
    clusterIPs: clusterIP === undefined ? [] : [clusterIP],
    ...(row.cells.has('EXTERNAL-IP') && { external: addresses(external) }),
    ...(selector !== undefined && { selector: labels(selector) }),
    ports: (cell(row, 'PORT(S)') ?? '').split(',').flatMap(port),
    ...placeOf(row),
  };
}

function addresses(external: string | undefined): string[] {
  return external === undefined || external === '<pending>' || external === '<nodes>' ? [] : external.split(',');
}

/** `9080/TCP`, or `80:31380/TCP` with the node port. */
function port(text: string): ServiceRow['ports'] {
  const [, port, nodePort, protocol] = /^(\d{1,5})(?::(\d{1,5}))?\/([A-Z]{2,4})$/.exec(text.trim()) ?? [];
  if (port === undefined || protocol === undefined || Number(port) > 65535) return [];
  return [{ port: Number(port), protocol, ...(nodePort !== undefined && { nodePort: Number(nodePort) }) }];
}

function labels(text: string): Map<string, string> {
  const pairs = text.split(',').map((pair) => [pair, pair.indexOf('=')] as const);
  return new Map(pairs.flatMap(([pair, at]) => (at > 0 ? [[pair.slice(0, at), pair.slice(at + 1)] as const] : [])));
}
