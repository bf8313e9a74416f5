import { z } from 'zod';
import type { AccessLogFormat } from '../../core/access-log/format.js';
import type {
  EnvoyCluster,
  EnvoyEndpoints,
  EnvoyListener,
  EnvoyRouteConfiguration,
  EnvoyVirtualHost,
  RejectedUpdate,
} from './artifact.js';
import { cluster, distilCluster } from './cluster.js';
import { distilEndpoints, loadAssignment } from './endpoints.js';
import { distilListener, listener } from './listener.js';
import { message, text } from './message.js';
import { distilRouteConfiguration, routeConfiguration } from './route.js';

/** Element of an array in a dump, once parsed. */
export interface Element {
  /** The resource in use; absent when there is only one that waits or was refused. */
  item?: EnvoyCluster | EnvoyListener | EnvoyRouteConfiguration | EnvoyEndpoints;
  rejected?: Omit<RejectedUpdate, 'pointer'>;
  warming?: { name: string; since?: string };
  /** The element as JSON, without the stamps; only where whole configurations are kept. */
  text?: string;
  /** Of the access logs of a listener. */
  formats?: readonly AccessLogFormat[];
}

export interface ReadElement {
  element: Element;
  name: string;
  /** `last_updated` of the resource in use. */
  updated?: string | undefined;
}

/** How to read the elements of one sort of array; each throws a ZodError on an element that it does not understand. */
export const elementReaders = {
  cluster(value: unknown): ReadElement {
    const found = clusterElement.parse(value);
    const item = found.cluster && distilCluster(found.cluster);
    return read('cluster', item?.name, item, found);
  },
  listener(value: unknown): ReadElement {
    const found = listenerElement.parse(value);
    const { active_state: active = found, warming_state: waiting } = found;
    const item = active.listener && distilListener(active.listener);
    const name = found.name ?? item?.name ?? waiting?.listener?.name;
    const listener = read('listener', name, item, {
      error_state: found.error_state,
      last_updated: active.last_updated,
    });
    if (waiting !== undefined)
      listener.element.warming = { name: listener.name, ...(waiting.last_updated && { since: waiting.last_updated }) };
    return listener;
  },
  route(value: unknown, share?: (host: EnvoyVirtualHost) => EnvoyVirtualHost): ReadElement {
    const found = routeElement.parse(value);
    const item = found.route_config && distilRouteConfiguration(found.route_config, share);
    return read('route', item?.name, item, found);
  },
  endpoint(value: unknown): ReadElement {
    const found = endpointElement.parse(value);
    const item = found.endpoint_config && distilEndpoints(found.endpoint_config);
    return read('endpoint', item?.cluster, item, found);
  },
};

export type ElementSort = keyof typeof elementReaders;

const errorState = message({
  failed_configuration: z.object({ name: text.optional() }).optional().catch(undefined),
  last_update_attempt: text.optional(),
  details: text.default('no details given'),
});

const common = { last_updated: text.optional(), error_state: errorState.optional() };
const clusterElement = message({ ...common, cluster: cluster.optional() });
const routeElement = message({ ...common, route_config: routeConfiguration.optional() });
const endpointElement = message({ ...common, endpoint_config: loadAssignment.optional() });
const listenerState = message({ listener: listener.optional(), last_updated: text.optional() });
const listenerElement = message({
  ...common,
  name: text.optional(),
  /** Envoy API v2 and static listeners. */
  listener: listener.optional(),
  active_state: listenerState.optional(),
  warming_state: listenerState.optional(),
});

interface Common {
  last_updated?: string | undefined;
  error_state?: z.infer<typeof errorState> | undefined;
}

function read(resource: ElementSort, known: string | undefined, item: Element['item'], found: Common): ReadElement {
  const { error_state: error, last_updated: updated } = found;
  const name = known ?? error?.failed_configuration?.name ?? 'unknown';
  const at = error?.last_update_attempt;
  return {
    name,
    updated,
    element: {
      ...(item !== undefined && { item }),
      ...(error !== undefined && { rejected: { resource, name, reason: error.details, ...(at && { at }) } }),
    },
  };
}
