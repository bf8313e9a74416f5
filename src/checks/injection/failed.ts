import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { KubernetesEvent, Workload } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

export const injectionFailed = defineCheck({
  meta: {
    id: 'injection/failed',
    title: 'The injection webhook answers',
    severity: 'error',
    basis: 'observed',
    why: 'When the API server cannot call the webhook no pod is created: the workload stays short of replicas, and no pod shows why.',
    fix: [
      {
        text: 'No endpoints: get istiod running. Timeout: let the API server reach istiod on port 15017 (firewall, host network). x509: let istiod patch the CA bundle of the webhook again.',
        command: 'kubectl get endpoints,pods -n istio-system',
        doc: 'https://istio.io/latest/docs/ops/common-problems/injection/',
      },
    ],
  },
  requires: ['events'],
  uses: ['workloads'],
  messages: {
    failed: 'No pod of {namespace}/{workload} could be created, because the injection webhook failed: {reason}',
    recovered:
      'Pods of {namespace}/{workload} could not be created for a while, because the injection webhook failed: {reason}',
  },
  *run({ events, workloads }) {
    const failures = events.flatMap((event) => failureOf(event) ?? []);
    for (const group of groupBy(failures, ({ event, workload }) => `${event.namespace}/${workload}`).values()) {
      const [first] = group;
      const { namespace } = first.event;
      const recovered = isComplete(namespace, first.workload, workloads ?? []);
      const times = group.flatMap(({ event }) => event.last ?? []).sort();
      yield {
        messageId: recovered ? 'recovered' : 'failed',
        args: { namespace, workload: first.workload, reason: first.reason },
        subject: workloadSubject({ namespace, workload: first.workload }),
        severity: recovered ? 'warning' : 'error',
        evidence: mapNonEmpty(group, ({ event }) => event.source),
        ...(times.length > 0 && { lastSeen: times.at(-1) ?? '' }),
      };
    }
  },
});

interface Failure {
  event: KubernetesEvent;
  workload: string;
  reason: string;
}

/** Since Kubernetes 1.13 `failed calling webhook "NAME": …`, before `failed calling admission webhook "NAME": …`. */
const webhookFailure = /failed calling (?:admission )?webhook "[^"]*sidecar-injector\.istio\.io": (.*)/s;

function failureOf(event: KubernetesEvent): Failure | undefined {
  const [, reason] = event.reason === 'FailedCreate' ? (webhookFailure.exec(event.message) ?? []) : [];
  return reason === undefined
    ? undefined
    : { event, workload: workloadOf(event.object), reason: shorten(lastCause(reason)) };
}

/** A Deployment creates its pods through a ReplicaSet, whose name ends in a hash of the template. */
function workloadOf({ kind, name }: KubernetesEvent['object']): string {
  return kind === 'ReplicaSet' ? name.replace(/-[a-z0-9]{1,10}$/, '') : name;
}

/** What follows the address called: `Post "https://istiod.istio-system.svc:443/inject?timeout=10s": no endpoints …`. */
function lastCause(reason: string): string {
  const [, cause] = /\?timeout=\w{1,10}"?: (.*)/s.exec(reason) ?? [];
  return cause ?? reason;
}

function isComplete(namespace: string, name: string, workloads: readonly Workload[]): boolean {
  const workload = workloads.find((candidate) => candidate.namespace === namespace && candidate.name === name);
  return workload?.replicas !== undefined && workload.readyReplicas === workload.replicas && workload.replicas > 0;
}
