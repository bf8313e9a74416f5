import { gatewaysSharedCertificate } from '../../../src/checks/gateways/shared-certificate.js';
import { describeCheck } from '../../helpers/check.js';
import { gatewayServer, istioGateway, labels, podSpec } from '../../helpers/facets/kubernetes.js';

type Tls = NonNullable<ReturnType<typeof gatewayServer>['tls']>;

function gateway(name: string, tls: Partial<Tls>, selector: Record<string, string> = { istio: 'ingressgateway' }) {
  const server = gatewayServer({ port: 443, protocol: 'HTTPS', tls: { credentialNames: [], ...tls } });
  return istioGateway({ name, spec: { selector: labels(selector), servers: [server] } });
}

const secret = { credentialName: 'wildcard' };
const files = { serverCertificate: '/etc/certs/tls.crt', privateKey: '/etc/certs/tls.key' };
const bothLabels = podSpec({ labels: labels({ istio: 'ingressgateway', team: 'a' }) });
const narrower = { istio: 'ingressgateway', team: 'a' };

describeCheck(gatewaysSharedCertificate, {
  silent: {
    'one certificate each': { istioGateways: [gateway('one', secret), gateway('two', { credentialName: 'other' })] },
    'the same certificate file with another key': {
      istioGateways: [gateway('one', files), gateway('two', { ...files, privateKey: '/etc/other.key' })],
    },
    'no certificate at all': { istioGateways: [gateway('one', {}), gateway('two', {})] },
    'other labels, and no pod that has both': {
      istioGateways: [gateway('one', secret), gateway('two', secret, { team: 'a' })],
      podSpecs: [podSpec({ labels: labels({ istio: 'ingressgateway' }) }), podSpec({ labels: labels({ team: 'a' }) })],
    },
    'pods of their own': { istioGateways: [gateway('one', secret), gateway('two', secret, { istio: 'egress' })] },
  },
  fires: {
    'the same Secret, the same pods': {
      given: { istioGateways: [gateway('one', secret), gateway('two', secret)] },
      expect: [
        { messageId: 'shared', subject: 'Gateway shop/one', args: { other: 'shop/two', certificate: 'wildcard' } },
        { messageId: 'shared', subject: 'Gateway shop/two', severity: 'warning', aliases: ['IST0138'], evidence: 2 },
      ],
    },
    'the same files': {
      given: { istioGateways: [gateway('one', files), gateway('two', files)] },
      expect: [
        { messageId: 'shared', subject: 'Gateway shop/one', args: { certificate: '/etc/certs/tls.crt' } },
        { messageId: 'shared', subject: 'Gateway shop/two' },
      ],
    },
    'other labels, and a pod that has both: told once': {
      given: { istioGateways: [gateway('one', secret), gateway('two', secret, { team: 'a' })], podSpecs: [bothLabels] },
      expect: [{ messageId: 'shared', subject: 'Gateway shop/one', args: { other: 'shop/two' }, aliases: [] }],
    },
    'a Gateway whose pods are all among those of the other': {
      given: { istioGateways: [gateway('wide', secret), gateway('narrow', secret, narrower)] },
      expect: [{ messageId: 'shared', subject: 'Gateway shop/wide', args: { other: 'shop/narrow' } }],
    },
  },
});
