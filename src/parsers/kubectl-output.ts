import { definePartsParser } from './parser.js';
import { wholeAs } from './support/whole-as.js';

/** API objects, or what `kubectl describe` says of them: the file cluster/nodes of istioctl bug-report since 1.20 and before. */
export const kubectlOutput = definePartsParser({
  kind: 'kubectl-output',
  open({ tag }, parts) {
    return wholeAs(parts, (head) => {
      if (!/^Name: {2,}\S/m.test(head)) return { ...tag, kind: 'kubernetes-objects' };
      // A description is no list of API objects, whatever it covers.
      const { lists, ...rest } = tag;
      return { ...rest, kind: 'kubectl-table' };
    });
  },
});
