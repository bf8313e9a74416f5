import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];

/** Pilot and istiod: pushes, generated configuration, synchronisation. Texts by version as in pilot/pkg of Istio 1.0 to 1.30. */
export const istiod: readonly LogSignature[] = [
  {
    id: 'istiod-push-failure',
    pattern: /Failed to push, client busy|Repeated failure to push|[LCRE]DS: overlap |[LCRE]DS: Send failure/,
    literals: ['Failed to push, client busy', 'Repeated failure to push', 'DS: overlap ', 'DS: Send failure'],
    severity: 'error',
    role: 'symptom',
    title: 'Pilot could not deliver pushes to proxies in time',
    why: 'Proxies run on old configuration; Pilot is overloaded, or a proxy does not read its stream (Istio 1.0 to 1.4).',
    fix: [{ text: 'Give Pilot more CPU or replicas, and reduce what each proxy gets with Sidecar resources.' }],
    checks: controlPlane,
  },
  {
    id: 'istiod-config-gen-invalid',
    pattern:
      /[LCRE]DS: (?:Generated invalid|Failed to generate) ?(?<what>[^\t]{0,200})|(?:listener (?<listener>\S{1,100}) )?validation failed: invalid Listener|error validating listener/,
    literals: [
      'DS: Generated invalid',
      'DS: Failed to generate',
      'validation failed: invalid Listener',
      'error validating listener',
    ],
    severity: 'error',
    role: 'cause',
    title: 'The control plane generated invalid configuration and did not send it (listener {listener})',
    why: 'Proxies appear synchronised, yet the listener or Envoy cluster is missing in them.',
    fix: [{ text: 'Complete the Gateway, ServiceEntry or EnvoyFilter behind it.', command: 'istioctl analyze -A' }],
    checks: controlPlane,
    identity: 'listener',
  },
  {
    id: 'istiod-push-status-conflict',
    pattern: /"(?<metric>pilot_conflict_(?:inbound|outbound)_listener\w{0,60})/,
    literals: ['"pilot_conflict_'],
    severity: 'warning',
    role: 'cause',
    title: 'Two services claim the same address and port, and the control plane drops one of them ({metric})',
    why: 'Traffic for the dropped service goes to the other one.',
    fix: [
      {
        text: 'Give ServiceEntries addresses, name ports by protocol, or keep the services apart with Sidecar resources.',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
    checks: controlPlane,
    identity: 'metric',
  },
  {
    id: 'istiod-push-status-duplicate-cluster',
    pattern: /"pilot_duplicate_envoy_clusters"/,
    literals: ['"pilot_duplicate_envoy_clusters"'],
    severity: 'warning',
    role: 'cause',
    title: 'The control plane generated an Envoy cluster twice and keeps the first',
    why: 'Two ServiceEntries, or two subsets of one name, define the same host and port; settings of one have no effect.',
    fix: [{ text: 'Merge the duplicates.', command: 'kubectl get serviceentries,destinationrules -A' }],
    checks: controlPlane,
  },
  {
    id: 'istiod-listener-conflict',
    pattern:
      /listener conflict \([^)]{1,100}\)(?: on (?<address>[^\s,]{1,100}))?(?:, destination:(?<destination>[^\s,]{1,300}))?|conflict happens on a well known port/,
    literals: ['listener conflict (', 'conflict happens on a well known port'],
    severity: 'warning',
    role: 'cause',
    title: 'Two services need different listeners on {address}, and the control plane drops one of them',
    why: 'Traffic for the dropped service goes to the other one.',
    fix: [
      {
        text: 'Separate the ports, or name them by their protocol.',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
    checks: controlPlane,
    identity: 'address',
  },
  {
    id: 'istiod-jwks-fetch-failed',
    pattern:
      /(?:Failed to fetch (?:pubkey|public key|jwt public key) from |Cannot fetch JWT public key from|Failed to GET from )(?:issuer \\?"[^"]{1,300}", jwks uri )?\\?"?(?<url>[^"\\\s]{1,300})/,
    literals: ['ailed to fetch ', 'Cannot fetch JWT public key', 'Failed to GET from'],
    severity: 'error',
    role: 'cause',
    title: 'The control plane cannot fetch the signing keys at {url}',
    why: 'It sends a placeholder key to the proxies, so every token of that issuer is refused with 401.',
    fix: [
      {
        text: 'Make the address reachable from the control plane, or put the keys into the RequestAuthentication (jwks).',
      },
    ],
    checks: controlPlane,
    identity: 'url',
    explains: [
      'net-dns-no-such-host',
      'net-dns-timeout',
      'net-dial-timeout',
      'net-dial-refused',
      'x509-unknown-authority',
    ],
  },
  {
    id: 'istiod-envoyfilter-failed',
    pattern: /(?:envoyfilter (?<filter>\S{1,250}) )?(?:failed to build envoy filter value|patch caused panic)/,
    literals: ['failed to build envoy filter value', 'patch caused panic'],
    severity: 'error',
    role: 'cause',
    title: 'A patch of EnvoyFilter {filter} cannot be applied',
    why: 'It does not take effect, without any trace in the proxies.',
    fix: [{ text: 'Correct @type and the value of the patch.', command: 'kubectl get envoyfilters -A' }],
    checks: controlPlane,
    identity: 'filter',
  },
  {
    id: 'delegate-vs-missing',
    pattern: /delegate virtual service (?<delegate>\S{1,200}) of (?<root>\S{1,200}) (?:not found|is not exported)/,
    literals: ['delegate virtual service '],
    severity: 'warning',
    role: 'cause',
    title: 'VirtualService {root} delegates to {delegate}, which does not exist or is not exported to it',
    why: 'The route is dropped, and its requests get 404.',
    fix: [{ text: 'Restore the delegate, or export it to the namespace of the root.' }],
    checks: controlPlane,
    identity: 'delegate',
  },
  {
    id: 'istiod-sync-failed',
    pattern:
      /sync failed\s.{0,200}attempt=|Failed waiting for cache sync|Timed out waiting for (?:cluster|remote)|failed to sync after|initial sync timed out/,
    literals: [
      'sync failed',
      'Failed waiting for cache sync',
      'Timed out waiting for',
      'failed to sync after',
      'initial sync timed out',
    ],
    severity: 'error',
    role: 'cause',
    title: 'The control plane {owner} cannot finish reading its configuration',
    why: 'It stays not ready, or works with partial data, until an unreachable cluster, a missing CRD or a missing right is repaired.',
    fix: [
      {
        text: 'Repair or remove the remote secret that the log names; apply the CRDs and RBAC of the running version.',
      },
    ],
    checks: controlPlane,
  },
  {
    id: 'remote-cluster-failed',
    pattern:
      /create remote cluster failed|error adding remote config|failed to create kube clients|remote cluster (?<cluster>\S{1,100}) failed to sync|is not a valid kubeconfig/,
    literals: [
      'create remote cluster failed',
      'error adding remote config',
      'failed to create kube clients',
      'is not a valid kubeconfig',
      'remote cluster ',
    ],
    severity: 'error',
    role: 'cause',
    title: 'A remote secret cannot be turned into a connection to its Kubernetes cluster',
    why: 'Services and endpoints of that cluster are unknown to the mesh.',
    fix: [
      {
        text: 'Create the secret again with an address that the control plane reaches.',
        command: 'istioctl create-remote-secret',
      },
    ],
    checks: controlPlane,
  },
  {
    id: 'istiod-mesh-config-invalid',
    pattern:
      /(?:(?:user|revision) config invalid, ignoring it|failed to read (?:the default )?mesh config|Watching mesh config file \S{1,200} failed):? ?(?<reason>[^\t]{0,200})/,
    literals: ['config invalid, ignoring it', 'failed to read', 'Watching mesh config file'],
    severity: 'error',
    role: 'cause',
    title: 'The mesh configuration cannot be read: {reason}',
    why: 'The control plane runs with defaults or with older values.',
    fix: [
      {
        text: 'Correct the key mesh of the ConfigMap.',
        command: 'kubectl get configmap istio -n istio-system -o yaml',
      },
    ],
    checks: controlPlane,
    identity: 'reason',
  },
];
