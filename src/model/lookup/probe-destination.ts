import { parseIp, sameAddress } from '../../core/ip.js';
import type { MeshFacts, PodSpec, Probe, Service } from '../facets.js';
import { askedName } from './asked-service.js';

/** Where a recorded request was sent. */
export interface ProbeDestination {
  host: string;
  port: number;
  usesTls: boolean;
  /** Absent: the host is no service of the cluster, as far as the bundle tells. */
  service?: Service;
  /** The pod whose address was called. */
  pod?: PodSpec;
}

interface Known {
  services: readonly Service[];
  podSpecs: readonly PodSpec[];
  mesh: MeshFacts;
}

/** Reads `http://cart.shop:8080/path`, `cart:8080`, `http://[fd00::7]:8080`; absent when the target is none of these. */
export function probeDestination(probe: Probe, { services, podSpecs, mesh }: Known): ProbeDestination | undefined {
  const [, scheme = 'http', bracketed, name, digits] =
    /^(?:([a-z]{2,10}):\/\/)?(?:\[([0-9a-f:.]{2,45})\]|([^:/[\]\s]{1,255}))(?::(\d{1,5}))?(?:\/|$)/i.exec(
      probe.target,
    ) ?? [];
  const host = bracketed ?? name;
  if (host === undefined) return undefined;
  const usesTls = scheme === 'https';
  const port = digits === undefined ? (usesTls ? 443 : 80) : Number(digits);
  const isAddress = parseIp(host) !== undefined;
  const service = isAddress
    ? services.find(({ clusterIPs }) => clusterIPs.some((address) => sameAddress(address, host)))
    : askedName({ ...probe, target: host }, services, mesh).services[0];
  const pod = isAddress
    ? podSpecs.find(({ ips, hostNetwork }) => !hostNetwork && ips.some((address) => sameAddress(address, host)))
    : undefined;
  return { host, port, usesTls, ...(service !== undefined && { service }), ...(pod !== undefined && { pod }) };
}
