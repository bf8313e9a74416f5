import { parseIp } from '../core/ip.js';
import type { PodSpec, Ztunnel } from '../model/facets.js';
import type { ZtunnelWorkload } from '../parsers/ztunnel/artifact.js';
import { convertedPeerAuthentication, policyConditions } from '../ztunnel/conditions.js';
import { decideInbound, isCheckedByZtunnel } from '../ztunnel/inbound.js';
import { identityOf, workloadAt } from '../ztunnel/lookup.js';
import { ztunnelState } from '../ztunnel/state.js';
import { toApplication } from './application.js';
import type { Payload } from './payload.js';
import { podName, type TraceSources } from './sources.js';
import { type Ended, failed, step, unknown, type Walk } from './walk.js';

/** The ztunnel on the node of a pod, and what it knows of the pod. */
export function ztunnelOf(
  pod: PodSpec,
  sources: TraceSources,
): { ztunnel: Ztunnel; workload: ZtunnelWorkload | undefined } | undefined {
  const ztunnel = sources.ztunnelOn(pod.node);
  if (ztunnel === undefined) return undefined;
  const own = ztunnel.workloads?.find(({ namespace, name }) => namespace === pod.namespace && name === pod.name);
  return { ztunnel, workload: own ?? byAddress(ztunnel, pod) };
}

function byAddress(ztunnel: Ztunnel, { ips }: PodSpec): ZtunnelWorkload | undefined {
  const ip = parseIp(ips[0] ?? '');
  return ip === undefined ? undefined : workloadAt(ztunnelState(ztunnel), '', ip);
}

/** A connection for a workload of an ambient mesh: in a tunnel, with the identity of `source`, or in plain text. */
export interface IntoZtunnel {
  pod: PodSpec;
  ip: string;
  port: number;
  payload: Payload;
  source?: PodSpec;
  isTunnelled: boolean;
  hops: number;
}

/** The ztunnel of the destination's node checks policies and hands the connection to the workload. */
export function intoZtunnel(
  walk: Walk,
  { pod, ip, port, payload, source, isTunnelled }: IntoZtunnel,
  sources: TraceSources,
): Ended[] {
  const at = podName(pod);
  const found = ztunnelOf(pod, sources);
  if (found === undefined)
    return unknown(walk, { stage: 'ztunnel', at, text: `no dump of the ztunnel on node ${pod.node ?? '(unknown)'}` });
  const { ztunnel, workload } = found;
  if (workload === undefined)
    return unknown(walk, {
      stage: 'ztunnel',
      at,
      text: 'the ztunnel of the node does not know the workload',
      evidence: [ztunnel.source],
    });
  if (!isCheckedByZtunnel(workload)) return toApplication(walk, pod, { ip, port }, payload, sources);
  const caller = source === undefined ? undefined : ztunnelOf(source, sources)?.workload;
  const domain = sources.mesh.trustDomain ?? 'cluster.local';
  const identity =
    caller === undefined
      ? source && `${domain}/ns/${source.namespace}/sa/${source.serviceAccount ?? 'default'}`
      : identityOf(caller);
  const principal = isTunnelled ? identity : 'none';
  const decision = decideInbound(ztunnel, workload, {
    destinationIp: ip,
    destinationPort: port,
    ...(source?.ips[0] !== undefined && { sourceIp: source.ips[0] }),
    ...(principal !== undefined && { principal }),
  });
  const evidence = [ztunnel.source];
  if (decision.decision === 'unknown')
    return unknown(walk, {
      stage: 'authorization',
      at,
      text:
        decision.policy === undefined
          ? 'the policies of the ztunnel were not captured'
          : `policy ${decision.policy} depends on what is not known`,
      evidence,
    });
  if (decision.decision === 'deny') {
    const [condition] = policyConditions(decision, () => 'unknown');
    const policy = decision.applied.find(({ namespace, name }) => `${namespace}/${name}` === decision.policy);
    const strict = policy === undefined ? undefined : convertedPeerAuthentication(policy);
    const because =
      strict !== undefined
        ? 'mutual TLS is required, and the call comes in plain text'
        : decision.policy === undefined
          ? 'no ALLOW policy allows the call'
          : `denied by ${decision.policy}`;
    return failed(
      walk,
      {
        stage: 'authorization',
        at,
        text: because,
        condition: strict !== undefined ? 'MTLS_MISMATCH' : (condition?.condition ?? 'AUTHZ_DENIED'),
        ...(decision.policy !== undefined && { chosen: { policy: decision.policy } }),
        evidence,
      },
      { details: 'connection closed due to policy rejection', text: 'the connection is reset' },
    );
  }
  const allowed = step(walk, {
    stage: 'authorization',
    status: 'matched',
    at,
    text: decision.policy === undefined ? 'no policy restricts the call' : `allowed by ${decision.policy}`,
    ...(decision.policy !== undefined && { chosen: { policy: decision.policy } }),
    evidence,
  });
  return toApplication(allowed, pod, { ip, port }, payload, sources);
}
