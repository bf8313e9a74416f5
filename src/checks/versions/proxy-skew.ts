import { mapNonEmpty } from '../../core/non-empty.js';
import type { ControlPlaneVersion, ProxyVersion } from '../../model/facets.js';
import { groupBy } from '../../model/lookup/derive.js';
import { istioMinor } from '../../model/lookup/istio-version.js';
import { workloadSubject } from '../../model/lookup/pods.js';
import { defineCheck } from '../check.js';

/** By how many minor versions a proxy may be behind (Istio, Supported Releases: control plane/data plane skew); never ahead. */
const supportedSkew = 1;

export const versionsProxySkew = defineCheck({
  meta: {
    id: 'versions/proxy-skew',
    title: 'Proxies are at most one minor version behind the control plane, and never ahead',
    severity: 'warning',
    why: 'Istio supports a control plane that is one minor version ahead of its proxies, not the other way round. Beyond that, configuration may hold fields and filters that the proxy does not know.',
    fix: [
      {
        text: 'Restart the workloads, so that they get the proxy of the control plane they belong to.',
        command: 'kubectl rollout restart -n {namespace} deployment/{workload}',
        doc: 'https://istio.io/latest/docs/releases/supported-releases/#control-planedata-plane-skew',
      },
      {
        text: 'When proxies are ahead, finish or undo the upgrade of the control plane: it comes first.',
        doc: 'https://istio.io/latest/docs/setup/upgrade/',
      },
    ],
  },
  requires: ['proxyVersions', 'controlPlaneVersions'],
  messages: {
    behind:
      'Proxies of {namespace}/{workload} run Istio {version}, {skew} minor versions behind the control plane ({controlPlane})',
    ahead:
      'Proxies of {namespace}/{workload} run Istio {version}, which is newer than the control plane ({controlPlane})',
  },
  *run({ proxyVersions, controlPlaneVersions }) {
    const skewed = proxyVersions.flatMap((proxy) => skewOf(proxy, controlPlaneVersions) ?? []);
    const groups = groupBy(skewed, ({ proxy, messageId }) =>
      JSON.stringify([proxy.pod.namespace, proxy.workload, messageId]),
    );
    for (const group of groups.values()) {
      const { proxy, messageId, skew, controlPlane } = group.reduce((worst, next) =>
        next.skew > worst.skew ? next : worst,
      );
      const { namespace } = proxy.pod;
      yield {
        messageId,
        args: { namespace, workload: proxy.workload, version: proxy.version, controlPlane: controlPlane.version, skew },
        subject: workloadSubject({ namespace, workload: proxy.workload }),
        evidence: [...mapNonEmpty(group, (skewed) => skewed.proxy.source), controlPlane.source],
      };
    }
  },
});

interface Skew {
  proxy: ProxyVersion;
  controlPlane: ControlPlaneVersion;
  messageId: 'behind' | 'ahead';
  skew: number;
}

/**
 * Compares a proxy with the replica it is connected to. Where that is not known, it is behind only if it is behind all
 * control planes, and ahead only if it is ahead of all: during a canary upgrade there are two.
 */
function skewOf(proxy: ProxyVersion, all: readonly ControlPlaneVersion[]): Skew | undefined {
  const own = all.filter(({ pod }) => pod !== undefined && pod.name === proxy.controlPlane);
  const minor = istioMinor(proxy.version);
  if (minor === undefined) return undefined;
  const skews = (own.length > 0 ? own : all).flatMap((controlPlane) => {
    const served = istioMinor(controlPlane.version);
    return served === undefined ? [] : { controlPlane, skew: served - minor };
  });
  const [nearest] = skews.toSorted((a, b) => Math.abs(a.skew) - Math.abs(b.skew));
  if (nearest === undefined) return undefined;
  const { controlPlane, skew } = nearest;
  if (skews.every((other) => other.skew > supportedSkew)) return { proxy, controlPlane, messageId: 'behind', skew };
  if (skews.every((other) => other.skew < 0)) return { proxy, controlPlane, messageId: 'ahead', skew: -skew };
  return undefined;
}
