import { isMasked } from '../../core/mask.js';

const port = /(?:[pP]ort|number)$/;
const otherNumber = /(?:[rR]eplicas|Count|Generation|runAsUser|weight)$/;

/**
 * Takes out what a mask has made a string of although it was a number, so that the object around it can be read. Ports that
 * are known in part only would look as if the others did not exist: all of them go. Changes `value` itself and returns
 * whether it has lost its own port.
 */
export function dropMasked(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) {
    if (value.map(dropMasked).includes(true)) value.length = 0;
    return false;
  }
  const record = value as Record<string, unknown>;
  let lostPort = false;
  for (const key in record) {
    const field = record[key];
    if (typeof field !== 'string') dropMasked(field);
    else if (isMasked(field) && (port.test(key) || otherNumber.test(key))) {
      delete record[key];
      lostPort ||= port.test(key);
    }
  }
  return lostPort;
}
