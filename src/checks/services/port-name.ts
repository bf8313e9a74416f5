import { citeField } from '../../core/evidence.js';
import { isNonEmpty, mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { MeshFacts, PodSpec, ServicePort, ServiceSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { isAmbientPod, isIstioResource } from '../../model/lookup/in-mesh.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { hasSidecar } from '../../model/lookup/pods.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { detectionWait, serverFirstProtocol } from '../../model/lookup/server-first.js';
import { isControlPlaneService, isKubernetesNamespace, serviceSubject } from '../../model/lookup/services.js';
import { defineCheck, type Finding } from '../check.js';

/** Proxies detect HTTP by themselves for outbound and inbound traffic since Istio 1.5. */
const firstWithDetection = 5;

/** Values of `gateway.istio.io/managed` on services that Istio makes for Gateways and waypoints. */
const gatewayControllers: readonly (string | undefined)[] = [
  'istio.io-gateway-controller',
  'istio.io-mesh-controller',
  'istio.io-eastwest-controller',
];

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
    codes: ['IST0118', 'IST0150', 'KIA0601', 'KIA0602'],
    decides:
      'Reads appProtocol, else the name of the port up to its first dash; the ports 25, 53, 3306 and 27017 are TCP without a word. Ports of server-first protocols, by their usual number, a word of their name or the image behind them, weigh more than others.',
    falsePositives: [
      'Silent about services of Istio itself, and about those that Istio makes for Gateways and waypoints.',
      'In a bundle silent about services without a pod in the mesh, and about ExternalName, of which services/external-name tells what the version makes of it.',
    ],
  },
  requires: ['serviceSpecs', 'mesh'],
  uses: ['podSpecs'],
  messages: {
    tcp: 'Service {namespace}/{name} declares no protocol for {ports}, so that Istio {version} treats it as TCP',
    serverFirst:
      'Service {namespace}/{name} declares no protocol for {ports}: servers of {protocols} speak first, and protocol detection waits {wait} for the client',
    detected: 'Service {namespace}/{name} declares no protocol for {ports}; proxies have to detect it',
    alias:
      'ExternalName service {namespace}/{name} declares no protocol for {ports} from which a proxy could tell hosts',
  },
  *run({ serviceSpecs, mesh, podSpecs }) {
    const detects = (oldestMinor(mesh) ?? firstWithDetection) >= firstWithDetection;
    for (const service of serviceSpecs) {
      const { isManifests } = mesh;
      if (!isAnalyzedNamespace(service.namespace) || isOfIstio(service)) continue;
      if (!isManifests && !isOfInterest(service, mesh, podSpecs)) continue;
      const undeclared = service.ports.filter((port) => isUndeclared(port, service));
      const isAlias = service.type === 'ExternalName';
      const pods = podSpecs === undefined ? [] : podsOfService(podSpecs, service);
      const protocolOf = (port: ServicePort) => (detects && !isAlias ? serverFirstProtocol(port, pods) : undefined);
      const serverFirst = undeclared.filter((port) => protocolOf(port) !== undefined);
      const others = undeclared.filter((port) => protocolOf(port) === undefined);
      const facts = {
        isInMesh: pods.some(isCarried),
        version: mesh.controlPlaneVersions.at(-1) ?? '',
        protocols: [...new Set(serverFirst.flatMap((port) => protocolOf(port) ?? []))].join(', '),
        wait: detectionWait(oldestMinor(mesh)),
      };
      if (isNonEmpty(serverFirst)) yield finding(service, 'serverFirst', serverFirst, facts);
      if (isNonEmpty(others)) yield finding(service, isAlias ? 'alias' : detects ? 'detected' : 'tcp', others, facts);
    }
  },
});

function isUndeclared(port: ServicePort, { type }: ServiceSpec): boolean {
  if (port.protocol === 'UDP' || port.protocol === 'SCTP') return false;
  if (type === 'ExternalName' && port.appProtocol === undefined && port.name === 'tcp') return true;
  const declared = (port.appProtocol ?? port.name ?? '').toLowerCase();
  // A name of UDP on a TCP port is wrong, but no word that Istio does not know.
  return declaredProtocol(port) === undefined && declared.split('-', 1)[0] !== 'udp';
}

type Message = 'tcp' | 'serverFirst' | 'detected' | 'alias';

function finding(
  service: ServiceSpec,
  messageId: Message,
  ports: NonEmpty<ServicePort>,
  { isInMesh, ...args }: { isInMesh: boolean; version: string; protocols: string; wait: string },
): Finding<Message> {
  const { namespace, name, source } = service;
  const unknownProtocol = ports.some(({ appProtocol }) => appProtocol !== undefined);
  return {
    messageId,
    args: {
      namespace,
      name,
      ports: `port${ports.length > 1 ? 's' : ''} ${ports.map(portText).join(', ')}`,
      ...args,
    },
    subject: serviceSubject(service),
    severity: messageId === 'detected' ? 'info' : 'warning',
    aliases: [
      messageId === 'alias' ? 'IST0150' : 'IST0118',
      ...(isInMesh ? [unknownProtocol ? 'KIA0602' : 'KIA0601'] : []),
    ],
    evidence: mapNonEmpty(ports, (port) =>
      citeField(source, `spec.ports[${service.ports.indexOf(port)}]`, portText(port)),
    ),
  };
}

function isOfIstio({ labels }: ServiceSpec): boolean {
  return isIstioResource(labels) || gatewayControllers.includes(labels.get('gateway.istio.io/managed'));
}

/** Services of applications in the mesh; where no pods were read, all that may have some. */
function isOfInterest(service: ServiceSpec, mesh: MeshFacts, podSpecs: readonly PodSpec[] | undefined): boolean {
  if (service.type === 'ExternalName' || isControlPlaneService(service, mesh)) return false;
  if (isKubernetesNamespace(service.namespace) || mesh.istioNamespaces.includes(service.namespace)) return false;
  return podSpecs === undefined || podsOfService(podSpecs, service).some(isCarried);
}

function isCarried(pod: PodSpec): boolean {
  return hasSidecar(pod) || isAmbientPod(pod);
}

function portText({ port, name, appProtocol }: ServicePort): string {
  const declared = appProtocol === undefined ? name : `appProtocol ${appProtocol}`;
  return declared === undefined ? `${port}` : `${port} (${declared})`;
}
