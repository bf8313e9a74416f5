import { isMasked } from '../../core/mask.js';
import type { MeshModel, Pod, Service } from '../facets.js';

/** Whether the tool that made the bundle, or whoever sent it, has masked the addresses of pods, services or proxies. */
export function hasMaskedAddresses({ pods, services, proxyConfigs }: MeshModel): boolean {
  return (
    (pods.state === 'present' && pods.value.some(hidesAddress)) ||
    (services.state === 'present' && services.value.some(hidesAddress)) ||
    // A node id has the address of the pod in it.
    (proxyConfigs.state === 'present' && proxyConfigs.value.some(({ nodeId = '' }) => isMasked(nodeId)))
  );
}

function hidesAddress({ addressMasked }: Pod | Service): boolean {
  return addressMasked === true;
}
