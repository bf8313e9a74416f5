import { checkServerTls, serverTls } from '../parts/server-tls.js';
import { at, quote, type Report } from '../report.js';
import { list, map, type Read, record, text, uint32 } from '../schema.js';
import { isAddress, unixPathProblem, unixPrefix } from '../values/addresses.js';
import { gatewayHostProblem } from '../values/hosts.js';
import { isDnsLabel } from '../values/labels.js';
import { portProblem, protocolClass } from '../values/ports.js';
import { defineRules } from './kind.js';

const port = record(
  { number: uint32(), protocol: text(), name: text(), targetPort: uint32() },
  { required: ['number', 'protocol', 'name'] },
);

const server = record(
  { port, bind: text(), hosts: list(text()), tls: serverTls, defaultEndpoint: text(), name: text() },
  { required: ['port', 'hosts'] },
);

type Server = Read<typeof server>;

export const gateway = defineRules({
  group: 'networking.istio.io',
  kind: 'Gateway',
  spec: record({ servers: list(server), selector: map(text()) }),
  check({ servers = [] }, report, { name }) {
    if (!isDnsLabel(name)) report.error('metadata.name', `${quote(name)} is no DNS label`);
    if (servers.length === 0) report.error('spec.servers', 'must have a server in it');
    const names = new Set<string>();
    for (const [index, server] of servers.entries()) {
      const field = at('spec.servers', index);
      checkServer(server, field, report);
      const { port, tls } = server;
      if (port === undefined) continue;
      if (names.has(port.name ?? '')) report.error(`${field}.port.name`, 'is the name of another port');
      names.add(port.name ?? '');
      if (tls?.httpsRedirect && protocolClass(port.protocol) !== 'http') {
        report.warn(`${field}.tls.httpsRedirect`, 'has an effect on HTTP servers only');
      }
    }
  },
});

function checkServer(server: Server, field: string, report: Report): void {
  const { hosts = [], port, bind = '', tls } = server;
  if (hosts.length === 0) report.error(`${field}.hosts`, 'must have a host in it');
  for (const [index, host] of hosts.entries()) {
    const problem = gatewayHostProblem(host);
    if (problem !== undefined) report.error(at(`${field}.hosts`, index), problem);
  }
  const hasPort = checkPort(port, bind, `${field}.port`, report);
  checkBind(bind, port?.number, field, report);
  if (tls !== undefined) checkServerTls(tls, `${field}.tls`, report);
  if (hasPort) checkTlsUse(server, field, report);
}

/** Returns whether nothing is wrong with it. */
function checkPort(port: Server['port'], bind: string, field: string, report: Report): boolean {
  if (port === undefined) {
    report.error(field, 'is required');
    return false;
  }
  const { number = 0, protocol = '', name = '', targetPort } = port;
  const problems = new Map<string, string>();
  if (protocolClass(protocol) === undefined)
    problems.set('protocol', `${quote(protocol)} is no protocol that Istio knows`);
  const wrongNumber = number > 0 || !bind.startsWith(unixPrefix) ? portProblem(number) : undefined;
  if (wrongNumber !== undefined) problems.set('number', wrongNumber);
  if (targetPort) problems.set('targetPort', 'means nothing in a Gateway');
  if (name === '') problems.set('name', 'is required');
  for (const [key, problem] of problems) report.error(at(field, key), problem);
  return problems.size === 0;
}

function checkBind(bind: string, number: number | undefined, field: string, report: Report): void {
  if (bind.startsWith(unixPrefix)) {
    const problem = unixPathProblem(bind.slice(unixPrefix.length));
    if (problem !== undefined) report.error(`${field}.bind`, problem);
    if (number) report.error(`${field}.port.number`, 'must be 0 for a Unix socket');
  } else if (bind !== '' && !isAddress(bind)) report.error(`${field}.bind`, `${quote(bind)} is no IP address`);
}

function checkTlsUse({ port, tls }: Server, field: string, report: Report): void {
  const protocol = protocolClass(port?.protocol);
  if (protocol === 'tls' && tls === undefined) report.error(`${field}.tls`, `is needed for protocol ${port?.protocol}`);
  if (protocol === 'tls' || tls === undefined) return;
  // An HTTP server may have a TLS section without mode for the redirect to HTTPS.
  const isRedirect = tls.mode === undefined || tls.mode === 'PASSTHROUGH' || tls.mode === 'AUTO_PASSTHROUGH';
  const isFine = protocol === 'http' && isRedirect && !tls.caCertificates && !tls.privateKey && !tls.serverCertificate;
  if (!isFine)
    report.error(
      `${field}.tls`,
      `does not go with protocol ${port?.protocol}: only HTTPS and TLS servers have TLS settings`,
    );
}
