import type { Page } from './lists.js';
import type { KubernetesObject } from './recorded-mesh.js';

/** Name of a column, whether only `-o wide` shows it, and its cell. */
interface Column {
  name: string;
  wide?: true;
  cell(object: KubernetesObject, now: Date): unknown;
}

const name: Column = { name: 'Name', cell: ({ metadata }) => metadata.name };
const age: Column = { name: 'Age', cell: ({ metadata }, now) => ageOf(metadata.creationTimestamp, now) };

/** What API servers print since Kubernetes 1.22; other kinds have a name and an age. */
const columns: Readonly<Record<string, readonly Column[]>> = {
  pods: [
    name,
    { name: 'Ready', cell: readyContainers },
    { name: 'Status', cell: podStatus },
    { name: 'Restarts', cell: restarts },
    age,
    { name: 'IP', wide: true, cell: ({ status }) => status.podIP ?? '<none>' },
    { name: 'Node', wide: true, cell: ({ spec }) => spec.nodeName ?? '<none>' },
    { name: 'Nominated Node', wide: true, cell: ({ status }) => status.nominatedNodeName ?? '<none>' },
    { name: 'Readiness Gates', wide: true, cell: () => '<none>' },
  ],
  services: [
    name,
    { name: 'Type', cell: ({ spec }) => spec.type ?? 'ClusterIP' },
    { name: 'Cluster-IP', cell: ({ spec }) => spec.clusterIP ?? '<none>' },
    { name: 'External-IP', cell: externalAddress },
    { name: 'Port(s)', cell: servicePorts },
    age,
    { name: 'Selector', wide: true, cell: ({ spec }) => pairs(spec.selector) },
  ],
  nodes: [
    name,
    { name: 'Status', cell: nodeStatus },
    { name: 'Roles', cell: nodeRoles },
    age,
    { name: 'Version', cell: ({ status }) => status.nodeInfo?.kubeletVersion ?? '' },
    { name: 'Internal-IP', wide: true, cell: (node) => nodeAddress(node, 'InternalIP') },
    { name: 'External-IP', wide: true, cell: (node) => nodeAddress(node, 'ExternalIP') },
    { name: 'OS-Image', wide: true, cell: ({ status }) => status.nodeInfo?.osImage ?? '<unknown>' },
    { name: 'Kernel-Version', wide: true, cell: ({ status }) => status.nodeInfo?.kernelVersion ?? '<unknown>' },
    {
      name: 'Container-Runtime',
      wide: true,
      cell: ({ status }) => status.nodeInfo?.containerRuntimeVersion ?? '<unknown>',
    },
  ],
};

/** A list in the form that kubectl prints when nothing else was asked for. */
export function tableDocument(resource: string, { items, metadata }: Page, now: Date) {
  const shown = columns[resource] ?? [name, age];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: shown.map((column) => ({
      name: column.name,
      type: 'string',
      format: column === name ? 'name' : '',
      description: '',
      priority: column.wide ? 1 : 0,
    })),
    rows: items.map((object) => ({
      cells: shown.map(({ cell }) => cell(object, now)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}

function readyContainers({ spec, status }: KubernetesObject): string {
  const ready = (status.containerStatuses ?? []).filter((container: { ready: boolean }) => container.ready);
  return `${ready.length}/${spec.containers.length}`;
}

function podStatus({ metadata, spec, status }: KubernetesObject): string {
  if (metadata.deletionTimestamp !== undefined) return 'Terminating';
  const init = (status.initContainerStatuses ?? []).findIndex(
    ({ state, started }: Statuses) => state?.terminated?.exitCode !== 0 && !started,
  );
  if (init >= 0) {
    const { state } = status.initContainerStatuses[init];
    const reason = state?.terminated?.reason ?? state?.waiting?.reason;
    return `Init:${reason && reason !== 'PodInitializing' ? reason : `${init}/${spec.initContainers.length}`}`;
  }
  const reasons = (status.containerStatuses ?? []).map(
    ({ state }: Statuses) => state?.waiting?.reason ?? state?.terminated?.reason,
  );
  return reasons.find((reason: string | undefined) => reason !== undefined) ?? status.reason ?? status.phase;
}

interface Statuses {
  restartCount?: number;
  started?: boolean;
  state?: { waiting?: { reason?: string }; terminated?: { reason?: string; exitCode?: number } };
  lastState?: { terminated?: { finishedAt?: string } };
}

function restarts({ status }: KubernetesObject, now: Date): string {
  const statuses: Statuses[] = status.containerStatuses ?? [];
  const count = statuses.reduce((sum, { restartCount = 0 }) => sum + restartCount, 0);
  const ended = statuses.flatMap(({ lastState }) => lastState?.terminated?.finishedAt ?? []).sort();
  return count > 0 && ended.length > 0 ? `${count} (${ageOf(ended.at(-1), now)} ago)` : String(count);
}

function externalAddress({ spec, status }: KubernetesObject): string {
  if (spec.type === 'ExternalName') return spec.externalName;
  const ingress = (status?.loadBalancer?.ingress ?? []).map(
    ({ ip, hostname }: Record<string, string>) => ip ?? hostname,
  );
  const addresses = [...ingress, ...(spec.externalIPs ?? [])];
  if (addresses.length > 0) return addresses.join(',');
  return spec.type === 'LoadBalancer' ? '<pending>' : '<none>';
}

function servicePorts({ spec }: KubernetesObject): string {
  const ports = (spec.ports ?? []).map(
    ({ port, nodePort, protocol = 'TCP' }: Record<string, string>) =>
      `${port}${nodePort === undefined ? '' : `:${nodePort}`}/${protocol}`,
  );
  return ports.join(',') || '<none>';
}

function pairs(labels: Record<string, string> = {}): string {
  return (
    Object.entries(labels)
      .map(([key, value]) => `${key}=${value}`)
      .join(',') || '<none>'
  );
}

function nodeStatus({ spec, status }: KubernetesObject): string {
  const ready = (status.conditions ?? []).find(({ type }: { type: string }) => type === 'Ready');
  const state = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${state},SchedulingDisabled` : state;
}

function nodeRoles({ metadata }: KubernetesObject): string {
  const prefix = 'node-role.kubernetes.io/';
  const labels = Object.keys(metadata.labels ?? {}).filter((label) => label.startsWith(prefix));
  return labels.map((label) => label.slice(prefix.length)).join(',') || '<none>';
}

function nodeAddress({ status }: KubernetesObject, wanted: string): string {
  return (status.addresses ?? []).find(({ type }: { type: string }) => type === wanted)?.address ?? '<none>';
}

/** Two units while that says something, one afterwards: 5m30s, 47h, 2d3h, 14d. */
function ageOf(time: string | undefined, now: Date): string {
  if (time === undefined) return '<unknown>';
  const seconds = Math.floor((now.getTime() - Date.parse(time)) / 1000);
  const [minutes, hours, days] = [60, 3600, 86400].map((unit) => Math.floor(seconds / unit)) as [
    number,
    number,
    number,
  ];
  const two = (high: string, low: number, unit: string) => (low === 0 ? high : `${high}${low}${unit}`);
  if (seconds < 0) return '<invalid>';
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return two(`${minutes}m`, seconds % 60, 's');
  if (hours < 3) return `${minutes}m`;
  if (hours < 8) return two(`${hours}h`, minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  if (days < 8) return two(`${days}d`, hours % 24, 'h');
  return `${days}d`;
}
