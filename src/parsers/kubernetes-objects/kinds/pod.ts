import { z } from 'zod';
import { conditions, text, texts } from './common.js';
import { type ContainerStatus, container, containerStatus, type DeclaredContainer } from './container.js';
import { defineKind } from './kind.js';

const statuses = z.array(containerStatus).default([]);

const spec = z
  .object({
    containers: z.array(container).default([]),
    initContainers: z.array(container).default([]),
    nodeName: text.exactOptional(),
    hostNetwork: z.boolean().default(false),
    dnsPolicy: text.default('ClusterFirst'),
    dnsConfig: z
      .object({
        nameservers: texts,
        searches: texts,
        options: z.array(z.object({ name: text, value: text.exactOptional() })).default([]),
      })
      .exactOptional(),
    serviceAccountName: text.exactOptional(),
    securityContext: z.object({ runAsUser: z.number().exactOptional() }).exactOptional(),
  })
  .prefault({});

const status = z
  .object({
    phase: text.exactOptional(),
    reason: text.exactOptional(),
    message: text.exactOptional(),
    podIP: text.exactOptional(),
    podIPs: z.array(z.object({ ip: text })).default([]),
    startTime: text.exactOptional(),
    conditions,
    containerStatuses: statuses,
    initContainerStatuses: statuses,
  })
  .prefault({});

/** Joins what was declared with what the kubelet saw of it. */
function joined(declared: DeclaredContainer, seen: readonly ContainerStatus[]) {
  return { ...declared, ...seen.find((status) => status.name === declared.name) };
}

export const pod = defineKind(
  'Pod',
  [''],
  z.object({ spec, status }).transform(({ spec, status }) => {
    const { phase, reason, message, podIP, podIPs, startTime } = status;
    const ndots = spec.dnsConfig?.options.find((option) => option.name === 'ndots')?.value;
    return {
      ...(phase && { phase }),
      ...(reason && { reason }),
      ...(message && { message }),
      ips: podIPs.length > 0 ? podIPs.map(({ ip }) => ip) : podIP ? [podIP] : [],
      ...(spec.nodeName && { node: spec.nodeName }),
      hostNetwork: spec.hostNetwork,
      dnsPolicy: spec.dnsPolicy,
      ...(spec.dnsConfig && {
        dnsConfig: {
          nameservers: spec.dnsConfig.nameservers,
          searches: spec.dnsConfig.searches,
          ...(ndots && /^\d{1,2}$/.test(ndots) && { ndots: Number(ndots) }),
        },
      }),
      ...(spec.securityContext?.runAsUser !== undefined && { runAsUser: spec.securityContext.runAsUser }),
      ...(spec.serviceAccountName && { serviceAccount: spec.serviceAccountName }),
      conditions: status.conditions,
      ...(startTime && { startTime }),
      containers: [
        ...spec.initContainers.map((init) => joined(init, status.initContainerStatuses)),
        ...spec.containers.map((app) => ({ ...joined(app, status.containerStatuses), kind: 'app' as const })),
      ],
    };
  }),
);
