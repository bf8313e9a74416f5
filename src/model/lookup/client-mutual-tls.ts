import type { DestinationRule, Labels, ServicePort, TlsMode } from '../facets.js';
import { matchesLabels } from './selector.js';

/** What clients that take a DestinationRule speak to one port, to all pods or to those of a subset. */
export interface ClientMode {
  mode: 'plaintext' | 'simple' | 'mutual';
  text: string;
  /** The field that says so, or that lacks it. */
  field: string;
  isFor(podLabels: Labels): boolean;
}

const spoken: Partial<Record<TlsMode, Pick<ClientMode, 'mode' | 'text'>>> = {
  DISABLE: { mode: 'plaintext', text: 'plain text' },
  SIMPLE: { mode: 'simple', text: 'TLS without a client certificate' },
  ISTIO_MUTUAL: { mode: 'mutual', text: 'mutual TLS' },
};

/**
 * The modes that are certain: mode MUTUAL uses certificates of the user's own, and without a mode clients adapt where
 * auto mutual TLS is on. Settings of a port replace those of the rule as a whole.
 */
export function clientModes(
  rule: DestinationRule | undefined,
  { port }: ServicePort,
  isAuto: boolean,
): readonly ClientMode[] {
  const { portTls, policy, tls, subsets = [] } = rule?.spec ?? {};
  const ownPolicy = policy?.ports.find((settings) => settings.port === port);
  const hasOwn = portTls?.has(port) || ownPolicy !== undefined;
  const mode = hasOwn ? portTls?.get(port) : tls;
  const field = hasOwn
    ? `${ownPolicy?.field ?? 'spec.trafficPolicy.portLevelSettings'}.tls.mode`
    : 'spec.trafficPolicy.tls.mode';
  return [
    ...spokenIn(mode, isAuto, field, () => true),
    ...subsets.flatMap((subset, index) =>
      subset.tls === undefined
        ? []
        : spokenIn(subset.tls, isAuto, `spec.subsets[${index}].trafficPolicy.tls.mode`, (labels) =>
            matchesLabels(subset.labels, labels),
          ),
    ),
  ];
}

function spokenIn(mode: TlsMode | undefined, isAuto: boolean, field: string, isFor: ClientMode['isFor']): ClientMode[] {
  if (mode === undefined && isAuto) return [];
  const words = spoken[mode ?? 'DISABLE'];
  return words === undefined ? [] : [{ ...words, field, isFor }];
}
