import { injectionOtherRevision } from '../../../src/checks/injection/other-revision.js';
import { describeCheck } from '../../helpers/check.js';
import { labels, namespace, podSpec, webhook } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

function injector(revision: string, tag?: string) {
  const own = { 'istio.io/rev': revision, ...(tag !== undefined && { 'istio.io/tag': tag }) };
  return webhook({ name: 'rev.namespace.sidecar-injector.istio.io', labels: labels(own) });
}

const webhooks = [injector('1-26'), injector('1-27', 'prod'), injector('1-27', 'default')];
const facts = mesh({ revisionTags: new Map([...['prod', 'default'].map((tag) => [tag, '1-27'] as const)]) });

function shop(own: Record<string, string>, revision: string | undefined) {
  const status = JSON.stringify({ containers: ['istio-proxy'], revision });
  const annotations = labels({ 'sidecar.istio.io/status': status });
  return {
    namespaces: [namespace({ labels: labels(own) })],
    podSpecs: [podSpec({ annotations })],
    webhooks,
    mesh: facts,
  };
}

describeCheck(injectionOtherRevision, {
  silent: {
    'the revision of the namespace': shop({ 'istio.io/rev': '1-26' }, '1-26'),
    'the revision behind a tag': shop({ 'istio.io/rev': 'prod' }, '1-27'),
    'the revision behind the default tag': shop({ 'istio-injection': 'enabled' }, '1-27'),
    'a proxy that names the tag': shop({ 'istio.io/rev': 'prod' }, 'prod'),
    'an old proxy that names no revision': shop({ 'istio.io/rev': '1-27' }, undefined),
    'a revision that no webhook names': shop({ 'istio.io/rev': 'gone' }, '1-26'),
    'a namespace without a label': shop({}, '1-26'),
  },
  fires: {
    'pods that were not restarted': {
      given: shop({ 'istio.io/rev': '1-27' }, '1-26'),
      expect: [
        {
          messageId: 'differs',
          subject: 'Workload shop/cart',
          args: { actual: '1-26', asked: '1-27', count: 1 },
          evidence: 2,
        },
      ],
    },
    'pods of the revision that a tag left behind': {
      given: shop({ 'istio.io/rev': 'prod' }, '1-26'),
      expect: [{ messageId: 'differs', subject: 'Workload shop/cart', args: { asked: 'prod (revision 1-27)' } }],
    },
    'istio-injection wins over the revision': {
      given: shop({ 'istio-injection': 'enabled', 'istio.io/rev': '1-26' }, '1-26'),
      expect: [{ messageId: 'differs', subject: 'Workload shop/cart', args: { asked: 'default (revision 1-27)' } }],
    },
  },
});
