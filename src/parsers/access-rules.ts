import { z } from 'zod';
import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';
import { parseJson } from './support/json.js';

/** What the account that took the bundle may do in one namespace (`auth-cani-list/` of Replicated troubleshoot). */
export interface AccessRules {
  /** Without it, the collector leaves the whole namespace out. */
  canGetPods: boolean;
}

const names = z.array(z.string()).nullish();
const rules = z.array(z.object({ verbs: names, apiGroups: names, resources: names }));

export const accessRules = defineTextParser<'access-rules', AccessRules>({
  kind: 'access-rules',
  parse(text) {
    const { data } = rules.safeParse(parseJson(text));
    if (data === undefined) throw new Unusable('not a list of access rules');
    const canGetPods = data.some(
      ({ verbs, apiGroups, resources }) => has(verbs, 'get') && has(apiGroups, '') && has(resources, 'pods'),
    );
    return { artifact: { canGetPods } };
  },
});

function has(allowed: readonly string[] | null | undefined, wanted: string): boolean {
  return allowed?.some((name) => name === wanted || name === '*') === true;
}
