import { routingSubsetWithoutPods } from '../../../src/checks/routing/subset-without-pods.js';
import { describeCheck } from '../../helpers/check.js';
import {
  destinationRule,
  labels,
  podSpec,
  route,
  service,
  serviceEntry,
  virtualService,
  workload,
} from '../../helpers/facets/kubernetes.js';
import { accessLog, accessLogGroup, containerLog } from '../../helpers/facets/logs.js';
import { mesh } from '../../helpers/facets/mesh.js';

function defining(subset: Record<string, string>) {
  return {
    destinationRules: [destinationRule({ spec: { subsets: [{ name: 'canary', labels: labels(subset) }] } })],
    services: [service()],
    podSpecs: [podSpec()],
    mesh: mesh(),
  };
}

function routingToCanary(weight?: number) {
  const field = 'spec.http[0].route[0].destination';
  const destination = { field, host: 'cart', subset: 'canary', ...(weight !== undefined && { weight }) };
  return { virtualServices: [virtualService({ spec: { routes: [route({ destinations: [destination] })] } })] };
}

function manifests(subset: Record<string, string>) {
  const { podSpecs: _, ...rest } = defining(subset);
  return { ...rest, mesh: mesh({ isManifests: true }) };
}

function external(version: string) {
  return serviceEntry({ spec: { endpoints: [{ address: '10.9.0.1', labels: labels({ version }) }] } });
}

const ruleForExternal = destinationRule({
  spec: { host: 'api.payments.example.com', subsets: [{ name: 'canary', labels: labels({ version: 'v2' }) }] },
});

const healthyLog = containerLog({ access: accessLog() });
const failingLog = containerLog({
  access: accessLog([accessLogGroup({ cluster: 'outbound|80|canary|cart.shop.svc.cluster.local' })]),
});

describeCheck(routingSubsetWithoutPods, {
  silent: {
    'a pod template among manifests has the labels': {
      ...manifests({ version: 'v2' }),
      workloads: [workload({ podLabels: labels({ app: 'cart', version: 'v2' }) })],
    },
    'an endpoint of the ServiceEntry has the labels': {
      ...manifests({ version: 'v2' }),
      podSpecs: [podSpec()],
      serviceEntries: [external('v2')],
      destinationRules: [ruleForExternal],
    },
    'a pod has the labels': defining({ version: 'v1' }),
    'labels of the locality, which Istio adds to endpoints': defining({ 'topology.kubernetes.io/zone': 'eu-1a' }),
    'a subset without labels': defining({}),
    'a service without pods (services/selector)': { ...defining({ version: 'v2' }), podSpecs: [] },
    'a host that is no service': {
      ...defining({ version: 'v2' }),
      destinationRules: [destinationRule({ spec: { host: 'api.payments.example.com' } })],
      serviceEntries: [serviceEntry()],
    },
    'a ServiceEntry of the same host': {
      ...defining({ version: 'v2' }),
      serviceEntries: [serviceEntry({ spec: { hosts: ['cart.shop.svc.cluster.local'] } })],
    },
  },
  open: {
    'a bundle without pods': {
      given: (({ podSpecs: _, ...rest }) => rest)(defining({ version: 'v2' })),
      because: 'no pods',
    },
    'manifests without pods and templates': { given: manifests({ version: 'v2' }), because: 'no pods' },
    'pods of the namespace were not all gathered': {
      given: { ...defining({ version: 'v2' }), mesh: mesh({ partial: new Map([['Pod', new Set()]]) }) },
      because: 'cart.shop.svc.cluster.local may exist',
    },
  },
  fires: {
    'requests are routed to it': {
      given: { ...defining({ version: 'v2' }), ...routingToCanary() },
      expect: [
        {
          messageId: 'routed',
          subject: 'DestinationRule shop/cart',
          args: { subset: 'canary', labels: 'version=v2' },
          severity: 'error',
          evidence: 2,
        },
      ],
    },
    'a pod template among manifests, and none has the labels': {
      given: { ...manifests({ version: 'v2' }), workloads: [workload({ podLabels: labels({ app: 'cart' }) })] },
      expect: [{ messageId: 'unused', subject: 'DestinationRule shop/cart', aliases: ['IST0173', 'KIA0203'] }],
    },
    'a ServiceEntry among manifests whose endpoint has other labels': {
      given: {
        ...manifests({ version: 'v2' }),
        podSpecs: [podSpec()],
        serviceEntries: [external('v1')],
        destinationRules: [ruleForExternal],
      },
      expect: [{ messageId: 'unused', subject: 'DestinationRule shop/cart' }],
    },
    'a pod of another service has the labels': {
      given: {
        ...defining({ version: 'v2' }),
        ...routingToCanary(10),
        podSpecs: [podSpec(), podSpec({ name: 'till-1', labels: labels({ app: 'till', version: 'v2' }) })],
      },
      expect: [{ messageId: 'routed', subject: 'DestinationRule shop/cart', severity: 'error', aliases: ['KIA0203'] }],
    },
    'access logs show requests that failed': {
      given: { ...defining({ version: 'v2' }), ...routingToCanary(), proxyLogs: [healthyLog, failingLog] },
      expect: [{ messageId: 'routed', subject: 'DestinationRule shop/cart', severity: 'error' }],
    },
    'access logs show none': {
      given: { ...defining({ version: 'v2' }), ...routingToCanary(), proxyLogs: [healthyLog] },
      expect: [{ messageId: 'routed', subject: 'DestinationRule shop/cart', severity: 'info' }],
    },
    'nothing routes to it': {
      given: defining({ version: 'v2' }),
      expect: [{ messageId: 'unused', subject: 'DestinationRule shop/cart', severity: 'info', evidence: 1 }],
    },
    'of weight 0': {
      given: { ...defining({ version: 'v2' }), ...routingToCanary(0) },
      expect: [{ messageId: 'unused', subject: 'DestinationRule shop/cart', severity: 'info' }],
    },
  },
});
