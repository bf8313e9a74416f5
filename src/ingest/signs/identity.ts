import type { Tag } from '../../parsers/parser.js';

/** `<replica set>-<hash>-<suffix>`; Kubernetes makes both of letters without vowels, before 1.12 the hash of digits. */
const podName =
  /^([a-z0-9](?:[a-z0-9-]{0,200}[a-z0-9])?-(?:[bcdfghjklmnpqrstvwxz2456789]{8,10}|\d{8,10})-[bcdfghjklmnpqrstvwxz2456789]{5})(?:\.(.+))?$/;
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What stands behind the pod and its namespace in the name of a file. */
const content =
  /^(?:config[_-]?dump|clusters|listeners|certs|stats|server_info|proxy|envoy|istio-proxy|iptables(?:-save)?|resolv[.-]conf|log|logs|dump)\b/;
const containers = new Set(['istio-proxy', 'istio-init', 'istio-validation', 'discovery', 'install-cni', 'coredns']);

/** Folders that people put files of pods in, which are no namespaces. */
const plainFolders =
  /^(?:bundle|captures?|collected|configs?|data|debug|dumps?|envoys?|files|istio|logs?|meshtriage|namespaces?|out|output|pods?|prox(?:y|ies)|sidecars?|support|tickets?|tmp|workloads?)$/;

/**
 * The pod that a file is about, where its path says so in a form that nothing else has: a folder named like a pod of a
 * Deployment in a folder of its namespace, or a file named `<pod>.<namespace>.<what>` or `<pod>.<container>.log`.
 */
export function podOfPath(path: string): Pick<Tag, 'namespace' | 'pod' | 'container'> {
  const parts = path.split('/');
  const index = parts.findLastIndex((part) => podName.test(part));
  const [, pod, rest = ''] = podName.exec(parts[index] ?? '') ?? [];
  if (pod === undefined) return {};
  const [second = '', ...others] = rest.split('.');
  const isNamed = label.test(second) && !containers.has(second) && content.test(others.join('.'));
  const namespace = isNamed ? second : folder(parts[index - 1]);
  const container = [second, ...parts.slice(index + 1).map((part) => part.replace(/\.log$/, ''))].find((name) =>
    containers.has(name),
  );
  return { pod, ...(namespace !== undefined && { namespace }), ...(container !== undefined && { container }) };
}

function folder(name: string | undefined): string | undefined {
  return name !== undefined && label.test(name) && !plainFolders.test(name) ? name : undefined;
}

/** pilot-agent begins its log with the node that it runs as (Istio 1.0: `ID:"cart-6f5b.shop"`; later `id=cart-6f5b.shop`). */
const proxyRole = /\bProxy role\b[^\n]{0,200}?\b(?:ID:"|id=)([a-z0-9][a-z0-9.-]{0,252})\.([a-z0-9][a-z0-9-]{0,62})[" ]/;

/** The pod whose proxy wrote a log, where the beginning of the log says so. */
export function podOfLog(head: string): Pick<Tag, 'namespace' | 'pod'> {
  const [, pod, namespace] = proxyRole.exec(head) ?? [];
  return pod === undefined || namespace === undefined ? {} : { namespace, pod };
}
