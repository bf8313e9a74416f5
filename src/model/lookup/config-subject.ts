import type { Subject } from '../../core/subject.js';

/** A configuration object as the subject of a finding; one that is in no namespace names none. */
export function configSubject(object: { kind: string; group: string; namespace: string; name: string }): Subject {
  const { kind, group, namespace, name } = object;
  return { kind, group, ...(namespace !== '' && { namespace }), name };
}

/** `namespace/name`, or the name alone of an object that is in no namespace. */
export function fullName({ namespace, name }: { namespace: string; name: string }): string {
  return namespace === '' ? name : `${namespace}/${name}`;
}
