import type { AccessSignature } from './access-signature.js';

const accessLogUsage = 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage';
const networkIssues = 'https://istio.io/latest/docs/ops/common-problems/network-issues/';

/** Failures by response flag, for lines whose reason says no more. */
export const accessFlags: readonly AccessSignature[] = [
  {
    id: 'al-nr-filter-chain',
    flags: ['NR'],
    connection: true,
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title: 'Connections to {owner} match no filter chain of its proxy and are closed (NR)',
    why: 'Plain text arrives where mutual TLS is enforced, the server name is unknown, or the secret of the chain is missing.',
    fix: [{ text: 'Send mutual TLS or the right server name; create the missing gateway secret.', doc: networkIssues }],
  },
  {
    id: 'al-nr-route',
    flags: ['NR'],
    connection: false,
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title: 'Requests for {destination} match no route in the proxy of {owner}, which answers 404 (NR)',
    why: 'No VirtualService, Service or ServiceEntry gives that proxy a route for the host and path.',
    fix: [
      {
        text: 'Compare host and path with the routes of the proxy; bind the VirtualService to the gateway.',
        command: 'istioctl proxy-config routes deploy/{workload} -n {namespace}',
        doc: networkIssues,
      },
    ],
  },
  {
    id: 'al-nc',
    flags: ['NC'],
    severity: 'error',
    role: 'cause',
    title: 'Requests to {destination} are routed to an Envoy cluster that the proxy does not have (NC)',
    why: 'A route names a subset without DestinationRule, or a service that a Sidecar resource hides.',
    fix: [{ text: 'Create the subset, or widen egress in the Sidecar resource.', command: 'istioctl analyze -A' }],
  },
  {
    id: 'al-uaex',
    flags: ['UAEX'],
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title: 'External authorization of {owner} refuses requests with {code} (UAEX)',
    why: 'The authorizer said no, or could not be asked (Mixer policy before Istio 1.5).',
    fix: [{ text: 'Read the response code details: ext_authz_error means that the authorizer itself is unreachable.' }],
  },
  {
    id: 'al-uh',
    flags: ['UH'],
    severity: 'error',
    role: 'cause',
    title: 'Requests to {destination} are refused by the proxy of the caller: no healthy endpoint (UH)',
    why: 'The service has no ready pods, its subset matches none, or outlier detection has ejected all of them.',
    fix: [
      {
        text: 'Check the selector and the readiness of the pods, and the subset labels.',
        command: 'kubectl get endpoints -A',
        doc: networkIssues,
      },
    ],
  },
  {
    id: 'al-uo',
    flags: ['UO'],
    severity: 'error',
    role: 'cause',
    title: 'Requests to {destination} are refused by the circuit breaker of the calling proxy (UO)',
    why: 'More requests or connections at once than connectionPool allows, often because the service has become slow.',
    fix: [
      {
        text: 'Raise connectionPool in the DestinationRule, or make the service faster.',
        command: 'kubectl get destinationrules -A',
      },
    ],
  },
  {
    id: 'al-uf',
    flags: ['UF'],
    severity: 'error',
    role: 'symptom',
    title: 'Connections to {destination} cannot be established (UF)',
    why: 'The proxy got no further than connecting; the transport failure in the line says more.',
    fix: [
      {
        text: 'Check that the pods behind it run, listen on the targetPort, and agree about mutual TLS.',
        doc: networkIssues,
      },
    ],
  },
  {
    id: 'al-uc',
    flags: ['UC'],
    severity: 'error',
    role: 'cause',
    title: 'Connections to {destination} break before the response is complete (UC)',
    why: 'The server closed them: it restarts, drops idle connections earlier than the proxy, or refuses plain text.',
    fix: [
      {
        text: 'Make the idle timeout of the application longer than that of its clients, and look for restarts.',
        doc: networkIssues,
      },
    ],
  },
  {
    id: 'al-ur',
    flags: ['UR'],
    severity: 'error',
    role: 'cause',
    title: 'Requests to {destination} are reset by the other side (UR)',
    why: 'The application or the proxy in front of it reset the stream.',
    fix: [{ text: 'Find the same request id in the access log of the server side.' }],
  },
  {
    id: 'al-ut',
    flags: ['UT'],
    severity: 'error',
    role: 'cause',
    title: 'Requests to {destination} exceed their timeout, and the proxy answers 504 (UT)',
    why: 'The service is slower than the timeout of the route.',
    fix: [
      {
        text: 'Raise the timeout in the VirtualService, or make the service faster.',
        command: 'kubectl get virtualservices -A',
      },
    ],
  },
  {
    id: 'al-upe',
    flags: ['UPE'],
    severity: 'error',
    role: 'cause',
    title: 'Responses from {destination} are not valid HTTP (UPE)',
    why: 'The port speaks another protocol than its name says, or the application violates HTTP.',
    fix: [
      {
        text: 'Name the port, or set appProtocol, by the protocol that it speaks.',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
  },
  {
    id: 'al-df',
    flags: ['DF'],
    severity: 'error',
    role: 'cause',
    title: 'The proxy cannot resolve the name of {destination} (DF)',
    why: 'The host of a ServiceEntry or of dynamic forwarding does not exist, or DNS does not answer.',
    fix: [
      {
        text: 'Resolve the host from a pod of that namespace.',
        doc: 'https://kubernetes.io/docs/tasks/administer-cluster/dns-debugging-resolution/',
      },
    ],
  },
  {
    id: 'al-om',
    flags: ['OM'],
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title: 'The proxy of {owner} is overloaded and refuses requests (OM)',
    why: 'It has reached its memory or connection limit.',
    fix: [{ text: 'Raise the memory limit of the proxy, or run more replicas.' }],
  },
  {
    id: 'al-lr',
    flags: ['LR'],
    severity: 'error',
    role: 'symptom',
    title: 'Requests to {destination} are reset by the proxy itself (LR)',
    why: 'A limit of the protocol was exceeded, or the proxy was draining.',
    fix: [{ text: 'Read the response code details of the lines.', doc: accessLogUsage }],
  },
  {
    id: 'al-urx',
    flags: ['URX'],
    alone: true,
    severity: 'error',
    role: 'symptom',
    title: 'Requests to {destination} fail on every retry (URX)',
    why: 'The server keeps answering with a status that is retried.',
    fix: [{ text: 'Look at the access log of the server side for the status.' }],
  },
  {
    id: 'al-lh',
    flags: ['LH'],
    subject: 'proxy',
    severity: 'error',
    role: 'cause',
    title: 'The proxy of {owner} answers 503: a health check filter says that the workload is failing (LH)',
    why: 'Something made the health check of the proxy fail, by its admin page or by a filter.',
    fix: [
      {
        text: 'Look for a health check filter in EnvoyFilters, and restart the proxy.',
        command: 'kubectl get envoyfilters -A',
      },
    ],
  },
];
