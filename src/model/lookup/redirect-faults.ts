import type { MeshFacts, Netfilter, NetfilterRule, PodSockets, PodSpec, RouteTable } from '../facets.js';
import { missingFromAmbient } from './ambient-rules.js';
import { type CaptureSettings, captureSettings } from './capture-settings.js';
import { type IstioRules, isDnsRedirect, istioRules } from './istio-rules.js';
import { proxyMinor } from './proxy-version.js';
import { capturesInbound, capturesOutbound, missingFromSidecar, owners } from './sidecar-rules.js';

/** One thing that is wrong with the redirection of a pod's traffic. `args` fill the placeholders of a message. */
export interface RedirectFault {
  kind: 'incomplete' | 'outbound' | 'inbound' | 'port' | 'owner' | 'routing';
  args: Readonly<Record<string, string | number>>;
  /** The rule that is wrong; absent when rules are missing. */
  rule?: NetfilterRule;
  /** Nothing in the bundle says whether it is meant to be so. */
  unconfirmed?: true;
}

/** What else is known about the pod. */
export interface RedirectContext {
  mesh: MeshFacts;
  spec?: PodSpec | undefined;
  sockets?: PodSockets | undefined;
  routes?: RouteTable | undefined;
}

export function* redirectFaults(netfilter: Netfilter, context: RedirectContext): Generator<RedirectFault> {
  const minor = proxyMinor(context.spec, context.mesh);
  const settings = captureSettings(context.spec, netfilter.settings);
  for (const istio of istioRules(netfilter)) {
    const family = istio.family === 'ipv4' ? 'IPv4' : 'IPv6';
    const missing = istio.shape === 'ambient' ? missingFromAmbient(istio) : missingFromSidecar(istio, minor);
    const list = [...missing];
    if (list.length > 0) yield { kind: 'incomplete', args: { family, missing: list.join(', ') } };
    yield* wrongPorts(istio, settings, minor, context.sockets);
    if (istio.shape === 'sidecar') {
      yield* unredirected(istio, settings, family);
      yield* loops(istio, settings);
    }
    yield* undelivered(istio, context.routes);
  }
}

/** Outbound goes to 15001 in every version; inbound to the same port up to 1.1, to 15006 since 1.6, to either in between. */
function* wrongPorts(
  istio: IstioRules,
  { proxyPort = 15001, inboundPort }: CaptureSettings,
  minor: number | undefined,
  sockets: PodSockets | undefined,
): Generator<RedirectFault> {
  const ambient = istio.shape === 'ambient';
  const outbound = ambient ? 15001 : proxyPort;
  const older = minor === undefined || minor < 6 ? [outbound] : [];
  const newer = minor === undefined || minor > 1 ? [inboundPort ?? 15006] : [];
  const expected = {
    Outbound: [outbound],
    Inbound: ambient ? [15006, 15008, 15001] : [...newer, ...older],
    DNS: [15053, 15013],
  };
  for (const { direction, rule } of redirections(istio)) {
    const { toPort: port } = rule;
    if (port === undefined || expected[direction].includes(port)) continue;
    if (sockets?.listening.some((socket) => socket.port === port)) continue;
    yield { kind: 'port', args: { direction, port, expected: expected[direction][0] ?? '' }, rule };
  }
}

interface Redirection {
  direction: 'Outbound' | 'Inbound' | 'DNS';
  rule: NetfilterRule;
}

const redirectingChains = [
  ['nat', 'OUTPUT', 'Outbound'],
  ['nat', 'ISTIO_OUTPUT', 'Outbound'],
  ['nat', 'ISTIO_OUTPUT_DNS', 'Outbound'],
  ['nat', 'ISTIO_REDIRECT', 'Outbound'],
  ['nat', 'ISTIO_IN_REDIRECT', 'Inbound'],
  ['nat', 'ISTIO_PRERT', 'Inbound'],
  ['mangle', 'ISTIO_PRERT', 'Inbound'],
  ['mangle', 'ISTIO_TPROXY', 'Inbound'],
] as const;

function redirections(istio: IstioRules): Redirection[] {
  return redirectingChains.flatMap(([table, chain, direction]) =>
    istio
      .rules(table, chain)
      .filter((rule) => rule.target === 'REDIRECT' || rule.target === 'TPROXY')
      .map((rule) => ({ direction: isDnsRedirect(rule) ? ('DNS' as const) : direction, rule })),
  );
}

/**
 * A direction without a capture. Both may be switched off by annotations; where no setting is known, one direction alone
 * is worth a question, and neither is taken for intended.
 */
function* unredirected(istio: IstioRules, settings: CaptureSettings, family: string): Generator<RedirectFault> {
  if (!istio.knows('nat')) return;
  const { outboundRanges, outboundPorts, inboundPorts } = settings;
  const [inbound, outbound] = [capturesInbound(istio), capturesOutbound(istio)];
  const wantsOutbound = outboundRanges === undefined ? undefined : outboundRanges !== '' || Boolean(outboundPorts);
  // Ranges of one family leave the other one without a rule.
  const ofOtherFamily = outboundRanges !== undefined && outboundRanges !== '*' && istio.family === 'ipv6';
  if (
    !outbound &&
    !ofOtherFamily &&
    wantsOutbound !== false &&
    (wantsOutbound || (inbound && istio.family === 'ipv4'))
  ) {
    const intent = wantsOutbound
      ? `includeOutboundIPRanges is ${outboundRanges || 'empty'}`
      : 'meant only if includeOutboundIPRanges is empty';
    yield { kind: 'outbound', args: { family, intent }, ...(wantsOutbound !== true && { unconfirmed: true }) };
  }
  const wantsInbound = inboundPorts !== undefined && inboundPorts.replaceAll(',', '') !== '';
  const seesInbound = istio.knows('mangle') || settings.mode !== 'TPROXY';
  if (!inbound && wantsInbound && seesInbound)
    yield { kind: 'inbound', args: { family, intent: `includeInboundPorts is ${inboundPorts}` } };
}

/** OpenShift gives each namespace users of its own from here on, and Istio since 1.22 lets the proxy run as one of them. */
const firstOpenShiftUser = 1_000_000_000;

function* loops(istio: IstioRules, { uids }: CaptureSettings): Generator<RedirectFault> {
  const passing = istio
    .rules('nat', 'ISTIO_OUTPUT')
    .filter((rule) => rule.target === 'RETURN' && rule.destination === undefined && rule.destinationPorts.length === 0);
  const found = owners(passing, 'uid');
  const [rule] = passing.filter(({ uid }) => uid !== undefined && !uid.startsWith('!'));
  if (rule === undefined || found.some((uid) => (uids ?? ['1337']).includes(uid))) return;
  if (uids === undefined && found.some((uid) => Number(uid) >= firstOpenShiftUser)) return;
  yield { kind: 'owner', args: { uid: found.join(', '), expected: (uids ?? ['1337']).join(', ') }, rule };
}

/** TPROXY works only with a route that takes marked packets in (`local default dev lo`), and a rule that leads to it. */
function* undelivered(istio: IstioRules, routes: RouteTable | undefined): Generator<RedirectFault> {
  const chains = ['ISTIO_TPROXY', 'ISTIO_PRERT'].flatMap((chain) => istio.rules('mangle', chain));
  const rule = chains.find(({ target }) => target === 'TPROXY');
  if (rule === undefined || routes === undefined) return;
  const listsAllTables = routes.routes.some((route) => route.table === 'local');
  const tables = routes.routes
    .filter((route) => route.type === 'local' && route.destination === 'default' && route.family === istio.family)
    .map((route) => route.table);
  const leads =
    routes.rules === undefined ||
    routes.rules.some((entry) => entry.fwmark !== undefined && tables.includes(entry.table ?? ''));
  if (listsAllTables && (tables.length === 0 || !leads)) yield { kind: 'routing', args: {}, rule };
}
