import type { NetfilterRule } from '../facets.js';
import type { IstioRules } from './istio-rules.js';

export function portException(port: string): string {
  return `the exception of port ${port} in ISTIO_INBOUND`;
}

/**
 * Ports of the proxy itself that a capture of all inbound ports leaves out: 15090 since Istio 1.5, 15021 since 1.6, with
 * them 15020, unless the status port was moved. Port 15008 came with 1.7 and dates rules whose version is not known.
 */
export function* missingPortExceptions(
  istio: IstioRules,
  rules: readonly NetfilterRule[],
  capture: string,
): Generator<string> {
  if (!rules.some((rule) => rule.target === capture && rule.destinationPorts.length === 0)) return;
  const excepted = exceptedPorts(rules);
  const isSince17 = exceptedPorts(istio.rules('nat', 'ISTIO_INBOUND')).has('15008');
  if (excepted.has('15021') && !excepted.has('15090')) yield portException('15090');
  if (excepted.has('15090') && !excepted.has('15021') && isSince17) yield portException('15021');
  const others = [...excepted].filter((port) => !['22', '15008', '15021', '15090'].includes(port));
  if (excepted.has('15090') && others.length === 0) yield portException('15020');
}

function exceptedPorts(rules: readonly NetfilterRule[]): ReadonlySet<string> {
  return new Set(rules.filter((rule) => rule.target === 'RETURN').flatMap((rule) => rule.destinationPorts));
}
