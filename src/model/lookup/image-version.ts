/** Names of Istio's own images, which mirrors keep as a part (`mirrored-istio-pilot`, `pilot-distroless`). */
const istioImage =
  /(?:^|-)(?:pilot|proxyv2|proxy_init|galley|citadel|mixer|sidecar_injector|install-cni|ztunnel|agentgateway)(?:-|$)/;

/** An Istio version without what variants and vendors append: `1.27.3` for `1.27.3-distroless`; absent for other text. */
export function releaseOf(version: string): string | undefined {
  return /^v?(\d{1,3}\.\d{1,3}(?:\.\d{1,3})?(?:-(?:alpha|beta|rc)[\w.]{0,60})?)(?:$|[-._])/.exec(version)?.[1];
}

/** The release in the tag of one of Istio's images; absent for other images, digests and tags that are no version. */
export function istioImageVersion(image: string): string | undefined {
  const [reference = ''] = image.split('@', 1);
  const [name = '', tag = ''] = reference.slice(reference.lastIndexOf('/') + 1).split(':');
  return istioImage.test(name) ? releaseOf(tag) : undefined;
}

/** Orders versions by their numbers, a release after its own candidates. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return Number(a.includes('-')) * -1 + Number(b.includes('-')) || (a < b ? -1 : a > b ? 1 : 0);
}

function numbersOf(version: string): number[] {
  return (version.split('-', 1)[0] ?? '').split('.').map((part) => Number.parseInt(part, 10) || 0);
}
