import { describe, expect, it } from 'vitest';
import {
  everyCallFails,
  flags,
  forbidden,
  interrupted,
  manyCallsFail,
  oneCallFails,
  type Scenario,
} from './stand-in/faults.js';
import { hostileNames, hostileNamesTogether, podsChange } from './stand-in/hostile.js';
import { nothingCanBeWritten, toolsMissing } from './stand-in/hosts.js';
import { createSandbox, type Sandbox } from './stand-in/run.js';

/**
 * Every n-th scenario for CAPTURE_THOROUGH=n, half an hour of two cores for 1; a few of each class without it.
 * What fails is tried again by its name: CAPTURE_THOROUGH=1 npx vitest run test/scripts/capture-faults.test.ts -t 'hang at call 17$'.
 * CAPTURE_SHELL='busybox sh' takes another shell.
 */
const stride = Number(process.env.CAPTURE_THOROUGH ?? 0);

function chosen(scenarios: readonly Scenario[], few: number): Scenario[] {
  const count = stride > 0 ? Math.ceil(scenarios.length / stride) : few;
  return Array.from(
    { length: count },
    (_, at) => scenarios[Math.floor(((at + 0.5) * scenarios.length) / count)],
  ).filter((scenario) => scenario !== undefined);
}

async function inSandbox<T>(use: (sandbox: Sandbox) => Promise<T>): Promise<T> {
  const sandbox = createSandbox();
  try {
    return await use(sandbox);
  } finally {
    sandbox.remove();
  }
}

const untroubled = await inSandbox((sandbox) => sandbox.run({ flags }));
const calls = untroubled.calls.length;

/** `few`: how many of them are tried each time. */
const classes: { name: string; scenarios: Scenario[]; few: number }[] = [
  { name: 'one call goes wrong', scenarios: oneCallFails(calls), few: 6 },
  { name: 'calls go wrong again and again', scenarios: manyCallsFail, few: 1 },
  { name: 'every call goes wrong', scenarios: everyCallFails, few: 1 },
  { name: 'something is forbidden', scenarios: forbidden(), few: 1 },
  { name: 'a signal at any moment', scenarios: interrupted(calls), few: 5 },
  { name: 'pods are not as they were listed', scenarios: podsChange, few: 1 },
  { name: 'the host lacks a tool', scenarios: toolsMissing, few: 2 },
  { name: 'nothing can be written', scenarios: nothingCanBeWritten, few: 3 },
  { name: 'names that attack, all in every place', scenarios: [hostileNamesTogether], few: 1 },
  { name: 'names that attack, one in every place', scenarios: hostileNames, few: 0 },
];

it('makes many calls in a run without trouble', () => {
  expect(untroubled.code).toBe(0);
  expect(calls).toBeGreaterThan(60);
});

for (const { name: className, scenarios, few } of classes) {
  const tried = chosen(scenarios, few);
  describe.skipIf(tried.length === 0)(className, { concurrent: stride > 0, timeout: 300_000 }, () => {
    for (const { name, check, impossible } of tried) {
      const title = impossible === undefined ? name : `${name} (skipped: ${impossible})`;
      it.skipIf(impossible !== undefined)(title, () => inSandbox(check));
    }
  });
}
