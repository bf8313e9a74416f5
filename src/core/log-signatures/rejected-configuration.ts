import type { LogCheck, LogSignature } from './signature.js';

const bothSides: readonly [LogCheck, LogCheck] = ['logs/proxy', 'logs/control-plane'];
const refusals = ['istiod-xds-nack', 'envoy-xds-rejected'] as const;
const findRejected = {
  text: 'Compare with what the control plane says about its proxies, and correct the object that the message names.',
  command: 'istioctl proxy-status && istioctl analyze -A',
  doc: 'https://istio.io/latest/docs/ops/diagnostic-tools/proxy-cmd/',
} as const;
const findEnvoyFilter = {
  text: 'Correct or remove the EnvoyFilter that puts it there.',
  command: 'kubectl get envoyfilters -A',
} as const;

/**
 * Configuration that Envoy refused, as the proxy and as Pilot log it (Istio 1.0 to 1.30: pilot/pkg/xds/ads.go and its
 * predecessors; Envoy: grpc_subscription_impl.cc, delta_subscription_state.cc). One bad object does this on many proxies.
 */
export const rejectedConfiguration: readonly LogSignature[] = [
  {
    id: 'istiod-xds-nack',
    // `<peer> <connection> <request>` to 1.3, `<peer> <connection> (<node>) <code>:<message>` to 1.5, without peer since 1.6.
    pattern:
      /(?<type>[A-Z]{3,4}): ACK (?:PROTOCOL )?ERROR (?:[\d.:[\]a-f]{7,60} )?(?<proxy>\S{1,300})(?: \([^)]{1,300}\))?(?:.{0,16384}error_detail:<code:\d{1,3} message:"| )?(?:[A-Z][A-Za-z]{1,30}:)?(?:Error adding\/updating (?:listener|cluster)\(s\) (?<resource>\S{1,200}): )?(?<reason>[^\t]{1,400})/,
    literals: [': ACK ERROR ', 'ACK PROTOCOL ERROR '],
    severity: 'error',
    role: 'symptom',
    title: 'Proxies reject the {type} configuration that the control plane sends: {reason}',
    why: 'A proxy that rejects an update keeps its old configuration of that type; one that has just started gets none and never becomes ready.',
    fix: [findRejected],
    checks: ['logs/control-plane'],
    identity: 'reason',
  },
  {
    id: 'envoy-xds-rejected',
    // `gRPC config`, `delta config` (delta xDS, default since Istio 1.22), `Config` (unified mux); `update rejected` in 1.0.
    pattern:
      /(?:[Cc]onfig for (?:type\.googleapis\.com\/)?(?<type>\S{1,200}) (?:update )?rejected|Filesystem config update (?:failure|rejected)): (?:Error adding\/updating (?:listener|cluster)\(s\) (?<resource>\S{1,200}): )?(?<reason>[^\t]{1,400})/,
    literals: ['onfig for ', 'Filesystem config update'],
    severity: 'error',
    role: 'symptom',
    title: 'Envoy rejects configuration of {type}: {reason}',
    why: 'A proxy that rejects an update keeps its old configuration of that type; one that has just started gets none and never becomes ready.',
    fix: [findRejected],
    checks: ['logs/proxy'],
    identity: 'reason',
    subject: 'mesh',
  },
  {
    id: 'nack-duplicate-domain',
    pattern: /Only unique values for domains are permitted(?:\. Duplicate entry of domain (?<domain>[^\s"\\]{1,253}))?/,
    literals: ['Only unique values for domains are permitted'],
    severity: 'error',
    role: 'cause',
    title: 'Two virtual hosts of one route configuration claim the domain {domain}, so Envoy refuses all of it',
    why: 'Routes of every host in that configuration stay as they were, not only those of the duplicate.',
    fix: [
      {
        text: 'Look for the host in VirtualServices, ServiceEntries and Services of all namespaces; merge or delete one, or hide it with exportTo.',
        command: 'kubectl get virtualservices,serviceentries -A',
      },
    ],
    checks: bothSides,
    identity: 'domain',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-filter-chain-conflict',
    pattern:
      /(?:'(?<listener>[^']{1,200})': )?(?:multiple filter chains with (?:the same|overlapping) matching rules|filter chain '[^']{0,200}' has the same matching rules defined as)/,
    literals: ['matching rules'],
    severity: 'error',
    role: 'cause',
    title: 'Two filter chains of listener {listener} match the same connections, so Envoy refuses the listener',
    why: 'Nothing new on that port reaches the proxies; usually two Gateway servers share port and host with different secrets, or two services share an address.',
    fix: [
      {
        text: 'Keep one Gateway server per host and port, and one ServiceEntry per address and port.',
        command: 'kubectl get gateways.networking.istio.io,serviceentries -A',
      },
    ],
    checks: bothSides,
    identity: 'listener',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-filter-chain-invalid',
    pattern: /no filter chains specified|must be the last filter in a/,
    literals: ['no filter chains specified', 'must be the last filter in a'],
    severity: 'error',
    role: 'cause',
    title: 'A generated listener has no filter chain, or a filter behind the last one, so Envoy refuses it',
    why: 'An EnvoyFilter that inserts after a terminal filter does this to every proxy that it selects.',
    fix: [
      { ...findEnvoyFilter, text: 'Insert before the terminal filter (INSERT_BEFORE), or remove the EnvoyFilter.' },
    ],
    checks: bothSides,
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-duplicate-address',
    pattern: /(?:'(?<listener>[^']{1,200})' )?has duplicate address '(?<address>[^']{1,100})'/,
    literals: ["has duplicate address '"],
    severity: 'error',
    role: 'cause',
    title: 'A generated listener takes {address}, which the proxy already uses, so Envoy refuses it',
    why: 'Proxies that start now never become ready; a Service, ServiceEntry or Sidecar on a port reserved for Istio (15021, 15090) is the usual reason.',
    fix: [
      {
        text: 'Move the Service, ServiceEntry or Sidecar listener to another port.',
        command: 'kubectl get services -A',
        doc: 'https://istio.io/latest/docs/ops/deployment/application-requirements/',
      },
    ],
    checks: bothSides,
    identity: 'address',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-bind-permission',
    pattern: /cannot bind '(?<address>[^']{1,200})': Permission denied/,
    literals: ['Permission denied'],
    severity: 'error',
    role: 'cause',
    title: 'Envoy may not bind {address}: it runs without root and the port is below 1024',
    why: 'The listener is missing, and clients of that port are refused.',
    fix: [{ text: 'Map the port of the Service to a targetPort above 1024, or allow the pod to bind low ports.' }],
    checks: bothSides,
    identity: 'address',
    explains: refusals,
  },
  {
    id: 'nack-duplicate-cluster',
    pattern: /duplicate cluster '?(?<cluster>[^\s',]{1,300})'?(?: found|$|[,"\t])/,
    literals: ['duplicate cluster '],
    severity: 'error',
    role: 'cause',
    title: 'The Envoy cluster {cluster} was generated twice, so Envoy refuses all clusters of the update',
    why: 'No new service reaches the proxies until the duplicate is gone.',
    fix: [
      {
        text: 'Remove one of the ServiceEntries or subsets with that host and port.',
        command: 'kubectl get serviceentries -A',
      },
    ],
    checks: bothSides,
    identity: 'cluster',
    subject: 'mesh',
    explains: refusals,
  },
  {
    id: 'nack-route-unknown-cluster',
    pattern: /route: unknown (?:weighted |shadow )?cluster(?: '(?<cluster>[^']{1,300})')?/,
    literals: ['route: unknown '],
    severity: 'error',
    role: 'cause',
    title: 'A route names an Envoy cluster that does not exist ({cluster}), so Envoy refuses it',
    why: 'A VirtualService names a subset without DestinationRule, or the clusters were refused before.',
    fix: [{ text: 'Create the subset, or correct the host.', command: 'istioctl analyze -A' }],
    checks: bothSides,
    identity: 'cluster',
    subject: 'mesh',
    explains: refusals,
  },
];
