import type { EnvoyRouteConfiguration, EnvoyVirtualHost, ProxyConfig } from '../../facets.js';
import { citeDump, pointerOf } from '../proxies.js';
import { coversHost } from '../sidecar-scope.js';
import { type Behind, saying } from './behind.js';

interface Table {
  table: EnvoyRouteConfiguration;
  pointer: string;
}

/**
 * The route table in which a proxy looked for a host: that of its listener on the port. Says whether the table has the host,
 * or which others do.
 */
export function behindRouteTable(dump: ProxyConfig, host: string, port: number | undefined): Behind | undefined {
  const listeners = dump.listeners.flatMap(({ items }) => items).filter((one) => one.direction !== 'INBOUND');
  const names = new Set(
    listeners
      .filter((listener) => port !== undefined && listener.port === port)
      .flatMap(({ chains }) => chains.flatMap(({ rds }) => rds ?? [])),
  );
  const all = tablesOf(dump);
  const [asked, ...more] = all.filter(({ table }) => names.has(table.name));
  const having = all.filter(({ table }) => virtualHostFor(table, host, port) !== undefined);
  // Several virtual IPs may each have a table of the port: which one was asked is not in the line.
  if (asked === undefined || more.length > 0) return undefined;
  const found = virtualHostFor(asked.table, host, port);
  const { name, virtualHosts } = asked.table;
  const cite = (text: string) => [citeDump(dump, asked.pointer, `route configuration ${name}: ${text}`)];
  if (found !== undefined) {
    const text = `virtual host ${found.name}`;
    return saying(
      `Route configuration ${name} of port ${port} has the host (${text}), and none of its routes takes the request.`,
      cite(text),
    );
  }
  const others = having.slice(0, 3).map(({ table }) => table.name);
  const elsewhere = others.length === 0 ? '' : `; route configuration ${others.join(', ')} has it`;
  return saying(
    `Route configuration ${name} of port ${port} has no virtual host for ${host}${elsewhere}.`,
    cite(`${virtualHosts.length} virtual hosts, none for ${host}`),
  );
}

function tablesOf(dump: ProxyConfig): readonly Table[] {
  return dump.routes.flatMap((section) =>
    section.items.map((table, index) => ({ table, pointer: pointerOf(section, index) })),
  );
}

/**
 * The virtual host with the most specific domain, as Envoy chooses. `*` is what a proxy puts at the end of every table, and
 * names no host.
 */
function virtualHostFor(
  { virtualHosts }: EnvoyRouteConfiguration,
  host: string,
  port: number | undefined,
): EnvoyVirtualHost | undefined {
  const names = port === undefined ? [host] : [host, `${host}:${port}`];
  const fitting = virtualHosts.flatMap((virtualHost) =>
    virtualHost.domains
      .map((domain) => domain.toLowerCase().replace(/:\*$/, ''))
      .filter((domain) => domain !== '*' && names.some((name) => coversHost(domain, name)))
      .map((domain) => ({ virtualHost, domain })),
  );
  const rank = (domain: string) => (domain.startsWith('*') ? domain.length : Number.POSITIVE_INFINITY);
  return fitting.reduce<(typeof fitting)[number] | undefined>(
    (best, one) => (best === undefined || rank(one.domain) > rank(best.domain) ? one : best),
    undefined,
  )?.virtualHost;
}
