import { citeField } from '../../core/evidence.js';
import type { AuthorizationPolicy, AuthorizationRule, PodSpec, ServiceSpec } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { httpAttributes } from '../../model/lookup/http-attributes.js';
import { isAmbientPod, isPodInMesh } from '../../model/lookup/in-mesh.js';
import { policiesOfPod } from '../../model/lookup/policies-of-pod.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

export const authorizationHttpOnTcp = defineCheck({
  meta: {
    id: 'authorization/http-on-tcp',
    title: 'Rules about HTTP are for ports that speak HTTP',
    severity: 'warning',
    why: 'On a TCP port an ALLOW rule about HTTP never matches, so that all traffic is denied; of a DENY rule only the rest counts, so that it denies more than it says.',
    fix: [
      {
        text: 'Name ports in the rule, or add a rule for the TCP port without methods, paths, hosts and token claims; or declare the port as HTTP if it is.',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-tcp/',
      },
    ],
    decides:
      'A service declares a port as TCP, TLS or a database protocol; for its pods every ALLOW rule that covers the target port is about HTTP, or a DENY rule about HTTP covers it.',
    falsePositives: [
      'Ports without a declared protocol are left alone, and ambient pods, which have a check of their own.',
    ],
  },
  requires: ['authorizationPolicies', 'serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['namespaces', 'meshConfig'],
  identity: ['service', 'port'],
  messages: {
    denied:
      'AuthorizationPolicy {namespace}/{name} allows HTTP requests only ({attribute}), and port {port} of service {service} is declared as {protocol}: everything on it is denied',
    widened:
      'AuthorizationPolicy {namespace}/{name} denies HTTP requests ({attribute}), and port {port} of service {service} is declared as {protocol}: everything that the rest of the rule matches is denied there',
  },
  *run(facets) {
    const { authorizationPolicies, serviceSpecs, podSpecs, namespaces } = facets;
    const rootNamespace = rootNamespaceOf(facets);
    if (!authorizationPolicies.some(({ spec }) => (spec.ruleList ?? []).some((rule) => isAboutHttp(rule)))) return;
    for (const service of serviceSpecs) {
      const pod = podsOfService(podSpecs, service).find((one) => isPodInMesh(one, namespaces) && !isAmbientPod(one));
      if (pod === undefined) continue;
      const policies = policiesOfPod(authorizationPolicies, pod, rootNamespace);
      for (const found of wrongRules(service, pod, policies)) {
        const { policy, rule, port, protocol } = found;
        const [attribute] = httpAttributes(rule);
        if (attribute === undefined) continue;
        yield {
          messageId: policy.spec.action === 'DENY' ? 'widened' : 'denied',
          args: {
            namespace: policy.namespace,
            name: policy.name,
            attribute: attribute.name,
            service: `${service.namespace}/${service.name}`,
            port,
            protocol,
          },
          subject: configSubject(policy),
          evidence: [
            citeField(policy.source, attribute.field, attribute.values.join(', ')),
            citeField(service.source, `spec.ports[${found.index}]`, `${port} ${protocol}`),
          ],
        };
      }
    }
  },
});

function* wrongRules(service: ServiceSpec, pod: PodSpec, policies: readonly AuthorizationPolicy[]) {
  for (const [index, port] of service.ports.entries()) {
    const declared = declaredProtocol(port);
    const target = targetPortIn(pod, port);
    if (declared?.handling !== 'opaque' || target === undefined || port.protocol !== 'TCP') continue;
    const covering = (action: string) =>
      policies
        .filter(({ spec }) => spec.action === action)
        .flatMap((policy) => (policy.spec.ruleList ?? []).map((rule) => ({ policy, rule })))
        .filter(({ rule }) => covers(rule, target));
    const about = { index, port: port.port, protocol: declared.protocol };
    const allowing = covering('ALLOW');
    if (allowing.every(({ rule }) => isAboutHttp(rule))) for (const one of allowing) yield { ...about, ...one };
    for (const one of covering('DENY')) if (isAboutHttp(one.rule)) yield { ...about, ...one };
  }
}

/** A rule needs HTTP when every alternative in it does. */
function isAboutHttp(rule: AuthorizationRule): boolean {
  return httpAttributes(rule).length > 0;
}

function covers({ to, when }: AuthorizationRule, port: number): boolean {
  const isListed = (values: readonly string[]) => values.includes(String(port));
  const byPort = when.filter(({ key }) => key === 'destination.port');
  if (byPort.some(({ values, notValues }) => isListed(notValues) || (values.length > 0 && !isListed(values))))
    return false;
  return (
    to.length === 0 || to.some((one) => !isListed(one.notPorts) && (one.ports.length === 0 || isListed(one.ports)))
  );
}
