import { nameOf, type Place, placeOf, type Row } from './row.js';

/** A kind that the API server knows; its objects are listed elsewhere. */
export interface CustomResourceDefinitionRow extends Place {
  /** `<plural>.<group>`. */
  name: string;
}

export function customResourceDefinitionRow(row: Row): CustomResourceDefinitionRow | undefined {
  const name = nameOf(row);
  return name === undefined ? undefined : { name, ...placeOf(row) };
}
