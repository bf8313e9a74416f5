import type { Evidence } from '../../core/evidence.js';
import type { Facet, HeldCertificate, OfPod, PodRef, WorkloadCertificates } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';

/** Names of the secrets that carry the workload's own identity and the mesh's roots; all others belong to gateways. */
const workloadSecrets = new Set(['default', 'ROOTCA']);

/** Secrets in the dump say most, the page /certs has dates and names; a proxy with both is taken from its dump. */
export function buildWorkloadCertificates(context: BuildContext): Facet<readonly WorkloadCertificates[]> {
  const proxies = new Map<string, WorkloadCertificates>();
  for (const proxy of [...fromDumps(context), ...fromPages(context)]) {
    const key = `${proxy.pod.namespace}/${proxy.pod.name}`;
    if (!proxies.has(key)) proxies.set(key, proxy);
  }
  if (proxies.size === 0)
    return absentKinds(context.artifacts, 'certificates of a proxy', 'envoy-certs', 'envoy-config-dump');
  return present([...proxies.values()]);
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
  return context.artifacts.of('envoy-certs').flatMap(({ path, tag: { namespace, pod: name }, value }) => {
    if (namespace === undefined || name === undefined) return [];
    const pod = { namespace, name };
    const owner: OfPod = { pod, workload: context.workloadOf(pod), source: { path } };
    return [
      {
        ...owner,
        ...account(context, pod),
        chain: sourced(value.chain, path),
        authorities: sourced(value.authorities, path),
      },
    ];
  });
}

function sourced<C>(certificates: readonly C[], path: string): (C & { source: Evidence })[] {
  return certificates.map((certificate) => ({ ...certificate, source: { path } }));
}

function account(context: BuildContext, { namespace, name }: PodRef, known?: string): { serviceAccount?: string } {
  if (known !== undefined) return { serviceAccount: known };
  const pods = context.facet('podSpecs');
  const spec =
    pods.state === 'present' ? pods.value.find((pod) => pod.namespace === namespace && pod.name === name) : undefined;
  return spec?.serviceAccount === undefined ? {} : { serviceAccount: spec.serviceAccount };
}
