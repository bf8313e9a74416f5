import { z } from 'zod';
import { annotations, conditions, count, text, textMap } from './common.js';
import { templateContainer } from './container.js';
import { defineKind } from './kind.js';

const replicas = count.exactOptional();
const containers = z.array(templateContainer).default([]);
const podTemplate = z
  .object({
    metadata: z.object({ labels: textMap, annotations }).prefault({}),
    spec: z
      .object({
        containers,
        initContainers: containers,
        hostNetwork: z.boolean().exactOptional(),
        serviceAccountName: text.exactOptional(),
        securityContext: z.object({ runAsUser: z.number().exactOptional() }).exactOptional(),
      })
      .prefault({}),
  })
  .prefault({});

type Template = z.output<typeof podTemplate>;

function describeTemplate({ metadata, spec }: Template, field: string) {
  const { hostNetwork, serviceAccountName, securityContext } = spec;
  return {
    podLabels: metadata.labels,
    podAnnotations: metadata.annotations,
    containers: [
      ...spec.containers.map((container, i) => ({
        field: `${field}.containers[${i}]`,
        kind: 'app' as const,
        ...container,
      })),
      ...spec.initContainers.map((container, i) => ({
        field: `${field}.initContainers[${i}]`,
        kind: 'init' as const,
        ...container,
      })),
    ],
    ...(hostNetwork && { hostNetwork: true as const }),
    ...(serviceAccountName && { serviceAccount: serviceAccountName }),
    ...(securityContext?.runAsUser !== undefined && { runAsUser: securityContext.runAsUser }),
  };
}

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
      ...describeTemplate(spec.template, 'spec.template.spec'),
      ...(wanted !== undefined && { replicas: wanted }),
      ...(ready !== undefined && { readyReplicas: ready }),
      conditions: status.conditions,
    };
  });

export const deployment = defineKind('Deployment', ['apps', 'extensions'], schema, { located: true });
export const statefulSet = defineKind('StatefulSet', ['apps'], schema);
export const daemonSet = defineKind('DaemonSet', ['apps', 'extensions'], schema);
/** Every revision of a Deployment keeps a replica set; of those only who owns them counts. */
export const replicaSet = defineKind('ReplicaSet', ['apps', 'extensions'], schema, {
  wants: ({ isOwned }) => (isOwned ? 'header' : 'whole'),
});
export const job = defineKind('Job', ['batch'], schema);

export const cronJob = defineKind(
  'CronJob',
  ['batch'],
  z
    .object({
      spec: z
        .object({
          jobTemplate: z.object({ spec: z.object({ template: podTemplate }).prefault({}) }).prefault({}),
        })
        .prefault({}),
    })
    .transform(({ spec: { jobTemplate } }) => ({
      ...describeTemplate(jobTemplate.spec.template, 'spec.jobTemplate.spec.template.spec'),
      conditions: [],
    })),
);
