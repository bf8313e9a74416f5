import { expect, test } from 'vitest';
import { desiredConfigDump } from '../../../src/parsers/envoy-config-dump/desired.js';
import { parseWindow } from '../../helpers/parse.js';

const dump = JSON.stringify({
  configs: [
    {
      '@type': 'type.googleapis.com/envoy.admin.v3.ClustersConfigDump',
      dynamicActiveClusters: [
        {
          cluster: {
            '@type': 'type.googleapis.com/envoy.config.cluster.v3.Cluster',
            name: 'outbound|80||cart.shop.svc.cluster.local',
            type: 'EDS',
          },
        },
      ],
    },
  ],
});

test('what istiod means a proxy to have, behind a warning that landed in the file', () => {
  const text = `Warning: would violate PodSecurity "restricted:latest"\n${dump}`;
  for (const size of [7, 100_000]) {
    const { artifact, notes } = parseWindow(desiredConfigDump, text, { size });
    expect(artifact).toMatchObject({
      connected: true,
      dump: { clusters: [{ dynamic: true, items: [{ name: 'outbound|80||cart.shop.svc.cluster.local' }] }] },
    });
    expect(notes).toEqual([
      {
        code: 'unexpected-content',
        path: 'entry',
        line: 1,
        detail: 'in front of the JSON: Warning: would violate PodSecurity "restricted:latest"',
      },
    ]);
  }
});

test('a proxy that is not connected to the replica asked is an answer', () => {
  const text = 'Proxy not connected to this Pilot instance. It may be connected to another instance.\n';
  expect(parseWindow(desiredConfigDump, text).artifact).toEqual({ connected: false });
});

test('an error text is no answer', () => {
  expect(() => parseWindow(desiredConfigDump, '404 page not found\n')).toThrow('404 page not found');
  expect(() => parseWindow(desiredConfigDump, 'command terminated with exit code 126\n')).toThrow('exit code 126');
});
