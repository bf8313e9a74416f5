import type { MeshModel, Pod, Service } from '../facets.js';

/** Whether the tool that made the bundle, or whoever sent it, has masked the addresses of pods or services. */
export function hasMaskedAddresses({ pods, services }: MeshModel): boolean {
  return (
    (pods.state === 'present' && pods.value.some(isMasked)) ||
    (services.state === 'present' && services.value.some(isMasked))
  );
}

function isMasked({ addressMasked }: Pod | Service): boolean {
  return addressMasked === true;
}
