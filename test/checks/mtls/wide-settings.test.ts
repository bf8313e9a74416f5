import { expect, test } from 'vitest';
import { mtlsWideSettings } from '../../../src/checks/mtls/wide-settings.js';
import { resultInBundle } from '../../helpers/as-bundle.js';
import { describeOnManifests } from '../../helpers/manifest-cases.js';

function peer(namespace: string, mode: string, selector = ''): string {
  return `
  apiVersion: security.istio.io/v1
  kind: PeerAuthentication
  metadata: {name: default, namespace: ${namespace}}
  spec: {${selector} mtls: {mode: ${mode}}}
  ---`;
}

function rule(host: string, mode: string): string {
  return `
  apiVersion: networking.istio.io/v1
  kind: DestinationRule
  metadata: {name: wide, namespace: shop}
  spec: {host: "${host}", trafficPolicy: {tls: {mode: ${mode}}}}
  ---`;
}

const meshPolicy = `
  apiVersion: authentication.istio.io/v1alpha1
  kind: MeshPolicy
  metadata: {name: default}
  spec: {peers: [{mtls: {}}]}
  ---`;

const ofMesh = 'PeerAuthentication istio-system/default';
const ofShop = 'PeerAuthentication shop/default';
const wide = 'DestinationRule shop/wide';
const off = 'enableAutoMtls: false';

describeOnManifests(mtlsWideSettings, {
  silent: {
    'strict, and auto mutual TLS is on': peer('istio-system', 'STRICT') + rule('*.local', 'ISTIO_MUTUAL'),
    'a rule turns mutual TLS on, and auto mutual TLS is on': rule('*.local', 'ISTIO_MUTUAL'),
    'strict with the rule of the mesh': {
      yaml: peer('shop', 'STRICT') + peer('istio-system', 'PERMISSIVE') + rule('*.local', 'ISTIO_MUTUAL'),
      meshConfig: off,
    },
    'off on both sides': peer('shop', 'DISABLE') + rule('*.shop.svc.cluster.local', 'DISABLE'),
    'a policy of one workload': rule('*.local', 'DISABLE') + peer('shop', 'STRICT', 'selector: {matchLabels: {a: b}},'),
    'plain text to servers that accept both': rule('*.local', 'DISABLE') + peer('istio-system', 'PERMISSIVE'),
    'plain text to a namespace that is not strict in a strict mesh':
      peer('istio-system', 'STRICT') + peer('shop', 'PERMISSIVE') + rule('*.shop.svc.cluster.local', 'DISABLE'),
  },
  fires: {
    'a strict mesh without a rule': {
      given: { yaml: peer('istio-system', 'STRICT'), meshConfig: off },
      expect: [{ messageId: 'strictWithoutRule', subject: ofMesh, aliases: ['KIA0401', 'IST0113'] }],
    },
    'a strict namespace without a rule': {
      given: {
        yaml: peer('shop', 'STRICT') + rule('*.other.svc.cluster.local', 'ISTIO_MUTUAL') + peer('other', 'PERMISSIVE'),
        meshConfig: off,
      },
      expect: [{ messageId: 'strictWithoutRule', subject: ofShop, aliases: ['KIA0501', 'IST0113'] }],
    },
    'a MeshPolicy that dates the mesh': {
      given: meshPolicy,
      expect: [{ messageId: 'strictWithoutRule', subject: 'MeshPolicy default', aliases: ['IST0113'] }],
    },
    'the mesh turns it off and a rule on': {
      given: peer('istio-system', 'DISABLE') + rule('*.local', 'ISTIO_MUTUAL'),
      expect: [{ messageId: 'disabledWithMutualRule', subject: ofMesh, aliases: ['KIA0506', 'IST0113'] }],
    },
    'a namespace turns it off and the rule of the mesh on': {
      given: peer('shop', 'DISABLE') + rule('*.local', 'MUTUAL'),
      expect: [{ messageId: 'disabledWithMutualRule', subject: ofShop, aliases: ['KIA0505', 'IST0113'] }],
    },
    'a rule turns it off and the mesh is strict': {
      given: peer('istio-system', 'STRICT') + rule('*.local', 'DISABLE'),
      expect: [{ messageId: 'plaintextToStrict', subject: wide, severity: 'error', aliases: ['KIA0208', 'IST0113'] }],
    },
    'a rule turns it off and the namespace is strict': {
      given: peer('shop', 'STRICT') + rule('*.shop.svc.cluster.local', 'DISABLE'),
      expect: [{ messageId: 'plaintextToStrict', subject: wide, aliases: ['KIA0207', 'IST0113'] }],
    },
    'rules turn it on where nothing asks for it, which works since servers accept both': {
      given: { yaml: rule('*.local', 'ISTIO_MUTUAL'), meshConfig: off },
      expect: [{ messageId: 'mutualWithoutPolicy', subject: wide, severity: 'info', aliases: ['KIA0205', 'IST0113'] }],
    },
    'the same for a namespace': {
      given: { yaml: rule('*.shop.svc.cluster.local', 'ISTIO_MUTUAL'), meshConfig: off },
      expect: [{ messageId: 'mutualWithoutPolicy', subject: wide, aliases: ['KIA0206', 'IST0113'] }],
    },
  },
});

test.each([
  {
    open: 'a rule may make clients use it',
    yaml: peer('shop', 'STRICT') + peer('other', 'PERMISSIVE') + rule('*.other.svc.cluster.local', 'ISTIO_MUTUAL'),
    given: { meshConfig: off },
    kind: 'DestinationRule',
  },
  {
    open: 'a policy of the namespace may ask for it',
    yaml: rule('*.shop.svc.cluster.local', 'ISTIO_MUTUAL'),
    given: { meshConfig: off },
    kind: 'PeerAuthentication',
  },
  {
    open: 'the namespace may not be strict',
    yaml: peer('istio-system', 'STRICT') + rule('*.shop.svc.cluster.local', 'DISABLE'),
    given: {},
    kind: 'PeerAuthentication',
  },
])('$open, by an object that was not gathered', ({ yaml, given, kind }) => {
  const partial = new Map([[kind, new Set(['istio-system'])]]);
  expect(resultInBundle(mtlsWideSettings, yaml, {}, given).outcome).toBe('fail');
  expect(resultInBundle(mtlsWideSettings, yaml, { partial }, given)).toMatchObject({
    outcome: 'inconclusive',
    findings: [],
  });
});
