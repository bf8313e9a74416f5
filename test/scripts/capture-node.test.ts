import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { capture as layout } from '../../src/layouts/capture.js';

const script = fileURLToPath(new URL('../../scripts/capture-node.sh', import.meta.url));

describe('capture-node.sh', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'capture-node-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Programs of the node: what they print, or undefined to fail as without root. */
  function run(programs: Record<string, string | undefined>, ...args: string[]) {
    for (const [name, output] of Object.entries(programs)) {
      const body = output === undefined ? 'echo "you must be root" >&2; exit 4' : `echo '${output}'`;
      writeFileSync(join(folder, name), `#!/bin/sh\n${body}\n`);
      chmodSync(join(folder, name), 0o700);
    }
    return spawnSync('sh', [script, ...args], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
  }

  it('writes what the capture layout reads', () => {
    const route = 'default via 10.0.0.1 dev eth0';
    const { status } = run({ ip: route, 'iptables-save': '*nat' }, 'worker-1', join(folder, 'out'));
    expect(status).toBe(0);
    const files = readdirSync(join(folder, 'out/nodes/worker-1')).sort();
    expect(files).toEqual(['ip-route.txt', 'iptables-save.txt']);
    expect(files.filter((file) => layout.claim(`nodes/worker-1/${file}`) === undefined)).toEqual([]);
    expect(readFileSync(join(folder, 'out/nodes/worker-1/ip-route.txt'), 'utf8')).toBe(`${route}\n`);
  });

  it('says what it could not get, and keeps the words of the tool', () => {
    const run1 = run({ ip: 'default via 10.0.0.1', 'iptables-save': undefined }, 'worker-1', join(folder, 'out'));
    expect([run1.status, run1.stderr]).toEqual([10, 'capture-node.sh: iptables-save: you must be root\n']);
    expect(readdirSync(join(folder, 'out/nodes/worker-1')).sort()).toEqual([
      'ip-route.txt',
      'iptables-save.txt.stderr',
    ]);
  });

  it('writes nowhere else, whatever the name', () => {
    const { status, stderr } = run({}, '../elsewhere', join(folder, 'out'));
    expect([status, stderr]).toEqual([2, 'capture-node.sh: not the name of a node: ../elsewhere (see --help)\n']);
  });
});
