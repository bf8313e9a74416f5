import { citeField } from '../../core/evidence.js';
import type { IstioGateway, PodSpec, ServicePort, ServiceSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { listenPortOf } from '../../model/lookup/gateway-listen-port.js';
import { gatewayPods, servicesOfPods } from '../../model/lookup/gateway-pods.js';
import { proxyContainer } from '../../model/lookup/pods.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

/** Annotations by which load balancers of cloud providers are told to end TLS. */
const certificateAnnotations: readonly string[] = [
  'service.beta.kubernetes.io/aws-load-balancer-ssl-cert',
  'service.beta.kubernetes.io/do-loadbalancer-certificate-id',
  'service.beta.kubernetes.io/do-loadbalancer-certificate-name',
  'service.beta.kubernetes.io/oci-load-balancer-tls-secret',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-cert-id',
];

export const gatewaysHttpsRedirect = defineCheck({
  meta: {
    id: 'gateways/https-redirect',
    title: 'What arrives by HTTPS is not redirected to HTTPS',
    severity: 'warning',
    basis: 'declared',
    why: 'Where the load balancer ends TLS, requests by HTTPS reach the gateway in plain text as well. A server that redirects plain requests to HTTPS then sends every client in a circle.',
    fix: [
      {
        text: 'Give HTTPS a server and a target port of its own, without httpsRedirect, and leave the redirect to the port for plain HTTP.',
        command: 'kubectl get service -n {podNamespace} {service} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings',
      },
      {
        text: 'If the load balancer sets X-Forwarded-Proto, let the gateway trust it with numTrustedProxies.',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/network-topologies/',
      },
    ],
    decides:
      'A server with httpsRedirect and the HTTPS port (443, or named https) of a Service of the gateway come to one port of the pods.',
    falsePositives: [
      'Silent where the configuration of the gateway proxy has numTrustedProxies: it then believes the X-Forwarded-Proto of the load balancer.',
      'An EnvoyFilter may change what the gateway takes for the scheme of the client.',
      'A load balancer that is not a Service, such as one in front of node ports, is not seen.',
    ],
  },
  requires: ['istioGateways', 'podSpecs', 'serviceSpecs'],
  messages: {
    loop: 'Gateway {namespace}/{name} redirects port {port} to HTTPS, and HTTPS port {servicePort} of service {podNamespace}/{service} ends there too',
  },
  identity: ['port', 'servicePort'],
  *run({ istioGateways, podSpecs, serviceSpecs }) {
    for (const gateway of istioGateways) {
      const { group, namespace, name, spec, source } = gateway;
      const redirecting = spec.servers.filter(({ tls, protocol }) => tls?.httpsRedirect && /^HTTP2?$/i.test(protocol));
      if (redirecting.length === 0 || !isAnalyzedNamespace(namespace)) continue;
      for (const { pod, services } of servicesOfPods(gatewayPods(gateway, podSpecs), serviceSpecs)) {
        if (trustsForwardedProto(pod)) continue;
        for (const server of redirecting) {
          const target = listenPortOf(server.port, pod, services);
          for (const { service, index, port } of encryptedPorts(services, pod, target)) {
            if (port.port === server.port || hasOwnServer(gateway, port.port)) continue;
            const certificate = certificateAnnotations.find((key) => service.annotations.has(key));
            yield {
              messageId: 'loop',
              args: {
                namespace,
                name,
                port: server.port,
                servicePort: port.port,
                podNamespace: pod.namespace,
                service: service.name,
              },
              subject: { kind: 'Gateway', group, namespace, name },
              evidence: [
                citeField(source, `${server.field}.tls.httpsRedirect`, 'true'),
                citeField(service.source, `spec.ports[${index}]`, `${port.port} to ${port.targetPort ?? port.port}`),
                ...(certificate === undefined
                  ? []
                  : [
                      citeField(
                        service.source,
                        `metadata.annotations["${certificate}"]`,
                        service.annotations.get(certificate) ?? '',
                      ),
                    ]),
              ],
            };
          }
        }
      }
    }
  },
});

function encryptedPorts(
  services: readonly ServiceSpec[],
  pod: PodSpec,
  target: number | undefined,
): readonly { service: ServiceSpec; index: number; port: ServicePort }[] {
  return services.flatMap((service) =>
    service.ports.flatMap((port, index) =>
      port.protocol === 'TCP' && isForHttps(port) && targetPortIn(pod, port) === target ? { service, index, port } : [],
    ),
  );
}

function isForHttps({ port, name = '' }: ServicePort): boolean {
  return port === 443 || /^https(?:-|$)/.test(name);
}

/** A server for the HTTPS port itself is another mistake: two servers for one port of the pods. */
function hasOwnServer({ spec }: IstioGateway, port: number): boolean {
  return spec.servers.some((server) => server.port === port);
}

function trustsForwardedProto({ annotations, containers }: PodSpec): boolean {
  const settings = [
    annotations.get('proxy.istio.io/config') ?? '',
    ...containers.flatMap(({ name, env }) => (name === proxyContainer ? (env.get('PROXY_CONFIG') ?? '') : [])),
  ];
  return settings.some((text) => /numTrustedProxies["']?:\s{0,5}[1-9]/.test(text));
}
