import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import type { VirtualService } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { oldestMinor } from '../../model/lookup/istio-version.js';
import { defineCheck } from '../check.js';

interface OldField {
  /** What replaces it; absent: nothing is needed. */
  now?: string;
  /** Minor number of the release that brought the replacement. */
  since: number;
  /** Minor number of the first release that does not read it any more. */
  gone?: number;
  /** istioctl analyze reports it in some release. */
  isReported?: true;
}

const headers = (now: string): OldField => ({ now, since: 1, gone: 5, isReported: true });

/** Fields of http routes, from networking/v1alpha3/virtual_service.proto of Istio 1.0 to 1.30. */
const oldFields: ReadonlyMap<string, OldField> = new Map([
  ['fault.delay.percent', { now: 'fault.delay.percentage.value', since: 1, isReported: true }],
  ['fault.abort.percent', { now: 'fault.abort.percentage.value', since: 1, gone: 6, isReported: true }],
  ['appendHeaders', headers('headers.request.add')],
  ['appendRequestHeaders', headers('headers.request.add')],
  ['removeRequestHeaders', headers('headers.request.remove')],
  ['appendResponseHeaders', headers('headers.response.add')],
  ['removeResponseHeaders', headers('headers.response.remove')],
  ['websocketUpgrade', { since: 0, gone: 5, isReported: true }],
  ['corsPolicy.allowOrigin', { now: 'corsPolicy.allowOrigins', since: 5 }],
]);

export const configurationDeprecatedRouteField = defineCheck({
  meta: {
    id: 'configuration/deprecated-route-field',
    title: 'VirtualServices use fields that Istio still wants',
    severity: 'warning',
    basis: 'declared',
    why: 'Fields that were replaced go away: newer releases ignore them, and what they set is then not in force.',
    fix: [
      {
        text: 'Use the field that replaces it.',
        command: 'kubectl get virtualservice -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/virtual-service/',
      },
    ],
    codes: ['IST0002', 'IST0004'],
    decides:
      'A table of the fields of Istio 1.0 with the release that replaced each and the one that dropped it, held against the oldest control plane, or against today where none is known.',
    falsePositives: [
      'Silent while the oldest control plane does not have the replacement.',
      'mirrorPercent and names of gateways with dots are part of the admission rules (IST0133).',
    ],
  },
  requires: ['virtualServices', 'mesh'],
  messages: {
    replaced: 'VirtualService {namespace}/{name} uses {field}, which is deprecated: {now} replaces it',
    needless: 'VirtualService {namespace}/{name} uses {field}, which is deprecated and not needed',
    gone: 'VirtualService {namespace}/{name} uses {field}, which Istio does not read any more since 1.{gone}: use {now}',
  },
  identity: ['field'],
  *run({ virtualServices, mesh }) {
    const minor = oldestMinor(mesh);
    for (const virtualService of virtualServices) {
      const { namespace, name, source } = virtualService;
      for (const [field, uses] of groupBy(oldFieldsOf(virtualService), (use) => use.field)) {
        const { now, since, gone, isReported } = oldFields.get(field) ?? { since: 0 };
        if (minor !== undefined && minor < since) continue;
        const isGone = gone !== undefined && now !== undefined && (minor ?? 99) >= gone;
        yield {
          messageId: isGone ? 'gone' : now === undefined ? 'needless' : 'replaced',
          args: { namespace, name, field, ...(now !== undefined && { now }), ...(isGone && { gone }) },
          subject: { kind: 'VirtualService', namespace, name },
          ...(isReported ? { aliases: ['IST0002'] } : { severity: 'info' as const }),
          evidence: mapNonEmpty(uses, ({ route, place }) => citeField(source, `${route}.${place}`, '(set)')),
        };
      }
    }
  },
});

/** `place` is below the route: `appendHeaders`, `route[0].appendRequestHeaders`. */
function oldFieldsOf({ spec }: VirtualService): readonly { route: string; place: string; field: string }[] {
  return spec.routes.flatMap(({ field: route, deprecated = [], fault }) =>
    [
      ...(fault?.usesDelayPercent ? ['fault.delay.percent'] : []),
      ...(fault?.usesAbortPercent ? ['fault.abort.percent'] : []),
      ...deprecated,
    ].flatMap((place) => {
      const field = place.startsWith('route[') ? place.slice(place.indexOf('.') + 1) : place;
      return oldFields.has(field) ? [{ route, place, field }] : [];
    }),
  );
}
