import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

test('wide, with a cordoned node', () => {
  const { artifact } = parseText(
    kubectlTable,
    `
    NAME       STATUS                        ROLES           AGE   VERSION   INTERNAL-IP   EXTERNAL-IP   OS-IMAGE                         KERNEL-VERSION     CONTAINER-RUNTIME
    worker-1   Ready                         control-plane   6d    v1.30.0   172.18.0.3    <none>        Debian GNU/Linux 12 (bookworm)   6.8.0-45-generic   containerd://1.7.15
    worker-2   NotReady,SchedulingDisabled   <none>          6d    v1.30.0   172.18.0.4    <none>        Debian GNU/Linux 12 (bookworm)   6.8.0-45-generic   containerd://1.7.15
    `,
  );
  expect(artifact.nodes).toMatchObject([
    { name: 'worker-1', ready: true, schedulable: true, kubeletVersion: 'v1.30.0', internalIP: '172.18.0.3' },
    { name: 'worker-2', ready: false, schedulable: false, internalIP: '172.18.0.4' },
  ]);
});

test('a node that was not heard of is not ready, and one without wide has no address', () => {
  const { artifact } = parseText(
    kubectlTable,
    `
    NAME       STATUS    ROLES     AGE       VERSION
    worker-1   Unknown   <none>    6d        v1.10.5
    `,
  );
  expect(artifact.nodes).toMatchObject([{ ready: false, schedulable: true }]);
  expect(artifact.nodes?.[0]).not.toHaveProperty('internalIP');
});
