import type { ObjectKind } from '../../parsers/kubernetes-objects/index.js';
import type { Facet, InvalidObject } from '../facets.js';
import { absentKinds, type BuildContext, present } from './context.js';
import { objectsOf } from './objects.js';

/**
 * Objects that break admission rules. Of an object that several entries hold, only the version that counts otherwise is
 * looked at.
 */
export function buildInvalidObjects({ artifacts }: BuildContext): Facet<readonly InvalidObject[]> {
  const stored = artifacts.of('kubernetes-objects').filter(({ tag }) => !tag.secondary);
  const found = stored.flatMap(({ value }) => value.invalid ?? []);
  const checked = stored.reduce((count, { value }) => count + (value.validated ?? 0), 0);
  if (checked === 0) return absentKinds(artifacts, 'objects of Istio', 'kubernetes-objects');
  const counting = found.filter(({ reader, namespace, name, source }) => {
    const same = objectsOf(artifacts, reader as ObjectKind).find(
      ({ metadata }) => metadata.name === name && (metadata.namespace ?? '') === namespace,
    );
    return same === undefined || same.source === source;
  });
  return present(
    counting.map(({ reader, ...object }) => ({ ...object, kind: reader.split('.', 1)[0] ?? reader })),
    { seen: checked },
  );
}
