import { citeField } from '../../core/evidence.js';
import type { MeshConfig, PodSpec } from '../../model/facets.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { meshSubject } from '../../model/lookup/proxies.js';
import { defineCheck } from '../check.js';

const allocateVariable = 'ISTIO_META_DNS_AUTO_ALLOCATE';
const captureVariable = 'ISTIO_META_DNS_CAPTURE';

export const dnsAutoAllocation = defineCheck({
  meta: {
    id: 'dns/auto-allocation',
    title: 'Addresses are allocated where proxies answer DNS',
    severity: 'warning',
    why: 'Only a proxy that answers the DNS queries of its application can give out the addresses that Istio allocates to ServiceEntries. Without DNS capture the setting does nothing, and TCP hosts share a listener for every address.',
    fix: [
      {
        text: 'Set ISTIO_META_DNS_CAPTURE to "true" beside it in defaultConfig.proxyMetadata, and restart the pods.',
        doc: 'https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/',
      },
    ],
    decides: 'Reads defaultConfig.proxyMetadata of the mesh configuration, and the environment of the proxies.',
    falsePositives: ['Silent as soon as one proxy of the bundle has DNS capture by a setting of its own.'],
  },
  requires: ['meshConfig', 'mesh'],
  uses: ['podSpecs'],
  applies: ({ meshConfig }) => isOn(meshConfig, allocateVariable) || 'the mesh configuration asks for no allocation',
  messages: {
    noCapture: 'The mesh configuration sets {variable}, and DNS capture is off: no address is allocated',
  },
  *run({ meshConfig, mesh, podSpecs }, { undecided }) {
    if (isOn(meshConfig, captureVariable) || podSpecs?.some(captures)) return;
    if (podSpecs === undefined || !hasAll(mesh, 'Pod')) {
      undecided(notGathered('pod', 'one whose proxy captures DNS'));
      return;
    }
    yield {
      messageId: 'noCapture',
      args: { variable: allocateVariable },
      subject: meshSubject(mesh),
      evidence: [citeField(meshConfig.source, `defaultConfig.proxyMetadata.${allocateVariable}`, 'true')],
    };
  },
});

function isOn({ proxyMetadata }: MeshConfig, variable: string): boolean {
  return proxyMetadata?.get(variable) === 'true';
}

function captures({ containers }: PodSpec): boolean {
  return containers.some(({ env }) => env.get(captureVariable) === 'true');
}
