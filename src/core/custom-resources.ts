/**
 * Custom resources that are read, `<plural>.<group>` as definitions and collectors name them, and the API kinds that they
 * hold; the kind carries the group where several groups have it.
 */
export const kindOfCustomResource: ReadonlyMap<string, string> = new Map([
  ['virtualservices.networking.istio.io', 'VirtualService'],
  ['destinationrules.networking.istio.io', 'DestinationRule'],
  ['gateways.networking.istio.io', 'Gateway.networking.istio.io'],
  ['serviceentries.networking.istio.io', 'ServiceEntry'],
  ['sidecars.networking.istio.io', 'Sidecar'],
  ['envoyfilters.networking.istio.io', 'EnvoyFilter'],
  ['peerauthentications.security.istio.io', 'PeerAuthentication'],
  ['authorizationpolicies.security.istio.io', 'AuthorizationPolicy'],
  ['policies.authentication.istio.io', 'Policy'],
  ['meshpolicies.authentication.istio.io', 'MeshPolicy'],
  ['gateways.gateway.networking.k8s.io', 'Gateway.gateway.networking.k8s.io'],
  ['httproutes.gateway.networking.k8s.io', 'HTTPRoute'],
  ['grpcroutes.gateway.networking.k8s.io', 'GRPCRoute'],
  ['tcproutes.gateway.networking.k8s.io', 'TCPRoute'],
  ['tlsroutes.gateway.networking.k8s.io', 'TLSRoute'],
]);
