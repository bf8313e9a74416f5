import { curlVerdict, severityOf } from '../../model/lookup/curl-verdict.js';
import { probeCause } from '../../model/lookup/probe-cause.js';
import { probeDestination } from '../../model/lookup/probe-destination.js';
import { defineCheck } from '../check.js';

export const trafficProbeFailed = defineCheck({
  meta: {
    id: 'traffic/probe-failed',
    title: 'Recorded requests are answered',
    severity: 'error',
    basis: 'observed',
    why: 'Who refuses a request tells where to look: the network, the kernel of the destination, one of the two proxies, a policy, or the application itself.',
    fix: [
      {
        text: 'Follow the request hop by hop: endpoints of the service, listeners and routes of the client proxy, inbound listener of the server proxy, then the application.',
        command: 'istioctl proxy-config all {pod} -n {namespace}',
        doc: 'https://istio.io/latest/docs/ops/common-problems/network-issues/',
      },
    ],
  },
  requires: ['curlProbes', 'mesh'],
  uses: [
    'services',
    'serviceSpecs',
    'endpoints',
    'podSpecs',
    'podSockets',
    'peerAuthentications',
    'authenticationPolicies',
    'authorizationPolicies',
    'destinationRules',
  ],
  identity: ['target'],
  messages: {
    refused: 'No process accepts connections at {target} ({namespace}/{workload} asked): {cause}',
    notConnected: '{namespace}/{workload} cannot connect to {target}: {cause}',
    noRoute: 'The network of {namespace}/{workload} has no way to {target}: {cause}',
    timeout: '{target} does not answer {namespace}/{workload} in time: {cause}',
    reset: 'The connection of {namespace}/{workload} to {target} was reset: {cause}',
    emptyReply: '{target} closed the connection of {namespace}/{workload} without an answer: {cause}',
    nameNotResolved: '{namespace}/{workload} cannot resolve the name in {target}: {cause}',
    tlsToPlaintext: '{target} answers {namespace}/{workload} in plain text where TLS was expected: {cause}',
    certificate:
      '{namespace}/{workload} does not accept the certificate of {target}, or is not accepted with its own: {cause}',
    noHealthyUpstream: 'The proxy has no healthy endpoint for {target} ({namespace}/{workload} asked): {cause}',
    policy: 'A policy denies {namespace}/{workload} the request to {target}: {cause}',
    token: 'The proxy of {target} refuses the token of {namespace}/{workload}: {cause}',
    upstreamTls: 'The proxies on the way from {namespace}/{workload} to {target} do not agree on TLS: {cause}',
    upstreamConnection:
      'The proxy cannot connect to the destination of {target} ({namespace}/{workload} asked): {cause}',
    upstreamReset:
      'The destination of {target} closed the connection of the proxy ({namespace}/{workload} asked): {cause}',
    upstreamTimeout:
      'The destination of {target} does not answer the proxy in time ({namespace}/{workload} asked): {cause}',
    overload: 'A limit of the proxy stops the request of {namespace}/{workload} to {target}: {cause}',
    noMatchingRoute: 'The proxy has no route for {target} ({namespace}/{workload} asked): {cause}',
    envoy: 'The proxy itself answers the request of {namespace}/{workload} to {target} with {status}: {cause}',
    application: 'The application behind {target} answers {namespace}/{workload} with {status}: {cause}',
    status: '{target} answers {namespace}/{workload} with {status}; the record does not show who answered: {cause}',
    other: 'The request of {namespace}/{workload} to {target} failed: {cause}',
  },
  *run(facets) {
    const { curlProbes, mesh, services = [], podSpecs = [] } = facets;
    for (const probe of curlProbes) {
      const { pod, workload, target, result, source } = probe;
      if (result.kind !== 'curl') continue;
      const verdict = curlVerdict(result);
      if (verdict === undefined) continue;
      const to = probeDestination(probe, { services, podSpecs, mesh });
      const confirmed = to && probeCause(verdict, probe, to, facets);
      const said = (result.envoyReason ?? result.excerpt).replace(/^[*<] /, '');
      yield {
        messageId: verdict,
        args: {
          namespace: pod.namespace,
          workload,
          pod: pod.name,
          target,
          status: result.status ?? 'no status',
          cause: confirmed ?? (said === '' ? 'nothing more is recorded' : said),
        },
        subject:
          to?.service === undefined
            ? { kind: 'Workload', namespace: pod.namespace, name: workload }
            : { kind: 'Service', namespace: to.service.namespace, name: to.service.name },
        severity: severityOf(verdict),
        ...(confirmed !== undefined && said !== '' && { detail: `curl says: ${said}` }),
        evidence: [source],
      };
    }
  },
});
