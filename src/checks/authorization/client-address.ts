import { citeField } from '../../core/evidence.js';
import { parseRange, rangeContains } from '../../core/ip.js';
import type { AuthorizationPolicy, EnvoyFilter, PodSpec, ServiceSpec } from '../../model/facets.js';
import { configSubject } from '../../model/lookup/config-subject.js';
import { groupBy } from '../../model/lookup/derive.js';
import { isGatewayProxy } from '../../model/lookup/gateway-pods.js';
import { hasAllPolicies, notGathered } from '../../model/lookup/known-objects.js';
import { podsOfPolicy } from '../../model/lookup/policy-pods.js';
import { rootNamespaceOf } from '../../model/lookup/root-namespace.js';
import { servicesSelecting } from '../../model/lookup/services-selecting.js';
import { gatewayName } from '../../model/lookup/waypoints.js';
import { defineCheck } from '../check.js';

const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '127.0.0.0/8',
  'fc00::/7',
].flatMap((text) => parseRange(text) ?? []);

export const authorizationClientAddress = defineCheck({
  meta: {
    id: 'authorization/client-address',
    title: 'Gateways with rules about client addresses see those addresses',
    severity: 'warning',
    why: 'With externalTrafficPolicy Cluster, the default, nodes put their own address in place of the client’s. ipBlocks with addresses of clients then match nobody.',
    fix: [
      {
        text: 'Set externalTrafficPolicy of the gateway’s service to Local; behind a load balancer that ends the connection use remoteIpBlocks with numTrustedProxies, or the PROXY protocol.',
        command:
          'kubectl patch service {service} -n {serviceNamespace} -p \'{"spec":{"externalTrafficPolicy":"Local"}}\'',
        doc: 'https://istio.io/latest/docs/tasks/security/authorization/authz-ingress/',
      },
    ],
    decides:
      'ipBlocks or source.ip of a policy on gateway pods name public addresses, and every LoadBalancer or NodePort service of the pods leaves externalTrafficPolicy at Cluster.',
    falsePositives: [
      'Load balancers that send straight to pods, or that speak the PROXY protocol, are recognized by annotations and EnvoyFilters only.',
      'Rules about private addresses may be meant for callers in the cluster, and are left alone.',
    ],
  },
  requires: ['authorizationPolicies', 'serviceSpecs', 'podSpecs', 'mesh'],
  uses: ['meshConfig', 'envoyFilters'],
  identity: ['service', 'serviceNamespace'],
  messages: {
    translated:
      'AuthorizationPolicy {namespace}/{name} asks for client addresses ({block}) at the gateway behind service {serviceNamespace}/{service}, which sees addresses of nodes: its externalTrafficPolicy is {policy}',
  },
  *run(facets, { undecided }) {
    const { authorizationPolicies, podSpecs, serviceSpecs, envoyFilters, mesh } = facets;
    const rootNamespace = rootNamespaceOf(facets);
    if (envoyFilters?.some(isAboutProxyProtocol)) return;
    for (const policy of authorizationPolicies) {
      const block = publicBlock(policy);
      if (block === undefined) continue;
      const pods = podsOf(policy, podSpecs, rootNamespace);
      for (const [pod] of groupBy(pods, ({ namespace, workload }) => `${namespace}/${workload}`).values()) {
        const exposed = servicesSelecting(serviceSpecs, pod).filter(
          ({ type }) => type === 'LoadBalancer' || type === 'NodePort',
        );
        const [service] = exposed;
        if (service === undefined || exposed.some(keepsAddress) || hasProxyProtocol(pod)) continue;
        if (envoyFilters === undefined || !hasAllPolicies(mesh, 'EnvoyFilter', pod.namespace, rootNamespace)) {
          undecided(notGathered('EnvoyFilter', `one for the PROXY protocol of ${pod.namespace}/${pod.workload}`));
          continue;
        }
        yield {
          messageId: 'translated',
          args: {
            namespace: policy.namespace,
            name: policy.name,
            block: block.value,
            service: service.name,
            serviceNamespace: service.namespace,
            policy: service.externalTrafficPolicy ?? 'Cluster',
          },
          subject: configSubject(policy),
          evidence: [
            citeField(policy.source, block.field, block.value),
            citeField(service.source, 'spec.externalTrafficPolicy', service.externalTrafficPolicy ?? '(absent)'),
          ],
        };
      }
    }
  },
});

function publicBlock({ spec: { ruleList = [] } }: AuthorizationPolicy): { field: string; value: string } | undefined {
  const blocks = ruleList.flatMap(({ from, when }) => [
    ...from.flatMap(({ field, ipBlocks, notIpBlocks }) => [
      ...ipBlocks.map((value, index) => ({ field: `${field}.ipBlocks[${index}]`, value })),
      ...notIpBlocks.map((value, index) => ({ field: `${field}.notIpBlocks[${index}]`, value })),
    ]),
    ...when
      .filter(({ key }) => key === 'source.ip')
      .flatMap(({ field, values, notValues }) => [
        ...values.map((value, index) => ({ field: `${field}.values[${index}]`, value })),
        ...notValues.map((value, index) => ({ field: `${field}.notValues[${index}]`, value })),
      ]),
  ]);
  return blocks.find(({ value }) => {
    const range = parseRange(value);
    return range !== undefined && range.length > 0 && !privateRanges.some((own) => rangeContains(own, range));
  });
}

/** Gateways alone: other pods see the address of the gateway, or of the client pod. */
function podsOf(
  { namespace, spec }: AuthorizationPolicy,
  podSpecs: readonly PodSpec[],
  rootNamespace: string,
): readonly PodSpec[] {
  const names = (spec.targets ?? []).filter(({ kind }) => kind === 'Gateway').map(({ name }) => name);
  if ((spec.targets ?? []).length > 0)
    return podSpecs.filter((pod) => pod.namespace === namespace && names.includes(pod.labels.get(gatewayName) ?? ''));
  return podsOfPolicy(podSpecs, { namespace, selector: spec.selector }, rootNamespace).filter(isGatewayProxy);
}

function keepsAddress({ externalTrafficPolicy, annotations }: ServiceSpec): boolean {
  if (externalTrafficPolicy === 'Local') return true;
  return [...annotations].some(
    ([key, value]) =>
      key.endsWith('-proxy-protocol') ||
      (key.endsWith('-nlb-target-type') && value === 'ip') ||
      (key.endsWith('-load-balancer-type') && value === 'nlb-ip'),
  );
}

function hasProxyProtocol({ annotations }: PodSpec): boolean {
  return annotations.get('proxy.istio.io/config')?.includes('proxyProtocol') === true;
}

function isAboutProxyProtocol({ spec: { configPatches = [] } }: EnvoyFilter): boolean {
  return configPatches.some(
    ({ valueName = '', types }) =>
      valueName.includes('proxy_protocol') || types.some((type) => type.includes('proxy_protocol')),
  );
}
