import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import glob from 'fast-glob';
import { type Answer, type Command, runCommand } from './commands.js';
import { definitionOf, type Resource, resourcesOf } from './resources.js';

/** A Kubernetes object; only what the API server itself looks at is typed. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    creationTimestamp?: string;
    deletionTimestamp?: string;
    labels?: Record<string, string>;
  };
  // biome-ignore lint/suspicious/noExplicitAny: the rest has as many shapes as there are kinds
  [field: string]: any;
}

/** A folder in the layout of `scripts/capture.sh`, read as the cluster that it was taken from. */
export interface RecordedMesh {
  folder: string;
  /** When the recording started: the present of this mesh, as for the analysis. */
  recordedAt: Date;
  /** As in the answer to /version. */
  serverVersion: Record<string, string>;
  resources: readonly Resource[];
  /** Empty for a resource that was not recorded. */
  list(resource: Resource): readonly KubernetesObject[];
  pod(namespace: string, name: string): KubernetesObject | undefined;
  /** Without the times of the node; nothing when the container has no recorded log. */
  log(namespace: string, pod: string, container: string, previous: boolean): string | undefined;
  run(command: Command): Answer;
  /** What ztunnel answers to a GET of the path; nothing where it does not listen or has no such page. */
  page(namespace: string, pod: string, port: number, path: string): string | undefined;
}

/** PORT/PAGE and its file. */
const ztunnelPages = new Map([
  ['15000/config_dump', 'config-dump.json'],
  ['15020/metrics', 'metrics.txt'],
]);

export function readRecordedMesh(folder: string): RecordedMesh {
  const manifest = readFileSync(join(folder, 'meta/manifest.ndjson'), 'utf8').trimEnd().split('\n');
  const [header, ...steps] = manifest.map((line) => JSON.parse(line));
  const { serverVersion } = JSON.parse(readFileSync(join(folder, 'meta/kubectl-version.json'), 'utf8'));
  const recorded = readObjects(folder);
  const resources = resourcesOf(recorded, Number.parseInt(serverVersion.minor, 10));
  const definitions = resources.filter(({ custom }) => custom).map(definitionOf);
  const pods = recorded.get('pods') ?? [];
  const isOld = pods.some((pod) =>
    pod.spec.containers.some(({ image }: { image: string }) => /\/pilot:1\.0\b/.test(image)),
  );

  const read = (path: string) => {
    const file = join(folder, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  };
  const firstOf = (paths: readonly string[]) => paths.map(read).find((content) => content !== undefined);
  const podOf = (namespace: string, name: string) =>
    pods.find(({ metadata }) => metadata.namespace === namespace && metadata.name === name);

  return {
    folder,
    recordedAt: new Date(header.started),
    serverVersion,
    resources,
    list: ({ group, name, custom }) =>
      name === 'customresourcedefinitions' ? definitions : (recorded.get(custom ? `${group}/${name}` : name) ?? []),
    pod: podOf,
    log(namespace, pod, container, previous) {
      const node = podOf(namespace, pod)?.spec.nodeName;
      const extension = previous ? 'previous.log' : 'log';
      return firstOf(logPlaces(namespace, pod, container, node).map((place) => `${place}.${extension}`));
    },
    run: (command) => runCommand(command, { read: firstOf, steps, isOld }),
    page(namespace, pod, port, path) {
      const file = ztunnelPages.get(`${port}${path}`);
      const node = podOf(namespace, pod)?.spec.nodeName;
      return file === undefined ? undefined : read(`ztunnel/${node}/${file}`);
    },
  };
}

/** The lists below `cluster/`, by their place there without qualifier and extension: `pods`, `networking.istio.io/gateways`. */
function readObjects(folder: string): Map<string, KubernetesObject[]> {
  const objects = new Map<string, KubernetesObject[]>();
  for (const path of glob.sync('**/*.json', { cwd: join(folder, 'cluster') }).sort()) {
    const { items } = JSON.parse(readFileSync(join(folder, 'cluster', path), 'utf8'));
    const [name = ''] = path.split('/').at(-1)?.split('.') ?? [];
    const place = path.includes('/') ? `${dirname(path)}/${name}` : name;
    if (Array.isArray(items)) objects.set(place, [...(objects.get(place) ?? []), ...items]);
  }
  return objects;
}

function logPlaces(namespace: string, pod: string, container: string, node: string): string[] {
  return [
    `proxies/${namespace}/${pod}/${container}`,
    ...(container === 'discovery' ? [`istiod/${namespace}/${pod}/istiod`] : []),
    `control-plane/${namespace}/${pod}/${container}`,
    `dns/${namespace}/${pod}/${container}`,
    `apps/${namespace}/${pod}/${container}`,
    ...(pod.startsWith('ztunnel') ? [`ztunnel/${node}/ztunnel`] : []),
    ...(container === 'install-cni' ? [`cni/${node}/cni`] : []),
  ];
}
