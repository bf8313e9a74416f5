import type { Evidence } from '../../core/evidence.js';
import type { Facet, HeldCertificate, PodRef, WorkloadCertificates } from '../facets.js';
import { specOf } from '../lookup/pods.js';
import type { BuildContext } from './context.js';
import { ofPods, ofProxiesOrAbsent } from './of-pods.js';

/** Names of the secrets that carry the workload's own identity and the mesh's roots; all others belong to gateways. */
const workloadSecrets = new Set(['default', 'ROOTCA']);

/**
 * Secrets in the dump say most, the page /certs has dates and names, istioctl's table dates alone; each fills in what those
 * before it do not show.
 */
export function buildWorkloadCertificates(context: BuildContext): Facet<readonly WorkloadCertificates[]> {
  const proxies = new Map<string, WorkloadCertificates>();
  for (const proxy of [...fromDumps(context), ...fromPages(context), ...fromTables(context)]) {
    const key = `${proxy.pod.namespace}/${proxy.pod.name}`;
    const known = proxies.get(key) ?? proxy;
    proxies.set(key, {
      ...known,
      chain: known.chain.length > 0 ? known.chain : proxy.chain,
      authorities: known.authorities.length > 0 ? known.authorities : proxy.authorities,
    });
  }
  const found = [...proxies.values()];
  return ofProxiesOrAbsent(
    context,
    found,
    'certificates of a proxy',
    'envoy-certs',
    'envoy-config-dump',
    'proxy-config',
  );
}

function fromDumps(context: BuildContext): WorkloadCertificates[] {
  const dumps = context.facet('proxyConfigs');
  if (dumps.state === 'absent') return [];
  return dumps.value.flatMap(({ pod, workload, source, serviceAccount, secrets }) => {
    const own = secrets.filter(({ name, state }) => state !== 'warming' && workloadSecrets.has(name));
    if (!own.some(({ certificates }) => certificates.length > 0)) return [];
    const held = (isAuthority: boolean): HeldCertificate[] =>
      own
        .filter((secret) => secret.isAuthority === isAuthority)
        .flatMap(({ certificates, pointer }) =>
          certificates.map((certificate) => ({ ...certificate, source: { ...source, pointer } })),
        );
    return [
      { pod, workload, source, ...account(context, pod, serviceAccount), chain: held(false), authorities: held(true) },
    ];
  });
}

function fromPages(context: BuildContext): WorkloadCertificates[] {
  return ofPods(context, 'envoy-certs').map(({ owner, value }) => ({
    ...owner,
    ...account(context, owner.pod),
    chain: sourced(value.chain, owner.source.path),
    authorities: sourced(value.authorities, owner.source.path),
  }));
}

/** `istioctl proxy-config secret`. */
function fromTables(context: BuildContext): WorkloadCertificates[] {
  return ofPods(context, 'proxy-config').flatMap(({ owner, value: { secrets = [] } }) => {
    const held = (isAuthority: boolean) =>
      secrets
        .filter((row) => row.isAuthority === isAuthority && workloadSecrets.has(row.name))
        .map(({ serial, notBefore, notAfter, line, excerpt }): HeldCertificate => {
          return { serial, notBefore, notAfter, names: [], source: { path: owner.source.path, line, excerpt } };
        });
    const [chain, authorities] = [held(false), held(true)];
    if (chain.length === 0 && authorities.length === 0) return [];
    return [{ ...owner, ...account(context, owner.pod), chain, authorities }];
  });
}

function sourced<C>(certificates: readonly C[], path: string): (C & { source: Evidence })[] {
  return certificates.map((certificate) => ({ ...certificate, source: { path } }));
}

function account(context: BuildContext, pod: PodRef, known?: string): { serviceAccount?: string } {
  const pods = context.facet('podSpecs');
  const serviceAccount = known ?? specOf(pods.state === 'present' ? pods.value : undefined, pod)?.serviceAccount;
  return serviceAccount === undefined ? {} : { serviceAccount };
}
