import type { Container, PodRef, PodSpec } from '../facets.js';
import { specOf } from './pods.js';

/** The limits of one container of a pod, where the pod's object tells them. */
export function limitsOf(
  podSpecs: readonly PodSpec[] | undefined,
  pod: PodRef | undefined,
  container: string,
): Container['limits'] {
  const spec = pod && specOf(podSpecs, pod);
  return spec?.containers.find(({ name }) => name === container)?.limits;
}

/** `410 MiB`. */
export function bytesInWords(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
