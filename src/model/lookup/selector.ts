import type { LabelSelector, Labels } from '../facets.js';

/** True when every pair of the selector is among the labels; an empty selector matches everything. */
export function matchesLabels(selector: Labels, labels: Labels): boolean {
  for (const [key, value] of selector) if (labels.get(key) !== value) return false;
  return true;
}

/** The label selector of Kubernetes API objects: all of its labels and all of its expressions have to hold. */
export function matchesSelector(selector: LabelSelector, labels: Labels): boolean {
  return (
    matchesLabels(selector.matchLabels, labels) &&
    selector.matchExpressions.every((expression) => matchesExpression(expression, labels))
  );
}

type Expression = LabelSelector['matchExpressions'][number];

/** An absent key satisfies NotIn; an operator that Kubernetes does not know matches nothing. */
function matchesExpression({ key, operator, values }: Expression, labels: Labels): boolean {
  const value = labels.get(key);
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
