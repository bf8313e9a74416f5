import { type JsonOutline, jsonOutline } from './json-outline.js';
import { isApiVersion, isObjectKind } from './objects.js';

/** The parser for a JSON document, by the keys that only one producer writes. The first rule that fits counts. */
const rules: readonly (readonly [kind: string, fits: (outline: JsonOutline) => boolean])[] = [
  ['kubernetes-objects', isObject],
  // Envoy wraps its dump in messages of envoy.admin (Istio 1.0: a map of them, since 1.1 a list).
  ['envoy-config-dump', (json) => starts(json, /^configs(?:\/[a-z]+)?\/@type$/, 'type.googleapis.com/envoy.admin.')],
  ['envoy-clusters', (json) => json.has('clusterstatuses') || json.has('[]/hoststatuses')],
  ['envoy-listeners', (json) => json.has('listenerstatuses/localaddress') || isAddress(json.get('[]'))],
  ['envoy-certs', isCertificatesPage],
  ['envoy-server-info', isServerPage],
  [
    'syncz',
    (json) => json.has('[]/proxy') && any(json, '[]/clustersent', '[]/resources', '[]/istioversion', '[]/proxytype'),
  ],
  ['adsz', (json) => json.has('clients/connectionid') || (json.has('totalclients') && json.has('clients'))],
  ['tls-check', (json) => json.has('[]/tlsconflictstatus')],
  ['clusterz', (json) => json.has('[]/id') && json.has('[]/syncstatus')],
  ['networkz', (json) => json.has('[]/network') && json.has('[]/addr')],
  ['push-status', isPushStatus],
  ['registryz', (json) => json.has('[]/hostname') && json.has('[]/attributes')],
  ['endpointz', isEndpointz],
  ['mesh-config', (json) => json.has('defaultconfig/discoveryaddress') && any(json, 'trustdomain', 'rootnamespace')],
  ['istioctl-analyze', (json) => /^IST\d{4}$/.test(json.get('[]/code') ?? '') && json.has('[]/level')],
  ['proxy-status', isProxyStatus],
  ['istio-versions', (json) => json.has('meshversion') || json.has('clientversion/golangversion')],
  ['kubectl-version', (json) => json.has('clientversion/gitversion') || json.has('serverversion/gitversion')],
  ['ztunnel-config', isZtunnel],
  ['proxy-config', isProxyConfig],
  ['envoy-bootstrap', (json) => json.has('node/id') && any(json, 'staticresources', 'dynamicresources', 'statsconfig')],
  ['envoy-memory', (json) => json.has('allocated') && json.has('heapsize')],
  ['envoy-runtime', (json) => json.has('entries') && [...json.keys()].some((path) => path.endsWith('/layervalues'))],
];

/** What a text that begins with a brace or bracket is. */
export function kindOfJson(text: string): string | undefined {
  const outline = jsonOutline(text);
  return outline && rules.find(([, fits]) => fits(outline))?.[0];
}

/** A single object, a list, an array of objects, or debug/configz, which Pilot to 1.6 writes in a form of its own. */
function isObject(json: JsonOutline): boolean {
  if (json.has('[]/type') && json.has('[]/spec') && json.has('[]/version')) return true;
  if (isApiVersion(json.get('[]/apiversion')) && json.has('[]/metadata')) return isObjectKind(json.get('[]/kind'));
  if (!isApiVersion(json.get('apiversion'))) return false;
  const kind = json.get('kind');
  // kubectl sorts keys: behind long data or many items the kind may stand anywhere.
  if (kind === undefined) return any(json, 'items', 'data', 'metadata');
  return isObjectKind(kind) && any(json, 'metadata', 'items');
}

/** Texts since Istio 1.1 are objects, in 1.0 sentences. */
function isCertificatesPage(json: JsonOutline): boolean {
  if (any(json, 'certificates/cacert', 'certificates/certchain')) return true;
  const sentences = [json.get('cacert'), json.get('certchain')];
  return sentences.some((sentence) => sentence?.startsWith('Certificate Path: '));
}

function isServerPage(json: JsonOutline): boolean {
  if (!/^[0-9a-f]{6,64}\/\d/.test(json.get('version') ?? '')) return false;
  return any(json, 'commandlineoptions', 'hotrestartversion', 'uptimecurrentepoch');
}

function isProxyStatus(json: JsonOutline): boolean {
  const type = json.get('resources/@type') ?? json.get('typeurl');
  return type === 'type.googleapis.com/envoy.service.status.v3.ClientConfig';
}

/** Its sections were called otherwise over time (Istio 1.18 to 1.30); two of them are no accident. */
function isZtunnel(json: JsonOutline): boolean {
  if (any(json, '[]/workloadips', '[]/workloadip')) return true;
  if (json.has('[]/identity') && any(json, '[]/certchain', '[]/state')) return true;
  if (json.has('[]/connections/inbound') || json.has('[]/connections/outbound')) return true;
  const isMap = any(json, 'workloads', 'byuid', 'byaddr');
  return isMap && [...json.keys()].some((path) => /^[a-z]+(?:\/[^/]+)?\/(?:workloadips?|trustdomain)$/.test(path));
}

/** Metrics that count what Pilot noticed in a push; up to Istio 1.5 the page holds the whole push context. */
function isPushStatus(json: JsonOutline): boolean {
  const metric =
    /^(?:proxystatus\/)?(?:pilot(?:noip|eds|conflict|duplicate|vservice|destrule|endpoint|dnscluster)[a-z]*|endpointnopod)$/;
  return [...json.keys()].some((path) => metric.test(path));
}

/** Services with endpoints up to Istio 1.16; hosts with shards, later below a namespace. */
function isEndpointz(json: JsonOutline): boolean {
  if (json.has('[]/svc') && json.has('[]/ep')) return true;
  return [...json.keys()].some((path) => /^[^/]+(?:\/[^/]+)?\/shards$/.test(path));
}

/** `istioctl proxy-config … -o json` of one section; all of them together are an Envoy dump. */
function isProxyConfig(json: JsonOutline): boolean {
  if (starts(json, /^@type$/, 'type.googleapis.com/envoy.admin.')) return true;
  if (json.has('bootstrap/node/id') && json.has('bootstrap/node/metadata')) return true;
  if (any(json, 'dynamicactivesecrets/secret', 'dynamicwarmingsecrets/secret')) return true;
  return (
    (json.has('[]/filterchains') && json.has('[]/address/socketaddress')) ||
    json.has('[]/routeconfig/virtualhosts') ||
    json.has('[]/virtualhosts/domains') ||
    (json.has('[]/clustername') && json.has('[]/endpoints')) ||
    (json.has('[]/name') && any(json, '[]/edsclusterconfig', '[]/connecttimeout'))
  );
}

function isAddress(text: string | undefined): boolean {
  return /^(?:\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,60}\]):\d{1,5}$/.test(text ?? '');
}

function starts(json: JsonOutline, path: RegExp, start: string): boolean {
  return [...json].some(([key, text]) => text?.startsWith(start) && path.test(key));
}

function any(json: JsonOutline, ...paths: readonly string[]): boolean {
  return paths.some((path) => json.has(path));
}
