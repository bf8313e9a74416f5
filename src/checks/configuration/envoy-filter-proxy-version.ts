import { citeField } from '../../core/evidence.js';
import { mapNonEmpty } from '../../core/non-empty.js';
import { groupBy } from '../../model/lookup/derive.js';
import { usablePatches } from '../../model/lookup/envoy-patches.js';
import { matchesProxyVersion } from '../../model/lookup/proxy-version-match.js';
import { defineCheck } from '../check.js';

export const configurationEnvoyFilterProxyVersion = defineCheck({
  meta: {
    id: 'configuration/envoy-filter-proxy-version',
    title: 'EnvoyFilters are for versions of proxies that the mesh has',
    severity: 'warning',
    basis: 'inferred',
    why: 'A patch with a proxyVersion is left out for proxies of other versions, without a word. After an upgrade an EnvoyFilter for the old version does nothing.',
    fix: [
      {
        text: 'Write a patch for the version in use, test it there, and remove the one for versions that are gone.',
        command: 'kubectl get envoyfilter -n {namespace} {name} -o yaml',
        doc: 'https://istio.io/latest/docs/reference/config/networking/envoy-filter/#EnvoyFilter-ProxyMatch',
      },
    ],
    decides:
      'The expression is held against the versions of all proxies and control planes in the bundle. Only the usual forms are understood, such as ^1\\.27.* and ^1\\.(26|27).*; others are left open.',
    falsePositives: [
      "Silent about EnvoyFilters of which some patch fits, which is how Istio's own telemetry filters cover several versions.",
    ],
  },
  requires: ['envoyFilters', 'mesh'],
  messages: {
    noProxy:
      'EnvoyFilter {namespace}/{name} is for proxies of version {pattern}, and those in the bundle are {versions}',
  },
  applies: ({ mesh }) => mesh.proxyVersions.length > 0 || 'the bundle does not tell the versions of proxies',
  *run({ envoyFilters, mesh }, { undecided }) {
    const versions = [...new Set([...mesh.proxyVersions, ...mesh.controlPlaneVersions])];
    for (const envoyFilter of envoyFilters) {
      const { namespace, name, source } = envoyFilter;
      const patches = usablePatches(envoyFilter);
      const verdicts = patches.map(({ proxyVersion }) =>
        proxyVersion ? versions.map((version) => matchesProxyVersion(proxyVersion, version)) : [true],
      );
      if (patches.length === 0 || verdicts.some((answers) => answers.includes(true))) continue;
      if (verdicts.some((answers) => answers.includes(undefined))) {
        undecided(`the proxyVersion of EnvoyFilter ${namespace}/${name} is an expression that is not understood`);
        continue;
      }
      for (const same of groupBy(patches, ({ proxyVersion = '' }) => proxyVersion).values()) {
        const pattern = same[0].proxyVersion ?? '';
        yield {
          messageId: 'noProxy',
          args: { namespace, name, pattern, versions: mesh.proxyVersions.slice(0, 5).join(', ') },
          subject: { kind: 'EnvoyFilter', namespace, name },
          evidence: mapNonEmpty(same, ({ field }) => citeField(source, `${field}.match.proxy.proxyVersion`, pattern)),
        };
      }
    }
  },
});
