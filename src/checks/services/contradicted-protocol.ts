import { citeField } from '../../core/evidence.js';
import type { PodSpec, ServicePort, ServiceSpec } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { declaredProtocol } from '../../model/lookup/port-protocol.js';
import { podsOfService } from '../../model/lookup/selected.js';
import { isKubernetesNamespace, serviceSubject } from '../../model/lookup/services.js';
import { targetPortIn } from '../../model/lookup/target-port.js';
import { defineCheck } from '../check.js';

export const servicesContradictedProtocol = defineCheck({
  meta: {
    id: 'services/contradicted-protocol',
    title: 'Nothing contradicts the protocol that a service declares for a port',
    severity: 'warning',
    why: 'Proxies go by one declaration, appProtocol before the name of the port. Where it is the wrong one, gRPC is sent as HTTP/1.1, or plain HTTP is taken for TLS and passed on as bytes.',
    fix: [
      {
        text: 'Declare what the server speaks, in one place: grpc or http2 for gRPC, http for plain HTTP, https for TLS that the application ends itself.',
        command: 'kubectl get service -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/protocol-selection/',
      },
    ],
    decides:
      "Compares appProtocol with the beginning of the port's name, the declared protocol with the word grpc in that name, and with the names of the container ports behind it.",
    falsePositives: [
      'Silent about appProtocol beside names of tcp, which it is there to refine, and about http beside one of its kinds.',
      'Silent about TLS that is ended in front of a LoadBalancer service.',
    ],
  },
  requires: ['serviceSpecs'],
  uses: ['podSpecs'],
  messages: {
    appProtocol:
      'Port {port} of service {namespace}/{name} is named {portName} and has appProtocol {declared}, which wins',
    grpcAsHttp:
      'Port {port} of service {namespace}/{name} declares {declared} and is for gRPC by its name {portName}: proxies speak HTTP/1.1 to it',
    plainAsTls:
      'Port {port} of service {namespace}/{name} declares {declared}, and its pods have it as {portName}: proxies take plain HTTP for TLS',
  },
  identity: ['port'],
  *run({ serviceSpecs, podSpecs = [] }) {
    for (const service of serviceSpecs) {
      const { namespace, name, source } = service;
      if (!isAnalyzedNamespace(namespace) || isKubernetesNamespace(namespace)) continue;
      for (const [index, port] of service.ports.entries()) {
        const fault = faultOf(port, service, podSpecs);
        if (fault === undefined) continue;
        yield {
          ...fault,
          args: { namespace, name, port: port.port, ...fault.args },
          subject: serviceSubject(service),
          evidence: [citeField(source, `spec.ports[${index}]`, `${port.port} (${fault.args.portName})`)],
        };
      }
    }
  },
});

interface Fault {
  messageId: 'appProtocol' | 'grpcAsHttp' | 'plainAsTls';
  args: { declared: string; portName: string };
}

function faultOf(port: ServicePort, service: ServiceSpec, podSpecs: readonly PodSpec[]): Fault | undefined {
  const declared = port.protocol === 'TCP' ? declaredProtocol(port)?.protocol : undefined;
  if (declared === undefined) return undefined;
  const { name = '', appProtocol } = port;
  if (appProtocol !== undefined && contradicts(appProtocol, name))
    return { messageId: 'appProtocol', args: { declared: appProtocol, portName: name } };
  if (declared === 'http') {
    const grpc = [name, ...containerPorts(port, service, podSpecs)].find(speaksGrpc);
    if (grpc !== undefined) return { messageId: 'grpcAsHttp', args: { declared, portName: grpc } };
  }
  if ((declared === 'https' || declared === 'tls') && service.type !== 'LoadBalancer') {
    const plain = containerPorts(port, service, podSpecs).find((own) => /^http(?:-|$)/.test(own));
    if (plain !== undefined) return { messageId: 'plainAsTls', args: { declared, portName: plain } };
  }
  return undefined;
}

/** Names of the container ports that a service port leads to. */
function containerPorts(port: ServicePort, service: ServiceSpec, podSpecs: readonly PodSpec[]): readonly string[] {
  return podsOfService(podSpecs, service).flatMap((pod) => {
    const target = targetPortIn(pod, port);
    return pod.containers.flatMap(({ kind, ports }) =>
      kind === 'init' ? [] : ports.flatMap((own) => (own.port === target && own.name !== undefined ? own.name : [])),
    );
  });
}

/** grpc-web is HTTP/1.1. */
function speaksGrpc(name: string): boolean {
  return name.split('-').includes('grpc') && !name.includes('grpc-web');
}

const families: ReadonlyMap<string, 'http' | 'http2' | 'tls'> = new Map([
  ['http', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['grpc-web', 'http'],
  ['http2', 'http2'],
  ['grpc', 'http2'],
  ['kubernetes.io/h2c', 'http2'],
  ['https', 'tls'],
  ['tls', 'tls'],
  ['kubernetes.io/wss', 'tls'],
]);

/** TLS against plain text, HTTP/1.1 for what is named for HTTP/2, and bytes for what is named for HTTP. */
function contradicts(appProtocol: string, name: string): boolean {
  const words = [
    declaredProtocol({ port: 0, protocol: 'TCP', appProtocol }),
    declaredProtocol({ port: 0, protocol: 'TCP', name }),
  ];
  const [wins, loses] = words.map((declared) => declared?.protocol);
  if (wins === undefined || loses === undefined) return false;
  const [a, b] = [families.get(wins), families.get(loses)];
  if (b === undefined) return false;
  if (a === undefined) return b !== 'tls';
  return a !== b && !(a === 'http2' && b === 'http');
}
