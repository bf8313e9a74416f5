import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { Scenario } from './faults.js';
import { expectHonest } from './honest.js';
import { archiveOf, pathsOf, type Sandbox } from './run.js';

const recorded = fileURLToPath(new URL('istio-1.24', import.meta.url));
const textOf = (name: string) => readFileSync(join(recorded, name), 'utf8');

/** A copy of the recorded mesh with some of its answers replaced. */
function altered(sandbox: Sandbox, files: Record<string, string>): string {
  const folder = join(sandbox.root, 'answers');
  cpSync(recorded, folder, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

const cart = 'cart-7d9f5b6c4-x2x9p';

/** What is said of a pod that was listed a moment ago, and the reason in the manifest. */
const goneNow: [name: string, message: string, reason: Record<string, string>][] = [
  ['deleted', `Error from server (NotFound): pods "${cart}" not found`, { skipped: 'gone' }],
  ['restarting', 'error: unable to upgrade connection: container not found ("istio-proxy")', { skipped: 'gone' }],
  [
    'without the container',
    'Error from server (BadRequest): container istio-proxy is not valid for pod cart',
    { skipped: 'gone' },
  ],
  [
    'completed',
    'error: cannot exec into a container in a completed pod; current phase is Succeeded',
    { error: 'failed' },
  ],
  [
    'on a lost node',
    'Error from server: error dialing backend: dial tcp 10.0.0.9:10250: i/o timeout',
    { error: 'failed' },
  ],
];

export const podsChange: Scenario[] = [
  ...goneNow.map(([name, message, reason]) => ({
    name: `a pod is ${name}`,
    async check(sandbox: Sandbox) {
      const answers = altered(sandbox, { answers: `kubectl * ${cart} *|!1 ${message}\n${textOf('answers')}` });
      const run = await sandbox.run({ answers, flags: ['--only', 'proxy'] });
      await expectHonest(run);
      expect(run.code).toBe(reason.error === undefined ? 0 : 10);
      expect(archiveOf(run).manifest).toContainEqual(
        expect.objectContaining({ path: `proxies/shop/${cart}/certs.json`, ...reason }),
      );
      expect(pathsOf(run)).toContain('proxies/shop/orders-0/config-dump.json');
    },
  })),
  {
    name: 'images without a shell and tools',
    async check(sandbox) {
      const lacking = ['cat', 'ip', 'ss', 'netstat', 'iptables-save', 'ip6tables-save'].map(
        (tool) => `kubectl exec * -- ${tool}*|!126 exec: "${tool}": executable file not found in $PATH: unknown\n`,
      );
      const answers = altered(sandbox, { answers: lacking.join('') + textOf('answers') });
      const run = await sandbox.run({ answers, flags: ['--only', 'proxy'] });
      await expectHonest(run);
      expect(run.code).toBe(0);
      expect(archiveOf(run).manifest).toContainEqual(
        expect.objectContaining({ path: 'proxies/shop/orders-0/resolv-conf.txt', skipped: 'missing-tool' }),
      );
      expect(pathsOf(run)).toContain('proxies/shop/orders-0/config-dump.json');
    },
  },
  {
    name: 'five thousand pods',
    async check(sandbox) {
      const pods = Array.from(
        { length: 5000 },
        (_, at) =>
          `shop|web-${at}|node-1|Running|10.0.1.7|ReplicaSet/web-7d|app=web pod-template-hash=7d |main:istio-proxy=docker.io/istio/proxyv2:1.24.0= |istio-proxy=true=0=running= \n`,
      );
      const answers = altered(sandbox, { 'pods.list': pods.join('') });
      const run = await sandbox.run({ answers, flags: ['--max-proxies', '2', '--only', 'proxy'] });
      await expectHonest(run);
      const { manifest } = archiveOf(run);
      expect(manifest.at(-1)).toMatchObject({ proxiesChosen: 2, proxiesKnown: 5000 });
      expect(manifest.filter(({ skipped }) => skipped === 'limit')).toHaveLength(4998);
    },
  },
];

const hostile = [
  '$(touch NASTY_ESCAPE)',
  '`touch NASTY_ESCAPE`',
  "';touch NASTY_ESCAPE;'",
  '"; touch NASTY_ESCAPE; "',
  'a\ntouch NASTY_ESCAPE\n',
  'a|b|$(touch NASTY_ESCAPE)',
  '& touch NASTY_ESCAPE &',
  '--kubeconfig=NASTY_ESCAPE',
  '-rf',
  '../../../NASTY_ESCAPE',
  '/etc/NASTY_ESCAPE',
  '..',
  '\u001b]0;NASTY_ESCAPE\u0007\u001b[31m',
  'a b\tc',
  '*',
  '%s%n%x',
  '\\"NASTY_ESCAPE\\\\',
  `a${'x'.repeat(300)}`,
  '\u0000NASTY_ESCAPE',
  'ünïcode',
];

const fieldsOfPod = [
  'shop',
  'web-1',
  'node-1',
  'Running',
  '10.0.1.7',
  'ReplicaSet/web-7d',
  'app=web ',
  'main:istio-proxy=docker.io/istio/proxyv2:1.24.0= ',
  'istio-proxy=true=0=running= ',
];

/** A pod like any other, for each of its fields once with the text in it. */
function podsWith(text: string, index: number): string {
  const lists: Record<number, string> = {
    6: `app=${text} ${text}=x `,
    7: `main:${text}=docker.io/istio/proxyv2:${text}= `,
    8: `${text}=true=0=${text}=${text} `,
  };
  return fieldsOfPod
    .map((_, place) => {
      const fields = fieldsOfPod.with(1, `web-${index}-${place}`).with(place, lists[place] ?? text);
      return `${fields.join('|')}\n`;
    })
    .join('');
}

async function checkNames(sandbox: Sandbox, texts: readonly string[]): Promise<void> {
  const each = (shape: (text: string, index: number) => string) => texts.map(shape).join('');
  const answers = altered(sandbox, {
    'pods.list': textOf('pods.list') + each(podsWith),
    'events.list': each((text) => `${text}|${text}|${text}|${text}\n`),
    'namespaces.list': textOf('namespaces.list') + each((text) => `${text}\n`),
    'configmaps.list': textOf('configmaps.list') + each((text) => `${text}\nistio-${text}\n`),
    customresourcedefinitions:
      textOf('customresourcedefinitions') +
      each((text) => `${text}.networking.istio.io   networking.istio.io   v1   Namespaced\n`),
    'api-resources': each((text) => `${text}.networking.istio.io\n`),
    'context-namespace': texts.join(' '),
    context: texts.join(' '),
    server: texts.join(' '),
    version: JSON.stringify({ clientVersion: { gitVersion: texts.join(' ') } }, null, 2),
    'istioctl-version': JSON.stringify({ clientVersion: { version: texts.join(' ') } }, null, 2),
  });
  const run = await sandbox.run({ answers, flags: ['--max-proxies', '6', '--include-application-logs', '--probe'] });
  await expectHonest(run);
  const created = readdirSync(sandbox.root, { recursive: true }).map(String);
  expect([...created, ...readdirSync('/'), ...readdirSync('/etc')].filter((it) => it.includes('NASTY'))).toEqual([]);
  expect(run.calls.flat().filter((argument) => /NASTY_ESCAPE|^-rf$|[\n\u001b]|x{200}/.test(argument))).toEqual([]);
  expect(pathsOf(run).filter((path) => !/^[A-Za-z0-9._/-]{1,200}$/.test(path))).toEqual([]);
  // The pods beside them are captured as always.
  expect(pathsOf(run)).toContain('proxies/shop/orders-0/config-dump.json');
}

export const hostileNamesTogether: Scenario = {
  name: 'hostile names',
  check: (sandbox) => checkNames(sandbox, hostile),
};

export const hostileNames: Scenario[] = hostile.map((text) => ({
  name: JSON.stringify(text).slice(0, 40),
  check: (sandbox) => checkNames(sandbox, [text]),
}));
