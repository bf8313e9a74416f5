import { at, quote, type Report } from '../report.js';
import { list, map, type Read, record, text } from '../schema.js';

const selectorValue = text({ max: 63 });

/** `selector` of security, telemetry and extension kinds, and `workloadSelector` of DestinationRules. */
export const matchLabels = record({ matchLabels: map(selectorValue, { max: 4096 }) });

/** `workloadSelector` of the older networking kinds. */
export const labelSelector = record({ labels: map(selectorValue, { max: 256 }) });

const group = /^(?:[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*)?$/;

export const targetRef = record(
  {
    group: text({ max: 253, pattern: group }),
    kind: text({ min: 1, max: 63, pattern: /^[a-zA-Z](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/ }),
    name: text({ min: 1, max: 253 }),
    namespace: text({ rule: (namespace) => (namespace === '' ? undefined : 'must not be set') }),
  },
  { required: ['kind', 'name'] },
);

export const targetRefs = list(targetRef, { max: 16 });

const targets: readonly string[] = [
  '/Service',
  'networking.istio.io/ServiceEntry',
  'gateway.networking.k8s.io/Gateway',
  'gateway.networking.k8s.io/GatewayClass',
];

interface Attached {
  selector?: Read<typeof matchLabels>;
  targetRef?: Read<typeof targetRef>;
  targetRefs?: Read<typeof targetRefs>;
}

/** The ways of kinds with `selector` and `targetRefs` to choose what they apply to. */
export function checkAttachment({ selector, targetRef, targetRefs = [] }: Attached, report: Report): void {
  const ways = [selector, targetRef, targetRefs.length > 0 ? targetRefs : undefined].filter((way) => way !== undefined);
  if (ways.length > 1) report.error('spec', 'can have only one of selector, targetRef and targetRefs');
  checkMatchLabels(selector, 'spec.selector', report);
  if (targetRef !== undefined) checkTargetRef(targetRef, 'spec.targetRef', report);
  for (const [index, reference] of targetRefs.entries()) checkTargetRef(reference, `spec.targetRefs[${index}]`, report);
}

function checkTargetRef(
  { group = '', kind = '', name, namespace }: Read<typeof targetRef>,
  field: string,
  report: Report,
): void {
  if (!name) report.error(at(field, 'name'), 'is required');
  if (namespace)
    report.error(at(field, 'namespace'), 'must not be set: a policy attaches to objects of its own namespace only');
  const isKnown = targets.includes(`${group === 'core' ? '' : group}/${kind}`);
  if (!isKnown)
    report.error(
      at(field, 'kind'),
      `${quote(group === '' ? kind : `${group}/${kind}`)} is nothing a policy attaches to`,
    );
}

export function checkMatchLabels(selector: Read<typeof matchLabels> | undefined, field: string, report: Report): void {
  if (selector === undefined) return;
  checkSelected(selector.matchLabels, at(field, 'matchLabels'), report);
  if (!selector.matchLabels?.size) report.warn(field, 'has no labels, so it selects everything');
}

export function checkLabelSelector(selector: Read<typeof labelSelector> | undefined, report: Report): void {
  if (selector === undefined) return;
  checkSelected(selector.labels, 'spec.workloadSelector.labels', report);
  if (!selector.labels?.size)
    report.warn('spec.workloadSelector', 'has no labels, so it selects everything in the namespace');
}

function checkSelected(labels: ReadonlyMap<string, string> | undefined, field: string, report: Report): void {
  for (const [key, value] of labels ?? []) {
    if (key === '') report.error(field, 'has an empty key');
    if (key.includes('*') || value.includes('*')) report.error(at(field, key), 'selectors know no wildcards');
  }
}
