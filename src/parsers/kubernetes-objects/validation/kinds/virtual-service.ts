import { checkDestinations, weightedDestination } from '../parts/destination.js';
import { checkExportTo } from '../parts/export-to.js';
import { checkGatewayNames, checkL4Match, tcpMatch, tlsMatch } from '../parts/route-match.js';
import { at, quote, type Report } from '../report.js';
import { list, type Read, record, text } from '../schema.js';
import { isAddress } from '../values/addresses.js';
import { isClaimHeader } from '../values/headers.js';
import { gatewayRouteHostProblem, HostSet, hostProblem } from '../values/hosts.js';
import { checkHttpRoute, httpRoute } from './http-route.js';
import { defineRules } from './kind.js';

const tlsRoute = record({ match: list(tlsMatch), route: list(weightedDestination) }, { required: ['match'] });
const tcpRoute = record({ match: list(tcpMatch), route: list(weightedDestination) });

const spec = record({
  hosts: list(text()),
  gateways: list(text()),
  http: list(httpRoute),
  tls: list(tlsRoute),
  tcp: list(tcpRoute),
  exportTo: list(text()),
});

type Spec = Read<typeof spec>;

export const virtualService = defineRules({
  group: 'networking.istio.io',
  kind: 'VirtualService',
  spec,
  check(spec, report, { namespace }) {
    const { hosts = [], gateways = [], http = [], tls = [], tcp = [] } = spec;
    const isDelegate = hosts.length === 0;
    if (isDelegate) checkDelegate(spec, report);
    checkGatewayNames(gateways, 'spec.gateways', report);
    const isForGateways = gateways.length > 0 && !gateways.includes('mesh');
    if (!isForGateways) checkClaimHeaders(spec, report);
    checkHosts(spec, isForGateways, report);
    if (http.length + tls.length + tcp.length === 0) report.error('spec', 'must have http, tls or tcp routes');
    for (const [index, route] of http.entries()) checkHttpRoute(route, at('spec.http', index), isDelegate, report);
    checkTlsRoutes(spec, report);
    for (const [index, { match = [], route = [] }] of tcp.entries()) {
      const field = at('spec.tcp', index);
      // istiod forgets the warnings about these matches.
      for (const [position, connection] of match.entries()) {
        checkL4Match(connection, at(`${field}.match`, position), { ...report, warn: () => {} });
      }
      if (route.length === 0) report.error(`${field}.route`, 'is required');
      checkDestinations(route, `${field}.route`, report);
    }
    checkExportTo(spec.exportTo, namespace, report);
  },
});

/** Without hosts it is a part of other VirtualServices, for HTTP only. */
function checkDelegate(spec: Spec, report: Report): void {
  for (const name of ['gateways', 'tls', 'tcp'] as const) {
    if (spec[name] !== undefined) report.error(at('spec', name), 'cannot be there without hosts, so in a delegate');
  }
}

function checkClaimHeaders({ http = [] }: Spec, report: Report): void {
  for (const [index, { match = [] }] of http.entries()) {
    for (const [position, { headers = [], withoutHeaders = [] }] of match.entries()) {
      for (const [name] of [...headers, ...withoutHeaders]) {
        if (!isClaimHeader(name)) continue;
        report.error(`spec.http[${index}].match[${position}]`, `${quote(name)} can be matched at gateways only`);
      }
    }
  }
}

function checkHosts({ hosts = [], tls = [] }: Spec, isForGateways: boolean, report: Report): void {
  const withSni = tls.some(({ match = [] }) => match.some(({ sniHosts }) => sniHosts !== undefined));
  let isValid = true;
  for (const [index, host] of hosts.entries()) {
    const written = isForGateways ? gatewayRouteHostProblem(host, withSni) : hostProblem(host);
    const isRefused = written !== undefined && !isAddress(host);
    const problem = isRefused
      ? written
      : !isForGateways && host === '*'
        ? '* is too much for the sidecars of the mesh'
        : undefined;
    if (problem === undefined) continue;
    report.error(at('spec.hosts', index), problem);
    isValid = false;
  }
  if (isValid) checkOverlap(hosts, report);
}

function checkOverlap(hosts: readonly string[], report: Report): void {
  // Wildcards first, so that each host is asked of all that could cover it.
  const order = [...hosts.keys()].sort((a, b) => rank(hosts[a] ?? '') - rank(hosts[b] ?? ''));
  const before = new HostSet();
  for (const index of order) {
    const host = hosts[index] ?? '';
    if (before.covers(host))
      report.error(at('spec.hosts', index), `${quote(host)} is covered by another host of the list`);
    before.add(host);
  }
}

/** The shorter a wildcard, the more it covers. */
function rank(host: string): number {
  return host.startsWith('*') ? host.length : Number.MAX_SAFE_INTEGER;
}

function checkTlsRoutes({ tls = [], hosts = [], gateways = [] }: Spec, report: Report): void {
  const routed = new HostSet(hosts);
  const isForGateways = !gateways.includes('mesh');
  for (const [index, { match = [], route = [] }] of tls.entries()) {
    const field = at('spec.tls', index);
    if (match.length === 0) report.error(`${field}.match`, 'is required');
    for (const [position, connection] of match.entries()) {
      const here = at(`${field}.match`, position);
      const { sniHosts = [] } = connection;
      if (sniHosts.length === 0) report.error(`${here}.sniHosts`, 'is required');
      for (const [order, host] of sniHosts.entries()) {
        checkSniHost(host, at(`${here}.sniHosts`, order), isForGateways, routed, report);
      }
      checkL4Match(connection, here, report);
    }
    if (route.length === 0) report.error(`${field}.route`, 'is required');
    checkDestinations(route, `${field}.route`, report);
  }
}

function checkSniHost(host: string, field: string, isForGateways: boolean, routed: HostSet, report: Report): void {
  const problem = isForGateways ? gatewayRouteHostProblem(host, true) : hostProblem(host);
  if (problem !== undefined && isAddress(host))
    report.warn(field, 'is an IP address, which clients do not send as SNI');
  else if (problem !== undefined) report.error(field, problem);
  else if (!routed.covers(host)) report.error(field, `${quote(host)} is not among the hosts of this VirtualService`);
}
