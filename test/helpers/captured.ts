import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from './bundle.js';

export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string };
  [field: string]: unknown;
}

export interface PodFile {
  namespace: string;
  pod: string;
  /** Name of the file that the capture has. */
  name: string;
  text: string;
}

export interface PodLog {
  namespace: string;
  pod: string;
  container: string;
  text: string;
}

export interface Captured {
  objects: readonly ApiObject[];
  /** Names of all namespaces that hold anything. */
  namespaces: readonly string[];
  proxyFiles: readonly PodFile[];
  logs: readonly PodLog[];
  syncz: string;
  /** Files that stand for the whole mesh, by their paths in the capture. */
  tables: Tree;
}

/** Reads the folder of a capture. */
export function readCapture(root: string): Captured {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  const names = podNames(read(root, 'cluster/pods.json'));
  const files = paths
    .filter((path) => /\.(?:json|txt|log)$/.test(path))
    .map((path) => [names(path), names(read(root, path))] as const);
  const objects = files
    .filter(([path]) => /^cluster\/.*\.json$/.test(path))
    .flatMap(([, text]) => objectsOf(JSON.parse(text)));
  const tables = ['cluster/pods.txt', 'cluster/services.txt', 'cluster/nodes.txt', 'istioctl/proxy-status.txt'];
  return {
    objects,
    namespaces: [...new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []))],
    proxyFiles: files.filter(([path]) => path.startsWith('proxies/')).map(([path, text]) => podFile(path, text)),
    logs: files.filter(([path]) => /^(?:proxies|istiod|dns|apps)\/.*\.log$/.test(path)).map(podLog),
    syncz: files.find(([path]) => path.endsWith('/syncz.json'))?.[1] ?? '',
    tables: Object.fromEntries(files.filter(([path]) => tables.includes(path))),
  };
}

/** Gives pods and replica sets names as Kubernetes makes them: it uses no vowels and no 0, 1 and 3, the fixture does. */
function podNames(pods: string): (text: string) => string {
  const items = objectsOf(JSON.parse(pods)).map(({ metadata }) => metadata.name);
  const replicaSets = items.map((name) => name.replace(/-[a-z0-9]{5}$/, '')).filter((name) => !items.includes(name));
  const letters: Record<string, string> = { a: 'z', e: 'x', 0: 'w', 1: 'v', 3: 't' };
  const renamed = [...items.filter((name) => /-[a-z0-9]{5}$/.test(name)), ...replicaSets].map((name) => {
    const start = name.search(/-[a-z0-9]{8,10}(?:-[a-z0-9]{5})?$/);
    return [
      name,
      name.slice(0, start) + name.slice(start).replace(/[ae013]/g, (letter) => letters[letter] ?? letter),
    ] as const;
  });
  return (text) => renamed.reduce((changed, [name, other]) => changed.replaceAll(name, other), text);
}

function read(root: string, path: string): string {
  return readFileSync(join(root, path), 'utf8');
}

function objectsOf(document: ApiObject & { items?: readonly ApiObject[] }): readonly ApiObject[] {
  return document.items ?? [document];
}

function podFile(path: string, text: string): PodFile {
  const [, namespace = '', pod = '', name = ''] = path.split('/');
  return { namespace, pod, name, text };
}

function podLog([path, text]: readonly [path: string, text: string]): PodLog {
  const { name, ...of } = podFile(path, text);
  return { ...of, container: name === 'istiod.log' ? 'discovery' : name.replace(/\.log$/, ''), text };
}
