import { citeField } from '../../../core/evidence.js';
import type { DestinationRule, Facets, TrafficPolicy, VirtualService, VirtualServiceRoute } from '../../facets.js';
import { findServices, fullHost, isExportedTo, serviceNamed } from '../hosts.js';
import { podsOfService } from '../selected.js';
import { matchesLabels } from '../selector.js';
import { type Behind, citing, inWords, nameOf, together } from './behind.js';
import { rulesOfClient, settingOf, type Target } from './client-rules.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<
    Pick<
      Facets,
      'destinationRules' | 'virtualServices' | 'namespaces' | 'meshConfig' | 'serviceSpecs' | 'podSpecs' | 'endpoints'
    >
  >;

/** No healthy endpoint: the subset that has none, and outlier detection, which ejects them. */
export function behindNoEndpoint(target: Target, known: Known): Behind | undefined {
  const rules = rulesOfClient(target, known);
  const ejecting = rules.flatMap((rule) => {
    const setting = settingOf(rule, 'outlierDetection', target);
    return setting === undefined ? [] : [{ object: rule, ...citedSetting(rule, setting, outlierInWords) }];
  });
  return together(
    ...rules.map((rule) => emptySubset(rule, target, known)),
    citing(ejecting, (names) => `${names} may have ejected endpoints: outlierDetection ${ejecting[0]?.shown ?? ''}.`),
  );
}

/** The circuit breaker: connectionPool of the DestinationRule. */
export function behindOverflow(target: Target, known: Known): Behind | undefined {
  const limiting = rulesOfClient(target, known).flatMap((rule) => {
    const setting = settingOf(rule, 'connectionPool', target);
    return setting === undefined ? [] : [{ object: rule, ...citedSetting(rule, setting, poolInWords) }];
  });
  return citing(limiting, (names) => `The limit is connectionPool of ${names}${limiting[0]?.shown ?? ''}.`);
}

/** Timeouts of the routes that send to the host. */
export function behindTimeout(target: Target, known: Known): Behind | undefined {
  const limited = routesTo(target, known).flatMap(({ virtualService, route }) => {
    const { timeout, retries } = route;
    const perTry = retries?.perTryTimeout;
    const [value, field] = timeout === undefined ? [perTry, 'retries.perTryTimeout'] : [timeout, 'timeout'];
    if (value === undefined || isZero(value)) return [];
    return [
      { object: virtualService, evidence: citeField(virtualService.source, `${route.field}.${field}`, value), value },
    ];
  });
  const values = [...new Set(limited.map(({ value }) => value))];
  return citing(limited, (names) => `The timeout is that of ${names} (${values.slice(0, 3).join(', ')}).`);
}

/** Retries of the routes that send to the host. */
export function behindRetries(target: Target, known: Known): Behind | undefined {
  const retried = routesTo(target, known).flatMap(({ virtualService, route: { retries, field } }) => {
    if (retries === undefined || retries.attempts === 0) return [];
    const { attempts, retryOn } = retries;
    const shown = `${attempts ?? 'default'} attempts${retryOn === undefined ? '' : ` on ${retryOn}`}`;
    return [{ object: virtualService, evidence: citeField(virtualService.source, `${field}.retries`, shown), shown }];
  });
  return citing(retried, (names) => `Retries are set by ${names} (${retried[0]?.shown ?? ''}).`);
}

function routesTo({ host, subset, client }: Target, { virtualServices = [], mesh }: Known) {
  return virtualServices.flatMap((virtualService: VirtualService) => {
    const { namespace, spec } = virtualService;
    if (client !== undefined && !isExportedTo(spec.exportTo, namespace, client)) return [];
    const leads = ({ protocol, destinations }: VirtualServiceRoute) =>
      protocol === 'http' &&
      destinations.some((one) => fullHost(one.host, namespace, mesh) === host && one.subset === subset);
    return spec.routes.filter(leads).map((route) => ({ virtualService, route }));
  });
}

/** The subset of the rule selects none of the pods that the service has. */
function emptySubset(rule: DestinationRule, { host, subset }: Target, known: Known): Behind | undefined {
  const { serviceSpecs = [], podSpecs, mesh } = known;
  const named = serviceNamed(host, mesh);
  const index = rule.spec.subsets.findIndex(({ name }) => name === subset);
  const found = rule.spec.subsets[index];
  if (found === undefined || named === undefined || podSpecs === undefined) return undefined;
  const pods = findServices(serviceSpecs, named).flatMap((service) => podsOfService(podSpecs, service));
  if (pods.length === 0 || pods.some(({ labels }) => matchesLabels(found.labels, labels))) return undefined;
  const labels = [...found.labels].map(([key, value]) => `${key}=${value}`).join(',');
  return {
    text: `Subset ${subset} of ${inWords(rule)} selects ${labels}, which none of the pods of the service carries.`,
    evidence: [citeField(rule.source, `${found.field ?? `spec.subsets[${index}]`}.labels`, labels)],
    objects: [nameOf(rule)],
  };
}

function citedSetting<V>(
  rule: DestinationRule,
  { value, field }: { value: V; field: string },
  words: (v: V) => string,
) {
  const shown = words(value);
  return { evidence: citeField(rule.source, field, value), shown };
}

function outlierInWords(value: NonNullable<TrafficPolicy['outlierDetection']>): string {
  const shown = Object.entries(value).map(([key, text]) => `${key} ${text}`);
  return shown.length === 0 ? 'with the defaults' : shown.slice(0, 4).join(', ');
}

function poolInWords({
  maxConnections,
  http1MaxPendingRequests,
}: NonNullable<TrafficPolicy['connectionPool']>): string {
  const shown = [
    ...(maxConnections === undefined ? [] : [`maxConnections ${maxConnections}`]),
    ...(http1MaxPendingRequests === undefined ? [] : [`http1MaxPendingRequests ${http1MaxPendingRequests}`]),
  ];
  return shown.length === 0 ? '' : ` (${shown.join(', ')})`;
}

/** `0s` switches the timeout off. */
function isZero(duration: string): boolean {
  return /^0(?:ns|us|ms|s|m|h)?$/.test(duration);
}
