import { z } from 'zod';
import { quantityIn } from '../../support/quantity.js';
import { count, portNumber, text, texts } from './common.js';
import { softBlock, softText } from './soft.js';

// Pods are most of what a bundle holds: the transforms here name their fields instead of spreading the rest, which V8 does slowly.

const containerPort = z
  .object({ name: text.exactOptional(), containerPort: portNumber, protocol: text.default('TCP') })
  .transform(({ name, containerPort: port, protocol }) => ({ port, protocol, ...(name !== undefined && { name }) }));

/** Variables that configure Istio's own components. Values of all others may be secrets. */
const istioVariable =
  /^(?:ISTIO_META_\w+|PILOT_\w+|PROXY_CONFIG|CA_ADDR|CA_PROVIDER|DISCOVERY_ADDRESS|TRUST_DOMAIN|REVISION|CLUSTER_ID|ENABLE_NATIVE_SIDECARS|EXIT_ON_ZERO_ACTIVE_CONNECTIONS|MINIMUM_DRAIN_DURATION|JWT_POLICY|VALIDATION_WEBHOOK_CONFIG_NAME|INJECTION_WEBHOOK_CONFIG_NAME|CLOUD_PLATFORM|BLOCKED_CIDRS_IN_JWKS_URIS)$/;

const env = z
  .array(z.object({ name: text, value: text.exactOptional() }))
  .default([])
  .transform((variables) => {
    const kept = new Map<string, string>();
    for (const { name, value } of variables) {
      // PROXY_CONFIG may carry the access token of a tracing provider.
      if (value !== undefined && istioVariable.test(name) && !value.includes('accessToken')) kept.set(name, value);
    }
    return kept;
  });

const securityContext = z
  .object({ runAsUser: z.number().exactOptional(), capabilities: z.object({ add: texts }).exactOptional() })
  .default({});

const quantity = z.union([text, z.number()]).optional().catch(undefined);
const resources = softBlock(z.object({ limits: softBlock(z.object({ cpu: quantity, memory: quantity })) }));

/** In CPUs and bytes. */
function limitsIn(declared: z.output<typeof resources>) {
  const cpu = quantityIn(declared?.limits?.cpu);
  const memory = quantityIn(declared?.limits?.memory);
  if (cpu === undefined && memory === undefined) return undefined;
  return { ...(cpu !== undefined && { cpu }), ...(memory !== undefined && { memory }) };
}

const probedPort = z.union([portNumber, text]).optional().catch(undefined);

/** A probe that the kubelet sends over the network; commands are none. */
const probe = softBlock(
  z.object({
    httpGet: softBlock(z.object({ port: probedPort, path: softText })),
    grpc: softBlock(z.object({ port: probedPort })),
    tcpSocket: softBlock(z.object({ port: probedPort })),
  }),
);

const probeNames = ['livenessProbe', 'readinessProbe', 'startupProbe'] as const;
type DeclaredProbes = { [P in (typeof probeNames)[number]]?: z.output<typeof probe> | undefined };

function networkProbes(declared: DeclaredProbes) {
  return probeNames.flatMap((name) => {
    const { httpGet, grpc, tcpSocket } = declared[name] ?? {};
    const [kind, port] = httpGet
      ? (['http', httpGet.port] as const)
      : grpc
        ? (['grpc', grpc.port] as const)
        : (['tcp', tcpSocket?.port] as const);
    if (port === undefined) return [];
    return [{ name, kind, port, ...(httpGet?.path !== undefined && { path: httpGet.path }) }];
  });
}

/** A container as the pod's spec declares it; its kind is right for init containers. */
export const container = z
  .object({
    name: text,
    // Manifests leave it out where another tool fills it in.
    image: text.default(''),
    ports: z.array(containerPort).default([]),
    args: texts,
    env,
    resources,
    securityContext,
    livenessProbe: probe,
    readinessProbe: probe,
    startupProbe: probe,
    restartPolicy: text.exactOptional(),
  })
  .transform((declared) => {
    const { name, image, ports, args, env, securityContext, restartPolicy, readinessProbe } = declared;
    const probes = networkProbes(declared);
    const limits = limitsIn(declared.resources);
    return {
      name,
      image,
      ports,
      args,
      env,
      ...(securityContext.runAsUser !== undefined && { runAsUser: securityContext.runAsUser }),
      capabilities: (securityContext.capabilities?.add ?? []).map((capability) => capability.replace(/^CAP_/, '')),
      hasReadinessProbe: readinessProbe !== undefined,
      ...(probes.length > 0 && { probes }),
      ...(limits !== undefined && { limits }),
      // A native sidecar is an init container that restarts for ever (Kubernetes 1.28).
      kind: restartPolicy === 'Always' ? ('sidecar' as const) : ('init' as const),
    };
  });

/** A container as a pod template declares it: no status will be joined with it. */
export const templateContainer = z
  .object({
    name: text.default(''),
    image: text.exactOptional(),
    ports: z.array(containerPort).default([]),
    env,
    securityContext: z.object({ runAsUser: z.number().exactOptional() }).default({}),
  })
  .transform(({ name, image, ports, env, securityContext: { runAsUser } }) => ({
    name,
    ports,
    env,
    ...(image !== undefined && { image }),
    ...(runAsUser !== undefined && { runAsUser }),
  }));

const reason = text.exactOptional();
const message = text.exactOptional();
const time = text.exactOptional();

const running = z.object({ startedAt: time });
const waiting = z.object({ reason, message });
const terminated = z.object({
  exitCode: z.number(),
  signal: z.number().exactOptional(),
  reason,
  message,
  startedAt: time,
  finishedAt: time,
});

const state = z
  .object({
    running: running.exactOptional(),
    waiting: waiting.exactOptional(),
    terminated: terminated.exactOptional(),
  })
  .transform(({ running, waiting, terminated }) => {
    if (running) return { state: 'running' as const, ...(running.startedAt && { started: running.startedAt }) };
    if (waiting) return { state: 'waiting' as const, ...waiting };
    return terminated && describeEnd(terminated);
  });

function describeEnd({ exitCode, signal, reason, message, startedAt, finishedAt }: z.output<typeof terminated>) {
  return {
    state: 'terminated' as const,
    exitCode,
    ...(signal && { signal }),
    ...(reason && { reason }),
    ...(message && { message }),
    ...(startedAt && { started: startedAt }),
    ...(finishedAt && { finished: finishedAt }),
  };
}

/** A container as the kubelet last saw it. */
export const containerStatus = z
  .object({
    name: text,
    ready: z.boolean(),
    started: z.boolean().exactOptional(),
    restartCount: count.default(0),
    state: state.exactOptional(),
    lastState: state.exactOptional(),
  })
  .transform(({ name, ready, started, restartCount, state, lastState }) => ({
    name,
    ready,
    restarts: restartCount,
    ...(started !== undefined && { started }),
    ...(state && { state }),
    ...(lastState?.state === 'terminated' && { lastTermination: lastState }),
  }));

export type DeclaredContainer = z.output<typeof container>;
export type ContainerStatus = z.output<typeof containerStatus>;
