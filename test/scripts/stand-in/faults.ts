import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { expectClean, expectHonest, stepsOf } from './honest.js';
import { archiveOf, type Fault, pathsOf, type Run, type Sandbox, script } from './run.js';

/** One run of the script in which something goes wrong, and what must hold then. */
export interface Scenario {
  name: string;
  check(sandbox: Sandbox): Promise<void>;
  /** Why this host cannot try it. */
  impossible?: string | undefined;
}

/** Every call has its number, the same in each run with these flags. */
export const flags = ['--parallel', '1', '--max-proxies', '1'];

/** Only where calls hang is the limit of each so short that a busy host could miss it. */
const flagsFor = (how: Fault['how']) => (how === 'hang' ? [...flags, '--request-timeout', '1s'] : flags);

const answers: Fault['how'][] = ['exit', 'hang', 'half', 'garbage', 'empty', 'slow'];
const signals: Fault['how'][] = ['INT', 'TERM', 'HUP', 'PIPE', 'TWICE'];

/** Each fault at each place. The places begin elsewhere for each fault, so that every n-th scenario is another place. */
function combined(faults: readonly Fault['how'][], places: readonly number[]): (readonly [Fault['how'], number])[] {
  return faults.flatMap((how, index) => {
    const start = Math.floor((index * places.length) / faults.length);
    return [...places.slice(start), ...places.slice(0, start)].map((place) => [how, place] as const);
  });
}

export function oneCallFails(calls: number): Scenario[] {
  const numbers = Array.from({ length: calls }, (_, index) => index + 1);
  return combined(answers, numbers).map(([how, at]) => ({
    name: `${how} at call ${at}`,
    async check(sandbox) {
      const run = await sandbox.run({ flags: flagsFor(how), fault: { at, how } });
      await expectHonest(run);
      if (how === 'slow') expect(run.code).toBe(0);
      else expect([0, 10]).toContain(run.code);
      if (how === 'exit' || how === 'hang' || how === 'half') expectNamed(run, at, how);
    },
  }));
}

/** The step of the call that failed says so. A call without a step of its own was followed by another way to the same. */
function expectNamed(run: Run, at: number, how: Fault['how']): void {
  for (const step of stepsOf(run.calls[at - 1], archiveOf(run))) {
    // The date of the API server comes with any answer.
    if (step.step === 'meta/date') continue;
    expect(step.error ?? step.skipped).toBeTypeOf('string');
    if (how === 'exit') expect(step).toMatchObject({ exit: 1, detail: 'error: the connection was lost' });
    if (how === 'hang') expect(step).toMatchObject({ error: 'timeout', detail: 'no answer within 1 s' });
  }
}

export const manyCallsFail: Scenario[] = combined(answers, [2, 3, 5, 7, 11]).map(([how, every]) => ({
  name: `${how} at each multiple of ${every}`,
  async check(sandbox) {
    const run = await sandbox.run({ flags: [...flagsFor(how), '--timeout', '15s'], fault: { every, how } });
    await expectHonest(run);
    expect([0, 10]).toContain(run.code);
  },
}));

export const everyCallFails: Scenario[] = answers.map((how) => ({
  name: `${how} at every call`,
  async check(sandbox) {
    const limit = how === 'hang' ? ['--timeout', '6s'] : [];
    const run = await sandbox.run({ flags: [...flagsFor(how), ...limit], fault: { every: 1, how } });
    await expectHonest(run);
    expect(run.code === 0).toBe(how === 'slow');
  },
}));

/** The third column of the script's table. */
function resources(): string[] {
  const table = readFileSync(script, 'utf8').split(/^.*'TABLE'$|^TABLE$/m)[1] ?? '';
  return table
    .trim()
    .split('\n')
    .map((row) => row.split('|')[2] ?? '');
}

export function forbidden(): Scenario[] {
  const objects = [
    ...resources(),
    'customresourcedefinitions',
    'virtualservices.networking.istio.io',
    'configmaps',
    'leases.coordination.k8s.io',
    '--raw',
  ];
  return [
    ...objects.map((resource) => ({
      name: `may not get ${resource}`,
      async check(sandbox: Sandbox) {
        const run = await sandbox.run({ flags, refuse: `* get ${resource} *` });
        await expectHonest(run);
        expect(run.code).toBe(10);
        const reasons = archiveOf(run).manifest.map(({ error }) => error);
        expect(new Set(reasons.filter((error) => error !== undefined))).toEqual(new Set(['forbidden']));
        expect(pathsOf(run)).toContain(resource === 'nodes' ? 'cluster/pods.json' : 'cluster/nodes.json');
      },
    })),
    ...['exec', 'logs', 'auth can-i', 'version'].map((verb) => ({
      name: `may not use ${verb}`,
      async check(sandbox: Sandbox) {
        const run = await sandbox.run({ flags, refuse: `kubectl ${verb} *` });
        await expectHonest(run);
        expect(run.code).toBe(10);
      },
    })),
    {
      name: 'may not do anything',
      async check(sandbox) {
        const run = await sandbox.run({ flags, refuse: '*' });
        await expectHonest(run);
        expect(run.code).toBe(1);
        expect(run.stderr).toContain('the cluster answered nothing');
      },
    },
  ];
}

export function interrupted(calls: number): Scenario[] {
  const moments = Array.from({ length: 20 }, (_, index) => 1 + Math.floor((index * calls) / 20));
  const atCalls = combined(signals, moments).map(([how, at]) => ({
    name: how === 'TWICE' ? `a second SIGINT at call ${at}` : `SIG${how} at call ${at}`,
    async check(sandbox: Sandbox) {
      const run = await sandbox.run({ flags, fault: { at, how } });
      if (how === 'TWICE') {
        expectClean(run);
        expect([run.code, run.output]).toEqual([1, []]);
        return;
      }
      await expectHonest(run);
      expect(run.code).toBe(11);
      expect(archiveOf(run).manifest.at(-1)).toMatchObject({ interrupted: true });
    },
  }));
  return [
    ...atCalls,
    {
      name: 'SIGINT while the archive is packed',
      async check(sandbox) {
        const gzip = execFileSync('sh', ['-c', 'command -v gzip'], { encoding: 'utf8' }).trim();
        const signal = `kill -INT "-$(ps -o pgid= -p $$ | tr -d ' ')"`;
        writeFileSync(join(sandbox.root, 'bin/gzip'), `#!/bin/sh\n${signal}\nexec ${gzip} "$@"\n`, { mode: 0o700 });
        const run = await sandbox.run({ flags: [...flags, '--only', 'services'] });
        await expectHonest(run);
        expect(archiveOf(run).manifest.at(-1)).toMatchObject({ interrupted: run.code === 11 });
      },
    },
    {
      name: 'the terminal is gone',
      async check(sandbox) {
        const { child, ended } = sandbox.start({ flags });
        child.stderr?.destroy();
        await expectHonest(await ended);
      },
    },
  ];
}
