import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

function events(text: string) {
  return parseText(kubectlTable, text).artifact.events;
}

test('wide, with cells that are empty or hold a comma', () => {
  expect(
    events(`
    NAMESPACE   LAST SEEN   TYPE      REASON      OBJECT           SUBOBJECT                      SOURCE                MESSAGE                                   FIRST SEEN   COUNT   NAME
    shop        2m14s       Warning   Unhealthy   pod/cart-h2k4p   spec.containers{istio-proxy}   kubelet, worker-2     Readiness probe failed: statuscode: 503   46m          212     cart-h2k4p.17c
    shop        <unknown>   Normal    Scheduled   pod/cart-h2k4p                                  default-scheduler     Successfully assigned shop/cart           <unknown>            cart-h2k4p.17d
    `),
  ).toMatchObject([
    {
      namespace: 'shop',
      type: 'Warning',
      reason: 'Unhealthy',
      object: { kind: 'Pod', name: 'cart-h2k4p' },
      message: 'Readiness probe failed: statuscode: 503',
      count: 212,
      line: 2,
    },
    { type: 'Normal', reason: 'Scheduled', message: 'Successfully assigned shop/cart', count: 1, line: 3 },
  ]);
});

test('the columns of kubectl up to 1.12, where NAME is the name of the event', () => {
  expect(
    events(`
    LAST SEEN   FIRST SEEN   COUNT     NAME                          KIND      SUBOBJECT   TYPE      REASON             SOURCE              MESSAGE
    3m          12m          41        cart-h2k4p.15541f5d7e0f4a9c   Pod                   Warning   FailedScheduling   default-scheduler   0/3 nodes are available
    `),
  ).toMatchObject([
    {
      object: { kind: 'Pod', name: 'cart-h2k4p' },
      type: 'Warning',
      reason: 'FailedScheduling',
      message: '0/3 nodes are available',
      count: 41,
    },
  ]);
});

test('a message goes on in the next lines, also behind an empty one', () => {
  expect(
    events(`
    LAST SEEN   TYPE      REASON        OBJECT               MESSAGE
    17m         Warning   FailedMount   pod/cart-h2k4p       Unable to attach volumes:
    timed out waiting for the condition

    the list of unmounted volumes is [data]
    4m          Warning   BackOff       deployment/reviews   Back-off restarting
    `),
  ).toMatchObject([
    {
      reason: 'FailedMount',
      message: 'Unable to attach volumes: timed out waiting for the condition the list of unmounted volumes is [data]',
      line: 2,
    },
    { reason: 'BackOff', object: { kind: 'Deployment', name: 'reviews' }, line: 6 },
  ]);
});

test('a kind that Kubernetes does not know stays as printed', () => {
  expect(
    events(`
    LAST SEEN   TYPE     REASON    OBJECT           MESSAGE
    17m         Normal   Issued    certificate/web  Done
    `),
  ).toMatchObject([{ object: { kind: 'certificate', name: 'web' } }]);
});
