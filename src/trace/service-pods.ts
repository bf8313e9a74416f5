import type { PodSpec, Service } from '../model/facets.js';
import { servicesSelecting } from '../model/lookup/services-selecting.js';
import { podWithAddress, type TraceSources } from './sources.js';

/** The ready pods behind a service: by its list of endpoints, else by its selector; undefined where it has neither. */
export function podsOfService(
  service: Service,
  sources: TraceSources,
): readonly { target: PodSpec; ip: string }[] | undefined {
  const listed = sources.endpoints?.find((one) => one.namespace === service.namespace && one.service === service.name);
  if (listed !== undefined)
    return listed.addresses
      .filter(({ ready }) => ready)
      .flatMap(({ ip }) => {
        const target = podWithAddress(sources, ip);
        return target === undefined ? [] : [{ target, ip }];
      });
  if (service.selector === undefined) return undefined;
  const selected = sources.podSpecs.filter((one) => servicesSelecting([service], one).length > 0);
  return selected.flatMap((target) => (target.ips[0] === undefined ? [] : [{ target, ip: target.ips[0] }]));
}
