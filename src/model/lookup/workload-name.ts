/** Letters that Kubernetes makes random names of: no vowels and no digits that look like one (apimachinery, util/rand). */
const random = '[bcdfghjklmnpqrstvwxz2456789]';
const ofDeployment = new RegExp(`^(.+)-${random}{5,10}-${random}{5}$`);
const ofDaemonSet = new RegExp(`^(.+)-${random}{5}$`);
const ofStatefulSet = /^(.+)-\d{1,6}$/;

/**
 * The workload's name as a pod's name suggests it, for want of the pod object: `cart-6f5b8c7d9-h2k4p` belongs to `cart`.
 * A guess: names that people chose may look the same.
 */
export function workloadOfName(pod: string): string {
  for (const pattern of [ofDeployment, ofStatefulSet, ofDaemonSet]) {
    const name = pattern.exec(pod)?.[1];
    if (name !== undefined) return name;
  }
  return pod;
}
