import { checkCors, corsPolicy } from '../parts/cors.js';
import { checkDestination, checkDestinations, destination } from '../parts/destination.js';
import { checkFault, fault, percentage } from '../parts/fault.js';
import { checkHeaders, headers } from '../parts/header-operations.js';
import { checkRetries, retries } from '../parts/retries.js';
import {
  checkDirectResponse,
  checkRedirect,
  checkRewrite,
  directResponse,
  redirect,
  rewrite,
} from '../parts/route-actions.js';
import { checkHttpMatch, httpMatch } from '../parts/route-match.js';
import { at, type Report } from '../report.js';
import { duration, int32, list, type Read, record, text, uint32, wrapped } from '../schema.js';
import { isAuthority } from '../values/headers.js';

/** Istio 0.8 and 1.0, replaced by `headers`. */
const oldHeaders = [
  'appendHeaders',
  'appendRequestHeaders',
  'removeRequestHeaders',
  'appendResponseHeaders',
  'removeResponseHeaders',
] as const;

const routeDestination = record(
  { destination, weight: int32(), headers },
  { required: ['destination'], retired: oldHeaders },
);

export const httpRoute = record(
  {
    name: text(),
    match: list(httpMatch),
    route: list(routeDestination),
    redirect,
    directResponse,
    delegate: record({ name: text(), namespace: text() }),
    rewrite,
    timeout: duration,
    retries,
    fault,
    mirror: destination,
    mirrors: list(record({ destination, percentage }, { required: ['destination'] })),
    mirrorPercent: wrapped(uint32()),
    mirrorPercentage: percentage,
    corsPolicy,
    headers,
  },
  { underscored: ['mirrorPercent'], retired: [...oldHeaders, 'websocketUpgrade'] },
);

export type HttpRoute = Read<typeof httpRoute>;

/** `isDelegate`: of a VirtualService without hosts, which others refer to. */
export function checkHttpRoute(route: HttpRoute, field: string, isDelegate: boolean, report: Report): void {
  // istiod forgets the warnings about matches and faults.
  const onlyErrors: Report = { ...report, warn: () => {} };
  checkAction(route, field, isDelegate, report);
  const { match = [], route: destinations = [] } = route;
  for (const [index, request] of match.entries()) checkHttpMatch(request, at(`${field}.match`, index), onlyErrors);
  checkHeaders(route.headers, `${field}.headers`, report);
  checkCors(route.corsPolicy, `${field}.corsPolicy`, report);
  checkFault(route.fault, `${field}.fault`, onlyErrors);
  checkMirrors(route, field, report);
  checkRedirect(route.redirect, match, `${field}.redirect`, report);
  checkDirectResponse(route.directResponse, `${field}.directResponse`, report);
  checkRetries(route.retries, `${field}.retries`, report);
  checkRewrite(route.rewrite, `${field}.rewrite`, report);
  checkAuthority(route, field, report);
  for (const [index, { headers }] of destinations.entries())
    checkHeaders(headers, `${field}.route[${index}].headers`, report);
  checkDestinations(destinations, `${field}.route`, report);
}

/** What happens to a request is one thing only: it is routed, redirected, answered or delegated. */
function checkAction(route: HttpRoute, field: string, isDelegate: boolean, report: Report): void {
  const { redirect, directResponse, delegate, mirror, mirrors } = route;
  if (delegate !== undefined && !isDelegate) {
    for (const name of ['redirect', 'route'] as const) {
      if (route[name] !== undefined) report.error(at(field, name), 'cannot stand beside delegate');
    }
    return;
  }
  if (delegate !== undefined)
    report.error(`${field}.delegate`, 'cannot stand in a VirtualService that is a delegate itself');
  const action = redirect !== undefined ? 'redirect' : directResponse !== undefined ? 'directResponse' : 'route';
  if (action === 'route') {
    if (route.route === undefined) report.error(field, 'must have a route, redirect or directResponse');
  } else {
    for (const name of ['route', 'fault', 'rewrite', 'directResponse'] as const) {
      if (name !== action && route[name] !== undefined) report.error(at(field, name), `cannot stand beside ${action}`);
    }
  }
  if (mirror !== undefined && mirrors !== undefined) report.error(field, 'can have only one of mirror and mirrors');
}

function checkMirrors(
  { mirror, mirrors = [], mirrorPercent, mirrorPercentage }: HttpRoute,
  field: string,
  report: Report,
): void {
  checkDestination(mirror, `${field}.mirror`, report);
  if (mirrorPercent !== undefined) {
    report.warn(`${field}.mirrorPercent`, 'is deprecated: mirrorPercentage replaces it');
    if (mirrorPercent > 100) report.error(`${field}.mirrorPercent`, `${mirrorPercent} is more than 100`);
  }
  checkShare(mirrorPercentage?.value, `${field}.mirrorPercentage.value`, report);
  for (const [index, { destination, percentage }] of mirrors.entries()) {
    const here = at(`${field}.mirrors`, index);
    if (destination === undefined) {
      report.error(`${here}.destination`, 'is required');
      continue;
    }
    checkDestination(destination, `${here}.destination`, report);
    checkShare(percentage?.value, `${here}.percentage.value`, report);
  }
}

function checkShare(percent: number | undefined, field: string, report: Report): void {
  if (percent !== undefined && (percent < 0 || percent > 100))
    report.error(field, `${percent} is not between 0 and 100`);
}

function checkAuthority({ rewrite, headers }: HttpRoute, field: string, report: Report): void {
  const changes = [...(headers?.request?.set ?? []), ...(headers?.request?.add ?? [])].filter(
    ([name, value]) => isAuthority(name) && value !== '',
  );
  if (changes.length + (rewrite?.authority ? 1 : 0) > 1) report.error(field, 'sets the authority more than once');
}
