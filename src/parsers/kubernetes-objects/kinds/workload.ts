import { z } from 'zod';
import { annotations, conditions, count, textMap } from './common.js';
import { defineKind } from './kind.js';

const replicas = count.exactOptional();
const podTemplate = z.object({ metadata: z.object({ labels: textMap, annotations }).prefault({}) }).prefault({});

const schema = z
  .object({
    spec: z.object({ replicas, template: podTemplate }),
    status: z
      .object({ readyReplicas: replicas, desiredNumberScheduled: replicas, numberReady: replicas, conditions })
      .prefault({}),
  })
  .transform(({ spec, status }) => {
    // The API leaves zero out: a workload that wants replicas and names no ready ones has none.
    const wanted = status.desiredNumberScheduled ?? spec.replicas;
    const ready = status.numberReady ?? status.readyReplicas ?? (wanted === undefined ? undefined : 0);
    return {
      podLabels: spec.template.metadata.labels,
      podAnnotations: spec.template.metadata.annotations,
      ...(wanted !== undefined && { replicas: wanted }),
      ...(ready !== undefined && { readyReplicas: ready }),
      conditions: status.conditions,
    };
  });

const skip = ['containers', 'initContainers', 'volumeClaimTemplates'];

export const deployment = defineKind('Deployment', ['apps', 'extensions'], schema, { skip });
export const statefulSet = defineKind('StatefulSet', ['apps'], schema, { skip });
export const daemonSet = defineKind('DaemonSet', ['apps', 'extensions'], schema, { skip });
/** Every revision of a Deployment keeps a replica set; of those only who owns them counts. */
export const replicaSet = defineKind('ReplicaSet', ['apps', 'extensions'], schema, {
  skip,
  selects: { wants: ({ isOwned }) => (isOwned ? 'header' : 'whole'), bulk: ['spec', 'status'] },
});
export const job = defineKind('Job', ['batch'], schema, { skip });
