import { mtlsClientServerMode } from '../../../src/checks/mtls/client-server-mode.js';
import type { EnvoyCluster, EnvoyFilterChain, EnvoyListener } from '../../../src/model/facets.js';
import { describeCheck } from '../../helpers/check.js';
import { cluster, filterChain, listener, proxyConfig, routeConfiguration } from '../../helpers/facets/envoy.js';
import { podSpec, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const tls = { requireClientCertificate: true, secrets: ['default', 'ROOTCA'] };
const strict = filterChain({ destinationPort: 8080, transportProtocol: 'tls', tls });
const plain = filterChain({ destinationPort: 8080 });

function inbound(...chains: EnvoyFilterChain[]): EnvoyListener {
  return listener({ name: 'virtualInbound', port: 15006, direction: 'INBOUND', bindToPort: true, chains });
}

function given(client: Partial<EnvoyCluster>, server: EnvoyListener) {
  const caller = proxyConfig({
    pod: { namespace: 'shop', name: 'web-0' },
    workload: 'web',
    clusters: [cluster(undefined, client)],
  });
  return {
    proxyConfigs: [caller, proxyConfig({ clusters: [], listeners: [server] })],
    serviceSpecs: [serviceSpec()],
    podSpecs: [podSpec()],
    mesh: mesh(),
  };
}

const older = listener({
  name: '10.244.1.7_8080',
  address: '10.244.1.7',
  port: 8080,
  chains: [filterChain({ tls, inlineRoute: routeConfiguration('inbound|80||', ['inbound|80||cart.shop']) })],
});
const { direction, ...undirected } = older;

describeCheck(mtlsClientServerMode, {
  silent: {
    'automatic mutual TLS': given({ transport: 'auto' }, inbound(strict)),
    'plain text to a permissive server': given({ transport: 'plaintext' }, inbound(strict, plain)),
    'plain text inside a tunnel': given({ transport: 'plaintext', tunnel: true }, inbound(strict)),
    'mutual TLS to a strict server': given({ transport: 'istio-mutual' }, inbound(strict)),
    'a strict chain for another port': given(
      { transport: 'plaintext' },
      inbound(filterChain({ destinationPort: 9090, tls })),
    ),
  },
  fires: {
    'plain text to a strict server': {
      given: given({ transport: 'plaintext' }, inbound(strict)),
      expect: [
        { messageId: 'plaintextToMutual', subject: 'Service shop/cart', args: { port: 80, count: 1 }, evidence: 2 },
      ],
    },
    'mutual TLS to a plain server': {
      given: given({ transport: 'istio-mutual' }, inbound(plain)),
      expect: [{ messageId: 'mutualToPlaintext', subject: 'Service shop/cart' }],
    },
    'a listener of its own, as Istio 1.0 makes': {
      given: given({ transport: 'plaintext' }, undirected),
      expect: [{ messageId: 'plaintextToMutual', subject: 'Service shop/cart' }],
    },
  },
});
