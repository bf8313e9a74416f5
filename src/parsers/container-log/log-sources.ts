import { type LogSource, signatureComponents } from '../../core/log-signatures/index.js';

/** Words for kinds of logs that people and other tools use. */
const words: readonly (readonly [source: LogSource, words: readonly string[]])[] = [
  [
    'istio-proxy',
    [
      'pilot-agent',
      'envoy',
      'envoy-access-log',
      'access-log',
      'istio-ingressgateway',
      'istio-egressgateway',
      'waypoint',
      'sidecar',
    ],
  ],
  ['control-plane', ['istiod', 'discovery', 'pilot', 'mixer', 'galley', 'citadel', 'sidecar-injector']],
  ['istio-init', ['istio-validation']],
  ['istio-cni', ['cni']],
  ['dns', ['coredns', 'kube-dns']],
  ['operator', ['istio-operator']],
  ['application', ['app']],
  ['tables', ['k8s-pods', 'proxy-status', 'proxy-config']],
];

const bySource = new Map(words.flatMap(([source, names]) => names.map((name) => [name, source] as const)));

/** The kind of log that a word stands for: a component, a common name of one, or anything for other words. */
export function logSourceOf(word: string): LogSource {
  return signatureComponents.find((component) => component === word) ?? bySource.get(word) ?? 'any';
}

/** All words that narrow the search. */
export const logSourceWords: readonly string[] = [...new Set([...signatureComponents, ...bySource.keys()])].sort();
