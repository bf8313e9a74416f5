/** A configuration dump as Envoy prints it: v3, snake_case, indented by one space. */
export function dump(...sections: readonly object[]): string {
  return JSON.stringify({ configs: sections }, null, 1);
}

export function clusters(...items: readonly object[]) {
  return { '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump', dynamic_active_clusters: items };
}

export function listeners(...items: readonly object[]) {
  return { '@type': 'type.googleapis.com/envoy.admin.v3.ListenersConfigDump', dynamic_listeners: items };
}

export function routes(...items: readonly object[]) {
  return { '@type': 'type.googleapis.com/envoy.admin.v3.RoutesConfigDump', dynamic_route_configs: items };
}

export function endpoints(...items: readonly object[]) {
  return { '@type': 'type.googleapis.com/envoy.admin.v3.EndpointsConfigDump', dynamic_endpoint_configs: items };
}

export function secrets(...items: readonly object[]) {
  return { '@type': 'type.googleapis.com/envoy.admin.v3.SecretsConfigDump', dynamic_active_secrets: items };
}

export function cluster(name: string, fields: object = {}, time = '2026-03-04T08:10:25.202Z') {
  return { version_info: '2026-03-04T08:10:20Z/327', cluster: { name, type: 'EDS', ...fields }, last_updated: time };
}

export function listener(name: string, fields: object = {}, time = '2026-03-04T08:10:26.1Z') {
  return { name, active_state: { version_info: '327', listener: { name, ...fields }, last_updated: time } };
}
