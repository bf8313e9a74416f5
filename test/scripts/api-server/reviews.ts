import type { ResourceRequest } from './access.js';
import { fieldsOf, unwrap } from './protobuf.js';

/** The namespace that a SelfSubjectRulesReview asks about: `kubectl auth can-i --list`. */
export function reviewedNamespace(body: Buffer): string {
  return isProtobuf(body) ? textOf(specOf(body).get(1)) : (JSON.parse(body.toString()).spec.namespace ?? '');
}

/** The request that a SelfSubjectAccessReview asks about: `kubectl auth can-i VERB RESOURCE`. */
export function reviewedRequest(body: Buffer): ResourceRequest {
  const { namespace, verb, group, resource, subresource } = isProtobuf(body)
    ? attributesIn(specOf(body).get(1))
    : JSON.parse(body.toString()).spec.resourceAttributes;
  return {
    verb,
    group: group ?? '',
    resource: subresource ? `${resource}/${subresource}` : resource,
    ...(namespace && { namespace }),
  };
}

/** kubectl before 1.31 writes reviews in protobuf. */
function isProtobuf(body: Buffer): boolean {
  return body.subarray(0, 4).toString('latin1') === 'k8s\0';
}

/** Numbers of the fields, here and below: `k8s.io/api/authorization/v1/generated.proto`. */
function specOf(body: Buffer): Map<number, Uint8Array> {
  return fieldsOf(fieldsOf(unwrap(body)).get(2));
}

function attributesIn(message: Uint8Array | undefined): Record<string, string> {
  const fields = fieldsOf(message);
  const names = ['namespace', 'verb', 'group', 'version', 'resource', 'subresource'];
  return Object.fromEntries(names.map((name, index) => [name, textOf(fields.get(index + 1))]));
}

function textOf(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}
