import { citeField } from '../../../core/evidence.js';
import type { Facets, IstioGateway, KubernetesGateway } from '../../facets.js';
import { credentialsOf, secretNamed } from '../gateway-secrets.js';
import { hasAll } from '../known-objects.js';
import { type Behind, type Cited, citing, nameOf, saying, together } from './behind.js';
import { gatewaysOf } from './gateway-host.js';
import type { ReportingProxy } from './proxy.js';
import type { Refusal } from './refusal.js';

type Known = Pick<Facets, 'mesh'> &
  Partial<Pick<Facets, 'istioGateways' | 'kubernetesGateways' | 'secrets' | 'podSpecs'>>;

const credential = /kubernetes(?:-gateway)?:\/\/([a-z0-9][a-z0-9./-]{0,300})/;

/** A secret that a proxy refused: the Gateways that name it, else those of the proxy of which the Secret cannot be read. */
export function behindNamedSecret({ text, proxies }: Refusal, known: Known): Behind | undefined {
  if (!/Failed to load |Secret|OPENSSL_internal/.test(text)) return undefined;
  const written = credential.exec(text)?.[1];
  return written === undefined ? behindUnreadable(proxies, known) : behindCredential(written, known);
}

/** `name`, `namespace/name`, `namespace/name-cacert`: the Gateways that name it, and whether the Secret is there. */
export function behindCredential(written: string, known: Known): Behind | undefined {
  const { istioGateways = [], kubernetesGateways = [], secrets, mesh } = known;
  const [first = '', second] = written.replace(/^kubernetes(?:-gateway)?:\/\//, '').split('/', 2);
  const [namespace, name] = second === undefined ? [undefined, first] : [first, second];
  const isMeant = (one: string) => name === one || name === `${one}-cacert`;
  const naming: Cited[] = [
    ...istioGateways.flatMap((gateway) => citeServers(gateway, (one) => isMeant(one.name) && fits(one.namespace))),
    ...kubernetesGateways.flatMap((gateway) =>
      citeListeners(gateway, (one) => isMeant(one.name) && fits(one.namespace)),
    ),
  ];
  return together(
    citing(naming, (names) => `It is named by ${names}.`),
    naming.length > 0 && namespace !== undefined ? missing({ namespace, name }) : undefined,
  );

  /** The namespace of an Istio Gateway's secret is that of the proxy; written without, it is not known here. */
  function fits(of: string): boolean {
    return namespace === undefined || of === '' || of === namespace;
  }

  function missing(secret: { namespace: string; name: string }): Behind | undefined {
    if (secrets === undefined || !hasAll(mesh, 'Secret', secret.namespace)) return undefined;
    const found =
      secretNamed(secrets, secret) ?? secretNamed(secrets, { ...secret, name: name.replace(/-cacert$/, '') });
    return found === undefined ? saying(`The bundle has no Secret ${secret.namespace}/${secret.name}.`) : undefined;
  }
}

/** Without a name in the message: servers of the proxy's own Gateways whose certificate cannot be read. */
function behindUnreadable(
  proxies: readonly ReportingProxy[],
  { istioGateways = [], secrets = [] }: Known,
): Behind | undefined {
  const found = proxies.flatMap((proxy) =>
    gatewaysOf(proxy, istioGateways).flatMap((gateway) =>
      citeServers(
        gateway,
        (one) =>
          secretNamed(secrets, { ...one, namespace: one.namespace || proxy.pod.namespace })?.certificate?.state ===
          'unreadable',
      ),
    ),
  );
  return citing(found, (names) => `The certificate that is named by ${names} cannot be read.`);
}

function citeServers(gateway: IstioGateway, isMeant: (ref: { namespace: string; name: string }) => boolean): Cited[] {
  const { servers } = gateway.spec;
  return servers.flatMap((server) =>
    credentialsOf(server, '')
      .filter(isMeant)
      .slice(0, 1)
      .map(({ written }) => ({
        object: nameOf(gateway),
        evidence: citeField(gateway.source, `${server.field}.tls.credentialName`, written),
      })),
  );
}

function citeListeners(
  gateway: KubernetesGateway,
  isMeant: (ref: { namespace: string; name: string }) => boolean,
): Cited[] {
  return gateway.spec.listeners.flatMap(({ tls }) =>
    (tls?.certificateRefs ?? [])
      .filter(isMeant)
      .slice(0, 1)
      .map(({ field, name }) => ({ object: nameOf(gateway), evidence: citeField(gateway.source, field, name) })),
  );
}
