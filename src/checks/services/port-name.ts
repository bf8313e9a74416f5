import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty } from '../../core/non-empty.js';
import type { MeshFacts, PodSpec, ServicePort, ServiceSpec } from '../../model/facets.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { hasSidecar } from '../../model/lookup/pods.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { isControlPlaneService, isKubernetesNamespace, serviceSubject } from '../../model/lookup/services.js';
import { defineCheck } from '../check.js';

/** Protocols in which the server speaks first, by their usual port; those that Istio itself knows are not among them. */
const serverFirstPorts: ReadonlyMap<number, string> = new Map([
  [21, 'FTP'],
  [22, 'SSH'],
  [23, 'Telnet'],
  [110, 'POP3'],
  [119, 'NNTP'],
  [143, 'IMAP'],
  [587, 'SMTP'],
  [2525, 'SMTP'],
  [4222, 'NATS'],
  [5900, 'VNC'],
]);

/** Proxies detect HTTP by themselves for outbound and inbound traffic since Istio 1.5. */
const firstWithDetection = 5;

export const servicesPortName = defineCheck({
  meta: {
    id: 'services/port-name',
    title: 'Ports of services declare their protocol',
    severity: 'info',
    why: 'Routes, retries, HTTP metrics and HTTP policies apply to a port only when the proxy knows that it speaks HTTP. Detection needs the first bytes of the client, which server-first protocols wait for in vain.',
    fix: [
      {
        text: 'Start the name of the port with its protocol (http, grpc, tcp, tls …), as in http-metrics, or set appProtocol (Kubernetes 1.18 and later).',
        command: 'kubectl edit service -n {namespace} {name}',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
    aliases: ['IST0118', 'KIA0601'],
  },
  requires: ['serviceSpecs', 'mesh'],
  uses: ['podSpecs'],
  messages: {
    tcp: 'Service {namespace}/{name} declares no protocol for {ports}, so that Istio {version} treats it as TCP',
    serverFirst:
      'Service {namespace}/{name} declares no protocol for {ports}: servers of {protocols} speak first, which protocol detection cannot handle',
    detected: 'Service {namespace}/{name} declares no protocol for {ports}; proxies have to detect it',
  },
  *run({ serviceSpecs, mesh, podSpecs }) {
    const detects = (oldestMinor(mesh) ?? firstWithDetection) >= firstWithDetection;
    for (const service of serviceSpecs) {
      if (!isOfInterest(service, mesh, podSpecs)) continue;
      const undeclared = service.ports.filter(
        (port) => port.protocol === 'TCP' && declaredProtocol(port) === undefined,
      );
      const serverFirst = detects ? undeclared.filter(({ port }) => serverFirstPorts.has(port)) : [];
      const others = undeclared.filter((port) => !serverFirst.includes(port));
      const { namespace, name, source } = service;
      for (const [messageId, ports] of [
        ['serverFirst', serverFirst],
        [detects ? 'detected' : 'tcp', others],
      ] as const) {
        if (!isNonEmpty(ports)) continue;
        yield {
          messageId,
          args: {
            namespace,
            name,
            ports: `port${ports.length > 1 ? 's' : ''} ${ports.map(portText).join(', ')}`,
            version: mesh.controlPlaneVersions.at(-1) ?? '',
            protocols: ports.map(({ port }) => serverFirstPorts.get(port) ?? '').join(', '),
          },
          subject: serviceSubject(service),
          severity: messageId === 'detected' ? 'info' : 'warning',
          evidence: mapNonEmpty(ports, (port) => citeField(source, 'spec.ports', portText(port))),
        };
      }
    }
  },
});

/** Services of applications with a sidecar; where no pods were read, all that may have some. */
function isOfInterest(service: ServiceSpec, mesh: MeshFacts, podSpecs: readonly PodSpec[] | undefined): boolean {
  if (service.type === 'ExternalName' || isControlPlaneService(service, mesh)) return false;
  if (isKubernetesNamespace(service.namespace) || mesh.istioNamespaces.includes(service.namespace)) return false;
  return podSpecs === undefined || podsOfService(podSpecs, service).some(hasSidecar);
}

function portText({ port, name, appProtocol }: ServicePort): string {
  const declared = appProtocol === undefined ? name : `appProtocol ${appProtocol}`;
  return declared === undefined ? `${port}` : `${port} (${declared})`;
}
