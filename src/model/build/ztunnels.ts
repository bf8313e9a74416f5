import type { Facet, PodRef, Ztunnel } from '../facets.js';
import { isZtunnel } from '../lookup/ready-proxies.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { onceEach } from './same-file.js';

/** What each ztunnel holds, from its own dump or from the tables of istioctl. */
export function buildZtunnels(context: BuildContext): Facet<readonly Ztunnel[]> {
  const found = onceEach(context.artifacts.of('ztunnel-config')).map(({ path, tag, value }): Ztunnel => {
    const node = tag.node ?? value.node;
    const named = tag.namespace !== undefined && tag.pod !== undefined;
    const pod = named ? { namespace: tag.namespace, name: tag.pod } : podOn(node, context);
    return {
      ...value,
      ...(node !== undefined && { node }),
      ...(pod !== undefined && { pod }),
      source: { path },
    } as Ztunnel;
  });
  if (found.length === 0) return absentKinds(context.artifacts, 'configuration of ztunnel', 'ztunnel-config');
  const expected = ztunnelPods(context).length;
  return present(found, { seen: found.length, ...(expected > found.length && { expected }) });
}

function podOn(node: string | undefined, context: BuildContext): PodRef | undefined {
  const pod = node === undefined ? undefined : ztunnelPods(context).find((candidate) => candidate.node === node);
  return pod && { namespace: pod.namespace, name: pod.name };
}

function ztunnelPods(context: BuildContext) {
  const pods = context.facet('podSpecs');
  return pods.state === 'present' ? pods.value.filter(isZtunnel) : [];
}
