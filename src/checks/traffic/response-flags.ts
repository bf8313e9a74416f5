import { citeField, type Evidence } from '../../core/evidence.js';
import { accessSignatures, titlesOf } from '../../core/log-signatures/index.js';
import { isNonEmpty } from '../../core/non-empty.js';
import type { ServiceEndpoints } from '../../model/facets.js';
import { callersOf } from '../../model/lookup/access-callers.js';
import { type AccessFailure, type AccessRow, accessFailures, namedReason } from '../../model/lookup/access-failures.js';
import { incidentOf } from '../../model/lookup/access-incident.js';
import { createNoiseFilter } from '../../model/lookup/access-noise.js';
import { behindAccessFailure, usedBehindAccess } from '../../model/lookup/behind/access-failure.js';
import { adviceFor, evidenceWith, saying, together } from '../../model/lookup/behind/behind.js';
import { justBefore } from '../../model/lookup/behind/just-before.js';
import { clusterTroubles, statisticsBehind } from '../../model/lookup/cluster-statistics.js';
import { ownerArgs } from '../../model/lookup/log-owner.js';
import { defineCheck } from '../check.js';

/** Groups lines by what their flags and reason mean and by destination, over the access logs of all proxies. */
export const trafficResponseFlags = defineCheck({
  meta: {
    id: 'traffic/response-flags',
    title: 'Access logs show no failed requests',
    severity: 'error',
    basis: 'observed',
    why: 'Envoy marks every request that it, or the connection, made fail with a flag that says who refused it. Answers of the application itself have none.',
    fix: [
      {
        text: 'Follow the advice for the flag; the lines name client, destination and endpoint.',
        command: 'istioctl proxy-config clusters deploy/{workload} -n {namespace}',
        doc: 'https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage',
      },
    ],
  },
  requires: ['proxyLogs', 'mesh'],
  uses: [...usedBehindAccess, 'endpoints', 'pods', 'proxyStats'],
  messages: titlesOf(accessSignatures),
  identity: ['destination', 'details'],
  applies({ proxyLogs }) {
    if (proxyLogs.some(({ access }) => access !== undefined)) return true;
    return 'no proxy in the bundle writes an access log';
  },
  *run(facets, { now }) {
    const { proxyLogs, mesh, proxyConfigs, virtualServices, endpoints, proxyStats = [] } = facets;
    const isNoise = createNoiseFilter({
      ...(proxyConfigs !== undefined && { proxyConfigs }),
      ...(virtualServices !== undefined && { virtualServices }),
    });
    const troubles = clusterTroubles(proxyStats, mesh, now, () => {});
    const readiness = (row: Pick<AccessRow, 'signature' | 'destination'>) => readinessOf(row, endpoints ?? []);
    const isConfirmed = (row: AccessRow) => readiness(row)?.ready === 0;
    for (const failure of accessFailures(proxyLogs, mesh, { isNoise, isConfirmed })) {
      const { signature, destination, subject, log, group, count, proxies, share, first, last } = failure;
      const confirmation = readiness(failure);
      const details = namedReason(signature, group);
      const counters = statisticsBehind(
        { signature: signature.id, host: destination.host ?? '' },
        proxyStats,
        troubles,
      );
      const behind = together(
        behindAccessFailure(failure, facets),
        isOutage(group.code, group.flags) ? justBefore(failure, facets) : undefined,
        counters.length === 0 ? undefined : saying('Statistics of proxies count the same failure.', counters),
      );
      const incident = incidentOf(failure, callersOf(failure.rows, facets));
      const evidence = [...failure.samples, ...(confirmation === undefined ? [] : [confirmation.evidence])];
      if (!isNonEmpty(evidence)) continue;
      yield {
        messageId: signature.id,
        args: {
          destination: destination.text,
          ...(destination.host !== undefined && { host: destination.host }),
          ...ownerArgs(log),
          flags: group.flags,
          code: group.code,
          ...(details !== undefined && { details }),
          count,
          proxies,
          ...incident.args,
        },
        subject,
        severity: severityOf(failure, confirmation?.ready === 0),
        detail: [
          signature.why,
          ...(confirmation === undefined ? [] : [confirmation.text]),
          ...(behind === undefined ? [] : [behind.text]),
          `Seen ${count === 1 ? 'once' : `${count} times`} by ${proxies === 1 ? 'one proxy' : `${proxies} proxies`}, in ${percent(share)} of the lines of one.`,
          ...incident.sentences,
        ].join(' '),
        fix: adviceFor(signature.fix, behind),
        evidence: evidenceWith(evidence, behind),
        ...(first !== undefined && { firstSeen: first }),
        ...(last !== undefined && { lastSeen: last }),
      };
    }
  },
});

/** Failures that a restart or a push brings: the server is gone, or is not where the proxy looks for it. */
function isOutage(code: number, flags: string): boolean {
  return code === 503 || code === 504 || /^(?:UF|UH|UC|UR|URX|NC|UT)/.test(flags);
}

/** Many failures that are still a small share are trouble, not an outage. */
function severityOf({ signature, share }: AccessFailure, confirmed: boolean) {
  return signature.severity === 'error' && share < 0.01 && !confirmed ? 'warning' : signature.severity;
}

/** For "no healthy endpoint": the ready endpoints of the service, as Kubernetes sees them. */
function readinessOf(
  { signature, destination: { service } }: Pick<AccessRow, 'signature' | 'destination'>,
  endpoints: readonly ServiceEndpoints[],
): { ready: number; text: string; evidence: Evidence } | undefined {
  if (signature.id !== 'al-uh' || service === undefined) return undefined;
  const found = endpoints.find((entry) => entry.namespace === service.namespace && entry.service === service.name);
  if (found === undefined) return undefined;
  const ready = found.addresses.filter((address) => address.ready).length;
  const text =
    ready === 0
      ? 'Kubernetes has no ready endpoint for the service either.'
      : `Kubernetes has ${ready} ready endpoints for the service: look at subsets and outlier detection, or at the time of the lines.`;
  return { ready, text, evidence: citeField(found.source, 'endpoints', `${ready} of ${found.addresses.length} ready`) };
}

function percent(share: number): string {
  return share < 0.01 ? 'less than 1 %' : `up to ${Math.round(share * 100)} %`;
}
