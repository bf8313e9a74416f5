import { z } from 'zod';
import { conditions, text, texts } from './common.js';
import { defineKind } from './kind.js';

const clusterScoped = { clusterScoped: true };

const taint = z.object({ key: text, value: text.exactOptional(), effect: text });

const nodeSpec = z
  .object({
    unschedulable: z.boolean().default(false),
    taints: z.array(taint).default([]),
    podCIDR: text.exactOptional(),
    podCIDRs: texts,
  })
  .prefault({});

const nodeStatus = z
  .object({
    conditions,
    nodeInfo: z.object({ kubeletVersion: text.exactOptional() }).prefault({}),
    addresses: z.array(z.object({ type: text, address: text })).default([]),
  })
  .prefault({});

export const node = defineKind(
  'Node',
  [''],
  z.object({ spec: nodeSpec, status: nodeStatus }).transform(({ spec, status }) => {
    const { podCIDR, podCIDRs } = spec;
    const { kubeletVersion } = status.nodeInfo;
    const internalIP = status.addresses.find((address) => address.type === 'InternalIP')?.address;
    return {
      schedulable: !spec.unschedulable,
      ready: status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
      ...(kubeletVersion && { kubeletVersion }),
      ...(internalIP && { internalIP }),
      taints: spec.taints.map(({ key, value, effect }) => `${key}${value ? `=${value}` : ''}:${effect}`),
      podCIDRs: podCIDRs.length > 0 ? podCIDRs : podCIDR ? [podCIDR] : [],
      conditions: status.conditions,
    };
  }),
  clusterScoped,
);

export const namespace = defineKind(
  'Namespace',
  [''],
  z
    .object({ status: z.object({ phase: text.default('Active') }).prefault({}) })
    .transform(({ status }) => ({ phase: status.phase })),
  { ...clusterScoped, located: true },
);

const version = z.object({ name: text, served: z.boolean().default(true) });

/** The names of its versions; the schemas in it run to megabytes. */
export const customResourceDefinition = defineKind(
  'CustomResourceDefinition',
  ['apiextensions.k8s.io'],
  z
    .object({ spec: z.object({ version: text.exactOptional(), versions: z.array(version).default([]) }).prefault({}) })
    .transform(({ spec: { version, versions } }) => ({
      versions: [
        ...versions.flatMap(({ name, served }) => (served ? name : [])),
        // apiextensions.k8s.io/v1beta1 may have the one version only.
        ...(version !== undefined && versions.length === 0 ? [version] : []),
      ],
    })),
  clusterScoped,
);
