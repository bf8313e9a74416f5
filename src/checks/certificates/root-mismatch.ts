import { isNonEmpty, mapNonEmpty, type NonEmpty } from '../../core/non-empty.js';
import type { WorkloadCertificates } from '../../model/facets.js';
import { citeCertificate } from '../../model/lookup/certificates.js';
import { commonSubject, workloadsInWords } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

/** Rotations overlap by design: proxies that hold the old, both and the new root are one group and no finding. */
export const certificatesRootMismatch = defineCheck({
  meta: {
    id: 'certificates/root-mismatch',
    title: 'All proxies trust a common root',
    severity: 'error',
    basis: 'observed',
    why: 'Proxies that trust different roots refuse each other’s certificates, so mutual TLS between the two groups fails.',
    fix: [
      {
        text: 'Restart the workloads that hold the other root, then capture again and compare.',
        command: 'istioctl proxy-config rootca-compare {pod}.{namespace} {otherPod}.{otherNamespace}',
        doc: 'https://istio.io/latest/docs/tasks/security/cert-management/plugin-ca-cert/',
      },
      { text: 'Check that all revisions and clusters of the mesh sign with intermediates of one root.' },
    ],
  },
  requires: ['workloadCertificates', 'mesh'],
  identity: ['root'],
  messages: {
    mismatch:
      'Proxies of {workloads} trust only the root with serial {root}, and the rest of the mesh ({others} proxies) does not have it',
  },
  *run({ workloadCertificates, mesh }) {
    const [majority, ...others] = groupsOfTrust(workloadCertificates).sort((a, b) => b.length - a.length);
    if (majority === undefined) return;
    const rest = workloadCertificates.length;
    for (const group of others) {
      const [first] = group;
      const [root] = first.authorities;
      if (root === undefined) continue;
      yield {
        messageId: 'mismatch',
        args: {
          workloads: workloadsInWords(group),
          root: root.serial,
          others: rest - group.length,
          namespace: first.pod.namespace,
          pod: first.pod.name,
          otherNamespace: majority[0].pod.namespace,
          otherPod: majority[0].pod.name,
        },
        subject: commonSubject(group, mesh),
        evidence: [...mapNonEmpty(group, citeRoots), citeRoots(majority[0])],
      };
    }
  },
});

/** Proxies that share an authority, directly or through a third one. */
function groupsOfTrust(proxies: readonly WorkloadCertificates[]): NonEmpty<WorkloadCertificates>[] {
  const keyOf = authorityKey(proxies);
  const groups = new Map<string, Group>();
  for (const proxy of proxies) {
    const keys = proxy.authorities.map(keyOf);
    if (!isNonEmpty(keys) || keys.includes('')) continue;
    const met = new Set(keys.flatMap((key) => groups.get(key) ?? []));
    const [group = { keys: [], members: [] }, ...merged] = met;
    const added = [...keys.filter((key) => !groups.has(key)), ...merged.flatMap((other) => other.keys)];
    group.keys.push(...added);
    group.members.push(proxy, ...merged.flatMap((other) => other.members));
    for (const key of added) groups.set(key, group);
  }
  return [...new Set(groups.values())].flatMap(({ members }) => (isNonEmpty(members) ? [members] : []));
}

interface Group {
  keys: string[];
  members: WorkloadCertificates[];
}

/** Serial numbers where some of the sources have nothing better (the page /certs). */
function authorityKey(proxies: readonly WorkloadCertificates[]) {
  const all = proxies.every(({ authorities }) => authorities.every(({ fingerprint }) => fingerprint !== undefined));
  return ({ serial, fingerprint }: WorkloadCertificates['authorities'][number]): string =>
    all ? (fingerprint ?? '') : normalSerial(serial);
}

function normalSerial(serial: string): string {
  return serial.toLowerCase().replaceAll(':', '').replace(/^0+/, '');
}

function citeRoots(proxy: WorkloadCertificates) {
  const [root] = proxy.authorities;
  return root === undefined
    ? proxy.source
    : citeCertificate(proxy, root, 'authorities', proxy.authorities.map(({ serial }) => serial).join(', '));
}
