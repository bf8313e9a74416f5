import { citeField, type Evidence } from '../../core/evidence.js';
import type { InvalidObject, Violation } from '../../model/facets.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { defineCheck } from '../check.js';

export const configurationSchema = defineCheck({
  meta: {
    id: 'configuration/schema',
    title: 'Objects of Istio keep the rules of admission',
    severity: 'error',
    basis: 'declared',
    why: 'A cluster with the validating webhook of Istio rejects such an object, so the change it stands for never takes place. One that came in without the webhook is ignored in part, or makes proxies reject their configuration.',
    fix: [
      {
        text: 'Correct the fields that are named, and let the API server judge the object without storing it.',
        command: 'kubectl apply --dry-run=server -f {name}.yaml',
        doc: 'https://istio.io/latest/docs/ops/common-problems/validation/',
      },
      {
        text: 'If the object is stored in spite of that, see whether the validating webhook is there and answers.',
        command: 'kubectl get validatingwebhookconfiguration -l app=istiod -o yaml',
      },
    ],
    codes: ['IST0106', 'IST0133'],
    decides:
      'Each object is read by the schema of its custom resource definition and judged by the rules of the validating webhook, both as of Istio 1.30; kinds that are gone by those of 1.5.',
    falsePositives: [
      'Objects with masked values are left out.',
      'Fields that the API server has stored though the schema does not have them are taken for those of a newer release.',
      'The value of an EnvoyFilter patch is judged as far as it can be without the definitions of Envoy.',
    ],
  },
  requires: ['invalidObjects', 'mesh'],
  messages: {
    rejected: '{kind} {object} breaks rules of Istio: {problems}',
    refused: '{kind} {object} does not fit the schema of its kind, so the API server refuses it: {problems}',
    doubtful: '{kind} {object} is accepted by Istio with warnings: {problems}',
  },
  *run({ invalidObjects, mesh }) {
    for (const invalid of invalidObjects) {
      if (!isAnalyzedNamespace(invalid.namespace)) continue;
      const errors = invalid.violations.filter(({ level }) => level === 'error');
      const isRejected = errors.some(({ by }) => by === 'webhook');
      if (isRejected) yield { ...finding(invalid, errors), messageId: 'rejected', aliases: ['IST0106'] };
      else if (errors.length > 0) yield { ...finding(invalid, errors), messageId: 'refused' };
      const warnings = invalid.violations.filter(
        (violation) => violation.level === 'warning' && (mesh.isManifests || !isGeneral(violation)),
      );
      if (warnings.length === 0) continue;
      yield { ...finding(invalid, warnings), messageId: 'doubtful', severity: 'warning', aliases: ['IST0133'] };
    }
  },
});

/** That EnvoyFilters are fragile is said of every one; in a cluster it is no news. */
function isGeneral({ field }: Violation): boolean {
  return field === 'spec';
}

const shownProblems = 3;

function finding(invalid: InvalidObject, violations: readonly Violation[]) {
  const { kind, group, namespace, name, source } = invalid;
  const problems = violations.slice(0, shownProblems).map(({ field, message }) => `${field} ${message}`);
  const hidden = violations.length - problems.length;
  if (hidden > 0) problems.push(`and ${hidden} more`);
  return {
    args: { kind, name, object: namespace === '' ? name : `${namespace}/${name}`, problems: problems.join('; ') },
    subject: { kind, group, name, ...(namespace !== '' && { namespace }) },
    evidence: citations(source, violations),
  };
}

function citations(source: Evidence, violations: readonly Violation[]): [Evidence, ...Evidence[]] {
  const [first, ...others] = violations.map(({ field, message }) => citeField(source, field, message));
  return [first ?? source, ...others];
}
