import { citeField } from '../../core/evidence.js';
import { matchesGlob } from '../../core/glob.js';
import type { AuthorizationOperation, AuthorizationPolicy, Facets, Service } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { findServices, serviceNamed } from '../../model/lookup/hosts.js';
import { isBefore } from '../../model/lookup/istio-version.js';
import { defineCheck, type Finding } from '../check.js';

/** Patched in 1.9.8, 1.10.4 and 1.11.1 (ISTIO-SECURITY-2021-008): from here on every release ignores the case of hosts. */
const firstWithoutCase = 9;
/** HTTP clients leave these out of the Host header. */
const impliedPorts: readonly number[] = [80, 443];

export const authorizationHostForm = defineCheck({
  meta: {
    id: 'authorization/host-form',
    title: 'Hosts in AuthorizationPolicies look as clients send them',
    severity: 'warning',
    why: 'operation.hosts is compared with the whole Host header, which carries the port unless it is the default one, and never a path.',
    fix: [
      {
        text: 'List the host twice, alone and followed by :*.',
        doc: 'https://istio.io/latest/docs/ops/best-practices/security/#understand-traffic-capture-limitations',
      },
    ],
    decides:
      'A host of an ALLOW rule is a service none of whose ports is 80 or 443, and no entry of the list covers it with the port; a host that DENY lists (or ALLOW excludes) has no entry with a port beside it; a host holds a slash; or, before Istio 1.9, an upper-case letter.',
    falsePositives: [
      'Gateways that strip the port (ISTIO_GATEWAY_STRIP_HOST_PORT of istiod) need no entry with it.',
      'Clients may send a Host header of their own making.',
    ],
  },
  requires: ['authorizationPolicies', 'mesh'],
  uses: ['services'],
  identity: ['host'],
  messages: {
    withoutPort:
      'AuthorizationPolicy {namespace}/{name} allows the host {host} without a port, and clients of service {service} send {host}:{port}',
    bypass:
      'AuthorizationPolicy {namespace}/{name} keeps requests for the host {host} out, and not those for {host}:<port>, which mean the same',
    slash:
      'AuthorizationPolicy {namespace}/{name} lists the host {host}, which no Host header can be: it holds a slash',
    case: 'AuthorizationPolicy {namespace}/{name} lists the host {host} with upper-case letters, which matches no other spelling before Istio 1.9',
  },
  *run(facets) {
    for (const policy of facets.authorizationPolicies) {
      for (const { to } of policy.spec.ruleList ?? []) {
        for (const operation of to) {
          yield* onList(policy, operation, 'hosts', facets);
          yield* onList(policy, operation, 'notHosts', facets);
        }
      }
    }
  },
});

type Messages = 'withoutPort' | 'bypass' | 'slash' | 'case';
type Needs = Pick<Facets, 'mesh'> & { services?: Facets['services'] };

function* onList(
  policy: AuthorizationPolicy,
  operation: AuthorizationOperation,
  list: 'hosts' | 'notHosts',
  facets: Needs,
): Generator<Finding<Messages>> {
  const { namespace, name, source, spec } = policy;
  const hosts = operation[list];
  const isKeptOut =
    (spec.action === 'DENY') === (list === 'hosts') && (spec.action === 'DENY' || spec.action === 'ALLOW');
  for (const [index, host] of hosts.entries()) {
    const verdict = verdictOn(host, hosts, isKeptOut, policy, facets);
    if (verdict === undefined) continue;
    yield {
      messageId: verdict.messageId,
      args: { namespace, name, host, ...verdict.args },
      subject: configSubject(policy),
      evidence: [citeField(source, `${operation.field}.${list}[${index}]`, host), ...(verdict.evidence ?? [])],
    };
  }
}

function verdictOn(
  host: string,
  hosts: readonly string[],
  isKeptOut: boolean,
  policy: AuthorizationPolicy,
  { services = [], mesh }: Needs,
): { messageId: Messages; args?: Finding['args']; evidence?: Finding['evidence'] } | undefined {
  if (host.includes('/')) return { messageId: 'slash' };
  if (host !== host.toLowerCase() && isBefore(firstWithoutCase, mesh)) return { messageId: 'case' };
  if (host.includes('*') || host.includes(':')) return undefined;
  const isCovered = (port: string) =>
    hosts.some((pattern) => pattern !== host && matchesGlob(pattern.toLowerCase(), `${host.toLowerCase()}:${port}`));
  if (isKeptOut) return hosts.some((other) => isWithPort(other, host)) ? undefined : { messageId: 'bypass' };
  if (policy.spec.action !== 'ALLOW') return undefined;
  const service = serviceMeant(host, policy.namespace, services, mesh);
  const ports = service?.ports.filter(({ protocol }) => protocol === 'TCP').map(({ port }) => port) ?? [];
  const [port] = ports;
  if (service === undefined || port === undefined || ports.some((one) => impliedPorts.includes(one))) return undefined;
  if (ports.some((one) => isCovered(String(one)))) return undefined;
  return {
    messageId: 'withoutPort',
    args: { service: `${service.namespace}/${service.name}`, port },
    evidence: [citeField(service.source, 'spec.ports[0].port', port)],
  };
}

function isWithPort(pattern: string, host: string): boolean {
  const [written, bare] = [pattern.toLowerCase(), host.toLowerCase()];
  return written.startsWith(`${bare}:`) || written === `${bare}*` || written === '*';
}

function serviceMeant(host: string, own: string, services: readonly Service[], mesh: Facets['mesh']) {
  const [name = '', namespace = own, svc, ...rest] = host.toLowerCase().split('.');
  const named =
    serviceNamed(host.toLowerCase(), mesh) ??
    ((svc === undefined || (svc === 'svc' && rest.length === 0)) && name !== '' ? { namespace, name } : undefined);
  return named && findServices(services, named)[0];
}
