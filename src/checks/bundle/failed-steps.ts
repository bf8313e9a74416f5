import { mapNonEmpty } from '../../core/non-empty.js';
import { shorten } from '../../core/shorten.js';
import type { CaptureFailure } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { defineCheck } from '../check.js';

/** Failures that whoever takes the next bundle can prevent; what a cluster simply does not have is left to coverage. */
const causes = {
  forbidden: /forbidden|cannot list resource|cannot create resource|unauthorized|must be logged in/i,
  unreachable: /unable to connect to the server|i\/o timeout|connection refused|error dialing backend/i,
  unfinished: /did not finish|timed out|deadline exceeded|^timeout|etcdserver: request timed out/i,
  joined: /one namespace named/,
  clusters: /may come from two clusters/,
} as const;

type Cause = keyof typeof causes;

export const bundleFailedSteps = defineCheck({
  meta: {
    id: 'bundle/failed-steps',
    title: 'The capture got what it asked for',
    severity: 'info',
    basis: 'observed',
    why: 'What a refused or unfinished command would have brought is missing from this report: its checks say that they could not look.',
    fix: [
      {
        text: 'Let an account with the needed rights take the missing parts.',
        command: 'kubectl auth can-i --list',
        doc: 'https://kubernetes.io/docs/reference/access-authn-authz/rbac/',
      },
      {
        text: 'Up to istioctl 1.11 make the cluster the current context before bug-report, instead of giving --context.',
        command: 'kubectl config current-context',
      },
      {
        text: 'With istioctl 1.30 do not give bug-report several namespaces in one --include.',
        doc: 'https://istio.io/latest/docs/reference/commands/istioctl/',
      },
    ],
  },
  requires: ['capture'],
  messages: {
    forbidden: 'The account that took the bundle was not allowed to run {count} of its commands: {reason}',
    unreachable: '{count} commands of the capture did not reach the API server or a node: {reason}',
    unfinished: '{count} commands of the capture did not come to an end: {reason}',
    clusters: 'The bundle may hold two clusters as if they were one: {reason}',
    joined: 'istioctl asked kubectl for several namespaces as if they were one, and got empty lists: {reason}',
  },
  *run({ capture }) {
    const failures = capture.failures.flatMap((failure) => {
      const cause = failure.skipped ? undefined : causeOf(failure);
      return cause === undefined ? [] : { cause, failure };
    });
    for (const group of groupBy(failures, ({ cause }) => cause).values()) {
      const [{ cause, failure }] = group;
      yield {
        messageId: cause,
        args: { count: group.length, reason: shorten(`${failure.path ?? failure.step}: ${failure.reason}`) },
        subject: { kind: 'Bundle', name: 'capture' },
        ...((cause === 'joined' || cause === 'clusters') && { severity: 'warning' }),
        evidence: mapNonEmpty(group, (row) => ({
          ...row.failure.source,
          excerpt: shorten(`${row.failure.path ?? row.failure.step}: ${row.failure.reason}`),
          reconstructed: true,
        })),
      };
    }
  },
});

function causeOf({ reason }: CaptureFailure): Cause | undefined {
  return (Object.keys(causes) as Cause[]).find((cause) => causes[cause].test(reason));
}
