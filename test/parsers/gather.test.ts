import { describe, expect, test } from 'vitest';
import { gatherLog } from '../../src/parsers/gather-log.js';
import { gatherTimestamp } from '../../src/parsers/gather-timestamp.js';
import { gatherVersion } from '../../src/parsers/gather-version.js';
import { parseText } from '../helpers/parse.js';

describe('gather-timestamp', () => {
  test('two times as Go prints them', () => {
    const text = `
      2026-03-04 10:12:04.123456789 +0100 CET m=+0.512345678
      2026-03-04 10:31:40.5 +0100 CET m=+1176.9
    `;
    expect(parseText(gatherTimestamp, text).artifact).toEqual({
      started: '2026-03-04T09:12:04.000Z',
      ended: '2026-03-04T09:31:40.000Z',
    });
  });

  test('a run that was stopped has no end', () => {
    expect(parseText(gatherTimestamp, '2026-03-04 09:12:04 +0000 UTC m=+0.5\n').artifact).toEqual({
      started: '2026-03-04T09:12:04.000Z',
    });
  });

  test('any other text is not used', () => {
    expect(() => parseText(gatherTimestamp, 'yesterday\n')).toThrow('no time');
  });
});

describe('gather-version', () => {
  test('the name of the collector and its version', () => {
    expect(parseText(gatherVersion, 'openshift-service-mesh/must-gather\n3.1.0\n').artifact).toEqual({
      collector: 'openshift-service-mesh/must-gather',
      version: '3.1.0',
    });
    expect(parseText(gatherVersion, 'openshift/must-gather\n').artifact).toEqual({
      collector: 'openshift/must-gather',
    });
  });

  test('a sentence is no name', () => {
    expect(() => parseText(gatherVersion, 'the version of the thing\n')).toThrow('no name');
  });
});

describe('gather-log', () => {
  test('custom resources count as listed when the mesh collector came to its end without a complaint about them', () => {
    const text = `
      2026-03-04T09:12:05.100000000Z Executing Istio gather script
      2026-03-04T09:12:06.100000000Z Inspecting resource crd/gateways.networking.istio.io
      2026-03-04T09:12:07.100000000Z Wrote inspect data to /must-gather/istio.
      2026-03-04T09:12:08.100000000Z Inspecting resource crd/virtualservices.networking.istio.io
      2026-03-04T09:12:09.100000000Z error: the server was unable to return a response in the time allotted
      2026-03-04T09:13:00.100000000Z Done executing Istio gather script
    `;
    expect(parseText(gatherLog, text).artifact).toEqual({
      by: 'image',
      first: '2026-03-04T09:12:05.100000000Z',
      last: '2026-03-04T09:13:00.100000000Z',
      listed: ['gateways.networking.istio.io'],
      failures: [
        {
          step: 'crd/virtualservices.networking.istio.io',
          reason: 'error: the server was unable to return a response in the time allotted',
          line: 5,
          relayed: false,
        },
      ],
      unfinished: false,
    });
  });

  test('a collector that did not come to its end has listed nothing', () => {
    const text = `
      2026-03-04T09:12:05Z Executing Istio gather script
      2026-03-04T09:12:06Z Dumping CRD gateways.networking.istio.io...
    `;
    expect(parseText(gatherLog, text).artifact.listed).toEqual([]);
  });

  test('Maistra prints no times of its own and ends with one word', () => {
    const text = `
      Executing Istio gather script
      Dumping CRD gateways.networking.istio.io...
      Done
    `;
    expect(parseText(gatherLog, text).artifact.listed).toEqual(['gateways.networking.istio.io']);
  });

  test('the log of oc: what it relays is marked, and it tells when it gave up', () => {
    const text = `
      [must-gather      ] OUT 2026-03-04T09:12:04.1Z Using must-gather plug-in image: quay.io/x
      [must-gather-x7k2p] POD 2026-03-04T09:12:09.1Z Gathering data for ns/openshift-dns...
      [must-gather-x7k2p] POD 2026-03-04T09:12:10.1Z error: unable to connect to the kubelet
      [must-gather-x7k2p] OUT 2026-03-04T09:22:04.1Z gather never finished: timed out waiting for the condition
    `;
    expect(parseText(gatherLog, text).artifact).toMatchObject({
      by: 'oc',
      unfinished: true,
      failures: [
        { step: 'ns/openshift-dns...', reason: 'error: unable to connect to the kubelet', line: 3, relayed: true },
        { reason: 'gather never finished: timed out waiting for the condition', line: 4, relayed: false },
      ],
    });
  });

  test('another text is not used', () => {
    expect(() => parseText(gatherLog, 'hello\n')).toThrow('no log of oc adm must-gather');
  });
});
