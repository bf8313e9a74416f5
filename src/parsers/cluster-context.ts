import { Unusable } from '../core/errors.js';
import { defineTextParser } from './parser.js';

/** `cluster/cluster-context` of istioctl bug-report: kubectl's current context, which `--context` need not name. */
export interface ClusterContext {
  context: string;
  /** Address of the API server that istioctl itself talked to; since 1.12. */
  endpoint?: string;
}

export const clusterContext = defineTextParser<'cluster-context', ClusterContext>({
  kind: 'cluster-context',
  parse(text) {
    const [context, endpoint] = text.split('\n', 10).flatMap((line) => line.trim() || []);
    if (context === undefined) throw new Unusable('no context');
    return { artifact: { context, ...(endpoint?.startsWith('http') && { endpoint }) } };
  },
});
