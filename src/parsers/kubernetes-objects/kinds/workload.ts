import { z } from 'zod';
import { annotations, conditions, count, textMap } from './common.js';
import { defineKind } from './kind.js';

const replicas = count.exactOptional();
const podTemplate = z.object({ metadata: z.object({ labels: textMap, annotations }).prefault({}) }).prefault({});

const schema = z
  .object({
    spec: z.object({ replicas, template: podTemplate }).prefault({}),
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

export const deployment = defineKind('Deployment', ['apps', 'extensions'], schema);
export const statefulSet = defineKind('StatefulSet', ['apps'], schema);
export const daemonSet = defineKind('DaemonSet', ['apps', 'extensions'], schema);
/** Every revision of a Deployment keeps a replica set; of those only who owns them counts. */
export const replicaSet = defineKind('ReplicaSet', ['apps', 'extensions'], schema, {
  wants: ({ isOwned }) => (isOwned ? 'header' : 'whole'),
});
export const job = defineKind('Job', ['batch'], schema);
