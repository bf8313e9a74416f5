import type { LogCheck, LogSignature } from './signature.js';

const controlPlane: readonly [LogCheck] = ['logs/control-plane'];

/** Controllers inside istiod and the operator that write objects, and who of them leads. */
export const istiodControllers: readonly LogSignature[] = [
  {
    id: 'istiod-queue-exhausted',
    pattern:
      /error handling (?<object>\S{1,250}), and retry budget exceeded: (?<reason>[^\t]{1,200})|retry budget exceeded|reaching the maximum retry times/,
    literals: ['retry budget exceeded', 'reaching the maximum retry times'],
    severity: 'warning',
    role: 'symptom',
    title: 'A controller of {owner} gave up on {object}: {reason}',
    why: 'The object stays as it is until it changes or the control plane restarts.',
    fix: [{ text: 'Correct the object or the error that the line names.' }],
    checks: controlPlane,
    identity: 'object',
  },
  {
    id: 'leader-election-lost',
    // The information "leader election lock lost: <id>" of an orderly shutdown is another text.
    pattern: /leader election lost|Leader election cycle \S{1,40} lost/,
    literals: ['leader election lost', 'Leader election cycle'],
    severity: 'warning',
    role: 'symptom',
    title: 'The control plane {owner} lost a leader election that it did not give up',
    why: 'The API server is slow or the process starves; work of the leader (root certificates of namespaces, status) pauses.',
    fix: [{ text: 'Look for API errors at the same time, and at the CPU limit.' }],
    checks: controlPlane,
  },
];
