const documentationHosts: ReadonlySet<string> = new Set([
  'istio.io',
  'preliminary.istio.io',
  'kubernetes.io',
  'www.envoyproxy.io',
  'gateway-api.sigs.k8s.io',
  'kiali.io',
]);

/** A page of the documentation that a check points at; undefined for any other address. */
export function documentationLink(address: string | undefined): { href: string; host: string } | undefined {
  if (address === undefined || !URL.canParse(address)) return undefined;
  const { protocol, host, username, password, href } = new URL(address);
  if (protocol !== 'https:' || username !== '' || password !== '' || !documentationHosts.has(host)) return undefined;
  return { href, host };
}
