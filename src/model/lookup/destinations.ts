import type { VirtualService } from '../facets.js';

/** Where a VirtualService sends requests, or copies of them. */
export interface Destination {
  /** Field path in the object. */
  field: string;
  host: string;
  subset?: string;
  port?: number;
  /** Callers wait for its answer: not a mirror, and not of weight 0. */
  isServing: boolean;
}

export function destinationsOf({ spec }: VirtualService): readonly Destination[] {
  return spec.routes.flatMap(({ destinations, mirrors = [] }) => [
    ...destinations.map(({ weight, ...destination }) => ({ ...destination, isServing: weight !== 0 })),
    ...mirrors.map((mirror) => ({ ...mirror, isServing: false })),
  ]);
}
