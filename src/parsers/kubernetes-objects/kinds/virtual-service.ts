import { z } from 'zod';
import { defineKind } from './kind.js';
import {
  block,
  compact,
  items,
  presence,
  softBlock,
  softFlag,
  softNumber,
  softPort,
  softText,
  softTextMap,
  softTexts,
} from './soft.js';
import { sortedJson } from './sorted-json.js';

export const networking = ['networking.istio.io'] as const;

const destination = z
  .object({ host: softText, subset: softText, port: block(z.object({ number: softPort })) })
  .transform(({ host, subset, port }) => compact({ host, subset, port: port.number }));

type Destination = z.output<typeof destination>;

/** Fields of Istio 1.0 to 1.4 that destinations of a route had too. */
const deprecatedHeaders = [
  'appendRequestHeaders',
  'removeRequestHeaders',
  'appendResponseHeaders',
  'removeResponseHeaders',
] as const;

const weighted = z.object({
  destination: block(destination),
  weight: softNumber,
  ...presences(deprecatedHeaders),
});

const stringMatch = z
  .object({ exact: softText, prefix: softText, regex: softText })
  .transform(({ exact, prefix, regex }) => {
    if (exact !== undefined) return { kind: 'exact' as const, value: exact };
    if (prefix !== undefined) return { kind: 'prefix' as const, value: prefix };
    if (regex !== undefined) return { kind: 'regex' as const, value: regex };
    return { kind: 'any' as const, value: '' };
  });
const softMatch = softBlock(stringMatch);
const stringMatches = z
  .record(z.string(), stringMatch.catch({ kind: 'any', value: '' }))
  .default({})
  .catch({})
  .transform((record) => new Map(Object.entries(record)));

const matchFields = z
  .object({
    name: softText,
    uri: softMatch,
    ignoreUriCase: softFlag,
    scheme: softMatch,
    method: softMatch,
    authority: softMatch,
    headers: stringMatches,
    withoutHeaders: stringMatches,
    queryParams: stringMatches,
    port: softPort,
    sourceLabels: softTextMap,
    sourceNamespace: softText,
    gateways: softTexts,
    sniHosts: softTexts,
    destinationSubnets: softTexts,
  })
  .transform(({ ignoreUriCase, ...rest }) => compact({ ...rest, ignoreUriCase: ignoreUriCase === true || undefined }));

/** The object as written stands beside what is read of it: two matches are equal when all of their fields are. */
const match = z.looseObject({}).transform((written) => ({ text: matchText(written), ...matchFields.parse(written) }));

function matchText({ name: _, ...written }: Record<string, unknown>): string {
  return sortedJson(written);
}

const percentage = softBlock(z.object({ value: softNumber }));
const fault = z
  .object({
    delay: softBlock(z.object({ percent: softNumber, percentage })),
    abort: softBlock(z.object({ percent: softNumber, percentage, httpStatus: softNumber })),
  })
  .transform(({ delay, abort }) =>
    compact({
      delayPercent: delay?.percentage?.value ?? delay?.percent,
      abortPercent: abort?.percentage?.value ?? abort?.percent,
      abortStatus: abort?.httpStatus,
      usesDelayPercent: delay?.percent ? (true as const) : undefined,
      usesAbortPercent: abort?.percent ? (true as const) : undefined,
    }),
  );

const rewrite = z
  .object({ uri: softText, authority: softText, uriRegexRewrite: presence })
  .transform(({ uri, authority, uriRegexRewrite }) =>
    compact({ uri, authority, regex: uriRegexRewrite ? (true as const) : undefined }),
  );

/** Fields of Istio 1.0 that have gone or been replaced since. */
const deprecatedFields = [
  'appendHeaders',
  ...deprecatedHeaders,
  'websocketUpgrade',
  'mirror_percent',
  'mirrorPercent',
] as const;

const route = z.object({
  name: softText,
  match: items(match),
  route: items(weighted),
  mirror: softBlock(destination),
  mirrors: items(weighted),
  redirect: softBlock(
    z
      .object({ uri: softText, authority: softText, scheme: softText, port: softPort })
      .transform((fields) => compact(fields)),
  ),
  directResponse: softBlock(z.object({ status: softNumber })),
  rewrite: softBlock(rewrite),
  delegate: softBlock(z.object({ name: softText, namespace: softText })),
  timeout: softText,
  retries: softBlock(
    z
      .object({ attempts: softNumber, perTryTimeout: softText, retryOn: softText })
      .transform((fields) => compact(fields)),
  ),
  fault: softBlock(fault),
  corsPolicy: softBlock(z.object({ allowOrigin: presence })),
  ...presences(deprecatedFields),
});

function presences<N extends string>(names: readonly N[]): Record<N, typeof presence> {
  return Object.fromEntries(names.map((name) => [name, presence])) as Record<N, typeof presence>;
}

type Route = z.output<typeof route>;

function describeRoutes(protocol: 'http' | 'tls' | 'tcp', routes: readonly Route[]) {
  return routes.map((route, index) => {
    const field = `spec.${protocol}[${index}]`;
    const { name, match, mirror, mirrors, redirect, directResponse, rewrite, delegate, timeout, retries, fault } =
      route;
    const mirrored = [
      ...mirrors.flatMap(({ destination }, i) => at(`${field}.mirrors[${i}].destination`, destination)),
      ...(mirror === undefined ? [] : at(`${field}.mirror`, mirror)),
    ];
    const deprecated = [
      ...deprecatedFields.filter((key) => route[key]),
      ...(route.corsPolicy?.allowOrigin ? ['corsPolicy.allowOrigin'] : []),
      ...route.route.flatMap((to, i) => deprecatedHeaders.flatMap((key) => (to[key] ? [`route[${i}].${key}`] : []))),
    ];
    return {
      protocol,
      field,
      destinations: route.route.flatMap(({ destination, weight }, i) =>
        at(`${field}.route[${i}].destination`, destination, weight),
      ),
      ...(mirrored.length > 0 && { mirrors: mirrored }),
      ...(match.length > 0 && { matches: match.map((one, i) => ({ field: `${field}.match[${i}]`, ...one })) }),
      ...(delegate?.name !== undefined && {
        delegate: { name: delegate.name, ...(delegate.namespace !== undefined && { namespace: delegate.namespace }) },
      }),
      ...(deprecated.length > 0 && { deprecated }),
      ...compact({ name, redirect, directResponse: directResponse?.status, rewrite, timeout, retries, fault }),
    };
  });
}

/** A destination without a host leads nowhere; admission rules report it. */
function at(field: string, { host, ...rest }: Destination, weight?: number) {
  return host === undefined ? [] : [{ field, host, ...rest, ...(weight !== undefined && { weight }) }];
}

const routes = items(route);

export const virtualService = defineKind(
  'VirtualService',
  networking,
  z
    .object({
      spec: block(
        z.object({
          hosts: softTexts,
          gateways: softTexts,
          exportTo: softTexts,
          http: routes,
          tls: routes,
          tcp: routes,
        }),
      ),
    })
    .transform(({ spec: { hosts, gateways, exportTo, http, tls, tcp } }) => ({
      hosts,
      gateways: gateways.length > 0 ? gateways : ['mesh'],
      ...(gateways.length > 0 && { namesGateways: true as const }),
      exportTo,
      routes: [...describeRoutes('http', http), ...describeRoutes('tls', tls), ...describeRoutes('tcp', tcp)],
    })),
  { whole: true },
);
