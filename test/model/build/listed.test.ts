import { describe, expect, test } from 'vitest';
import { buildNetworkPolicies } from '../../../src/model/build/cluster.js';
import { buildDestinationRules, buildVirtualServices } from '../../../src/model/build/configuration.js';
import { listsAll, partialKinds } from '../../../src/model/build/listed.js';
import { gatherLog } from '../../../src/parsers/gather-log.js';
import { buildContext, stored, storedObjects } from '../../helpers/build.js';
import { parseText } from '../../helpers/parse.js';

const oneObject = { kind: 'kubernetes-objects', namespace: 'shop', listsInNamespace: [] };

function virtualServiceFile() {
  const path = 'namespaces/shop/networking.istio.io/virtualservices/cart.yaml';
  const object = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'VirtualService',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { hosts: ['cart'] },
  };
  return { ...storedObjects(path, object), tag: oneObject };
}

function serviceList() {
  const tag = { ...oneObject, listsInNamespace: ['Service'] };
  return { ...storedObjects('namespaces/shop/core/services.yaml'), tag };
}

function collectorLog(...lines: readonly string[]) {
  const text = ['Executing Istio gather script', ...lines, 'Done executing Istio gather script'].join('\n');
  return stored('gather.logs', parseText(gatherLog, text).artifact);
}

const askedForVirtualServices = 'Inspecting resource crd/virtualservices.networking.istio.io';

describe('partialKinds', () => {
  test('kinds of files with one object, and of lists of one namespace with the namespaces that have one', () => {
    const { artifacts } = buildContext({
      artifacts: { 'kubernetes-objects': [virtualServiceFile(), serviceList()] },
      namespaces: { Service: ['shop'] },
    });
    expect(partialKinds(artifacts)).toEqual(
      new Map([
        ['VirtualService', new Set()],
        ['Service', new Set(['shop'])],
      ]),
    );
  });

  test('what another entry lists for the whole cluster is not partial', () => {
    const { artifacts } = buildContext({
      artifacts: { 'kubernetes-objects': [virtualServiceFile(), serviceList()] },
      lists: ['VirtualService', 'Service'],
    });
    expect(partialKinds(artifacts)).toEqual(new Map());
  });

  test('nothing is partial where no layout says so', () => {
    const { artifacts } = buildContext({
      artifacts: { 'kubernetes-objects': [storedObjects('a.yaml', { kind: 'Namespace', metadata: { name: 'shop' } })] },
    });
    expect(partialKinds(artifacts)).toEqual(new Map());
  });
});

describe('the log of a mesh collector', () => {
  test('shows that all objects of a kind were fetched', () => {
    const { artifacts } = buildContext({
      artifacts: {
        'kubernetes-objects': [virtualServiceFile()],
        'gather-log': [collectorLog(askedForVirtualServices)],
      },
    });
    expect(listsAll(artifacts, 'VirtualService')).toBe(true);
    expect(listsAll(artifacts, 'DestinationRule')).toBe(false);
    expect(partialKinds(artifacts)).toEqual(new Map());
  });

  test('shows nothing in a bundle that lost entries', () => {
    const { artifacts } = buildContext({ artifacts: { 'gather-log': [collectorLog(askedForVirtualServices)] } });
    expect(listsAll({ ...artifacts, isComplete: false }, 'VirtualService')).toBe(false);
  });

  test('makes "there are none" a fact, and names why a kind is missing', () => {
    const context = buildContext({
      artifacts: {
        'gather-log': [
          collectorLog(
            askedForVirtualServices,
            'Inspecting resource crd/destinationrules.networking.istio.io',
            'error: the server is currently unable to handle the request',
          ),
        ],
      },
    });
    expect(buildVirtualServices(context)).toEqual({ state: 'present', value: [], coverage: { seen: 0 } });
    expect(buildDestinationRules(context)).toEqual({
      state: 'absent',
      because:
        'DestinationRules captured but unusable: gather.logs: error: the server is currently unable to handle the request',
    });
  });
});

test('an empty list of one namespace does not show that the cluster has none', () => {
  const context = buildContext({ namespaces: { NetworkPolicy: ['shop', 'data'] } });
  expect(buildNetworkPolicies(context)).toEqual({
    state: 'absent',
    because: 'there are no network policies in data, shop, and other namespaces were not captured',
  });
});
