import type { Evidence } from '../core/evidence.js';
import { pointerWithin, type Resource } from '../envoy/proxy-resources.js';
import type { PodSpec } from '../model/facets.js';
import { type HeldConfiguration, podName } from './sources.js';
import { using, type Walk } from './walk.js';

/** A proxy that a call passes. */
export interface Hop {
  pod: PodSpec;
  held: HeldConfiguration;
  role: 'client' | 'server' | 'gateway' | 'waypoint';
}

export function nameOf({ pod }: Hop): string {
  return podName(pod);
}

/** A part of a resource as evidence; `path` is in Envoy's own field names. */
export function cite({ held }: Hop, resource: Resource, path: readonly (string | number)[] = []): Evidence {
  const { source } = held;
  return { ...source, path: resource.file ?? source.path, pointer: pointerWithin(resource, path) };
}

/** The verdict rests on this resource. */
export function resting(walk: Walk, hop: Hop, resource: Resource): Walk {
  return using(walk, {
    at: nameOf(hop),
    path: resource.file ?? hop.held.source.path,
    ...(resource.lastUpdated !== undefined && { updated: resource.lastUpdated }),
  });
}
