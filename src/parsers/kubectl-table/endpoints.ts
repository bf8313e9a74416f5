import { isMasked } from '../../core/mask.js';
import { cell, nameOf, type Place, placeOf, type Row } from './row.js';

export interface EndpointsRow extends Place {
  namespace: string;
  service: string;
  addresses: { ip: string; ready: boolean }[];
  ports: { port: number; protocol: string }[];
  /** There are more addresses than the row names. */
  truncated?: true;
}

/** kubectl prints three addresses and then `+ 4 more...`; it prints ready ones only. */
export function endpointsRow(row: Row): EndpointsRow | undefined {
  const service = nameOf(row);
  if (service === undefined || !row.cells.has('ENDPOINTS')) return undefined;
  const list = cell(row, 'ENDPOINTS') ?? '';
  const pairs = list
    .replace(/ \+ \d{1,6} more\.\.\.$/, '')
    .split(',')
    .flatMap(address);
  return {
    namespace: row.namespace,
    service,
    addresses: [...new Set(pairs.map(({ ip }) => ip))].map((ip) => ({ ip, ready: true })),
    ports: [...new Set(pairs.flatMap(({ port }) => port ?? []))].map((port) => ({ port, protocol: 'TCP' })),
    ...(list.endsWith(' more...') && { truncated: true as const }),
    ...placeOf(row),
  };
}

/** `10.1.2.3:80`, `[fd00::1]:80`, or the bare address of a headless service without ports; as it is where it is masked. */
function address(text: string): { ip: string; port?: number }[] {
  if (isMasked(text)) return [{ ip: text }];
  const [, v4, v6, port] = /^(?:(\d[\d.]{6,14})|\[([0-9a-fA-F:.]{2,45})\]):(\d{1,5})$/.exec(text) ?? [];
  const ip = v4 ?? v6;
  if (ip !== undefined) return [{ ip, port: Number(port) }];
  return /^[0-9a-fA-F.:]{3,45}$/.test(text) && /[.:]/.test(text) ? [{ ip: text }] : [];
}
