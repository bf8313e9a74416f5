import { checkConnectionPool, connectionPool } from '../parts/connection-pool.js';
import { checkDestination, destination } from '../parts/destination.js';
import { checkLabelSelector, labelSelector } from '../parts/selector.js';
import { checkServerTls, type ServerTls, serverTls } from '../parts/server-tls.js';
import { at, quote, type Report } from '../report.js';
import { choice, list, type Read, record, text, uint32 } from '../schema.js';
import { isAddress, splitHostPort, unixPathProblem, unixPrefix } from '../values/addresses.js';
import { nameProblem, sidecarHostProblem } from '../values/hosts.js';
import { isDnsLabel } from '../values/labels.js';
import { portProblem, protocolClass, protocolProblem } from '../values/ports.js';
import { defineRules } from './kind.js';

const port = record({ number: uint32(), protocol: text(), name: text(), targetPort: uint32() });
const captureMode = choice('DEFAULT', 'IPTABLES', 'NONE');

const ingress = record(
  { port, bind: text(), captureMode, defaultEndpoint: text(), tls: serverTls, connectionPool },
  { required: ['port'] },
);

const egress = record({ port, bind: text(), captureMode, hosts: list(text()) }, { required: ['hosts'] });

const outboundTrafficPolicy = record({ mode: choice('REGISTRY_ONLY', 'ALLOW_ANY'), egressProxy: destination });

const spec = record(
  {
    workloadSelector: labelSelector,
    ingress: list(ingress),
    egress: list(egress),
    outboundTrafficPolicy,
    inboundConnectionPool: connectionPool,
  },
  // An alpha field of Istio 1.2.
  { retired: ['localhost'] },
);

type Spec = Read<typeof spec>;
type Port = Read<typeof port>;
type Egress = Read<typeof egress>;

export const sidecar = defineRules({
  group: 'networking.istio.io',
  kind: 'Sidecar',
  spec,
  check(spec, report, { namespace }) {
    checkLabelSelector(spec.workloadSelector, report);
    if (!spec.egress && !spec.ingress && !spec.outboundTrafficPolicy && !spec.inboundConnectionPool) {
      report.error('spec', 'must have egress, ingress, outboundTrafficPolicy or inboundConnectionPool');
      return;
    }
    checkIngress(spec, report);
    checkConnectionPool(spec.inboundConnectionPool, 'spec.inboundConnectionPool', report);
    checkEgress(spec, namespace, report);
    checkEgressProxy(spec, report);
  },
});

function checkIngress({ ingress = [] }: Spec, report: Report): void {
  const numbers = new Set<number>();
  for (const [index, listener] of ingress.entries()) {
    const field = at('spec.ingress', index);
    const { port, bind, defaultEndpoint, tls, connectionPool } = listener;
    if (port === undefined) {
      report.error(`${field}.port`, 'is required');
      continue;
    }
    const { number = 0 } = port;
    checkPort(port, `${field}.port`, report);
    checkAddress(bind, `${field}.bind`, report);
    const problem = portProblem(number);
    if (problem !== undefined) report.error(`${field}.port.number`, problem);
    if (numbers.has(number)) report.error(`${field}.port.number`, 'is the number of another listener');
    numbers.add(number);
    if (defaultEndpoint) checkDefaultEndpoint(defaultEndpoint, `${field}.defaultEndpoint`, report);
    if (tls !== undefined) checkIngressTls(tls, port, `${field}.tls`, report);
    checkConnectionPool(connectionPool, `${field}.connectionPool`, report);
    if (connectionPool?.http && protocolClass(port.protocol) !== 'http') {
      report.warn(`${field}.connectionPool.http`, 'has no effect: the protocol of the port is not HTTP');
    }
  }
}

function checkPort({ name, protocol, targetPort }: Port, field: string, report: Report): void {
  if (targetPort) report.error(`${field}.targetPort`, 'means nothing in a Sidecar');
  if (name && !isDnsLabel(name)) report.error(`${field}.name`, `${quote(name)} is no DNS label`);
  const problem = protocolProblem(protocol);
  if (problem !== undefined) report.error(`${field}.protocol`, problem);
}

function checkAddress(bind: string | undefined, field: string, report: Report): void {
  if (bind && !isAddress(bind)) report.error(field, `${quote(bind)} is no IP address`);
}

/** Where the application listens: on the pod itself, so on loopback or all addresses. */
const ownAddresses: readonly string[] = ['', '127.0.0.1', '0.0.0.0', '::1', '::'];

function checkDefaultEndpoint(endpoint: string, field: string, report: Report): void {
  if (endpoint.startsWith(unixPrefix)) {
    const problem = unixPathProblem(endpoint.slice(unixPrefix.length));
    if (problem !== undefined) report.error(field, problem);
    return;
  }
  const parts = splitHostPort(endpoint);
  const problem = parts && portProblem(/^\d{1,9}$/.test(parts.port) ? Number(parts.port) : 0);
  if (parts === undefined || !ownAddresses.includes(parts.host) || problem !== undefined) {
    report.error(field, `${quote(endpoint)} is neither a Unix socket nor a port of the pod such as 127.0.0.1:8080`);
  }
}

const foreignTlsFields = [
  'subjectAltNames',
  'httpsRedirect',
  'credentialName',
  'credentialNames',
  'tlsCertificates',
] as const;

function checkIngressTls(tls: ServerTls, port: Port, field: string, report: Report): void {
  for (const name of foreignTlsFields) if (tls[name]) report.error(at(field, name), 'is not supported in a Sidecar');
  if (tls.mode === 'ISTIO_MUTUAL' || tls.mode === 'AUTO_PASSTHROUGH') {
    report.error(`${field}.mode`, `${tls.mode} is not supported in a Sidecar`);
  }
  if (protocolClass(port.protocol) !== 'tls') report.error(field, 'goes with ports of protocol HTTPS or TLS only');
  checkServerTls(tls, field, report);
}

function checkEgress({ egress = [] }: Spec, namespace: string, report: Report): void {
  const numbers = new Set<number>();
  const sockets = new Set<string>();
  for (const [index, listener] of egress.entries()) {
    const field = at('spec.egress', index);
    const { port, bind = '' } = listener;
    if (port === undefined) {
      if (index < egress.length - 1) report.error(`${field}.port`, 'can be missing in the last listener only');
    } else {
      checkEgressPort(listener, port, field, report);
      const { number = 0 } = port;
      if (number === 0 && sockets.has(bind)) report.error(`${field}.bind`, 'is the socket of another listener');
      if (number !== 0 && numbers.has(number))
        report.error(`${field}.port.number`, 'is the number of another listener');
      if (number === 0) sockets.add(bind);
      else numbers.add(number);
    }
    checkEgressHosts(listener, field, namespace, report);
  }
}

function checkEgressPort({ bind = '', captureMode }: Egress, port: Port, field: string, report: Report): void {
  checkPort(port, `${field}.port`, report);
  const { number = 0 } = port;
  if (number !== 0) {
    const problem = portProblem(number);
    if (problem !== undefined) report.error(`${field}.port.number`, problem);
    checkAddress(bind, `${field}.bind`, report);
    return;
  }
  const problem = bind.startsWith(unixPrefix)
    ? unixPathProblem(bind.slice(unixPrefix.length))
    : 'must be a Unix socket for a listener without port number';
  if (problem !== undefined) report.error(`${field}.bind`, problem);
  if (captureMode === 'IPTABLES') report.error(`${field}.captureMode`, 'must be DEFAULT or NONE for a Unix socket');
}

function checkEgressHosts({ hosts = [] }: Egress, field: string, own: string, report: Report): void {
  if (hosts.length === 0) report.error(`${field}.hosts`, 'must have a host in it');
  const namespaces = new Map<string, Set<string>>();
  for (const [index, host] of hosts.entries()) {
    const here = at(`${field}.hosts`, index);
    const problem = sidecarHostProblem(host);
    if (problem !== undefined) report.error(here, problem);
    const slash = host.indexOf('/');
    if (slash < 0 || host.startsWith('~')) continue;
    const namespace = slash === 1 && host.startsWith('.') ? own : host.slice(0, slash);
    const name = host.slice(slash + 1);
    const seen = namespaces.get(namespace) ?? new Set();
    const isRepeated = name === '*' ? seen.size > 0 : seen.has(name) || seen.has('*');
    if (isRepeated) report.warn(here, `${quote(host)} overlaps another host of the list`);
    namespaces.set(namespace, seen.add(name));
  }
  if (namespaces.get('*')?.has('*') && namespaces.size > 1) report.warn(`${field}.hosts`, '*/* is everything already');
}

function checkEgressProxy({ outboundTrafficPolicy: policy }: Spec, report: Report): void {
  if (policy?.egressProxy === undefined) return;
  const field = 'spec.outboundTrafficPolicy.egressProxy';
  if (policy.mode !== 'ALLOW_ANY') {
    report.error(field, 'goes with mode ALLOW_ANY only');
    return;
  }
  const { host = '', port } = policy.egressProxy;
  const problem = nameProblem(host);
  if (problem !== undefined) report.error(`${field}.host`, problem);
  if (port === undefined) report.error(`${field}.port`, 'is required');
  else checkDestination(policy.egressProxy, field, report);
}
