import { expect, test } from 'vitest';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { parseText } from '../../helpers/parse.js';

function services(text: string) {
  return parseText(kubectlTable, text).artifact.services;
}

test('every type of service, wide', () => {
  expect(
    services(`
    NAMESPACE      NAME       TYPE           CLUSTER-IP    EXTERNAL-IP      PORT(S)                      AGE   SELECTOR
    shop           cart       ClusterIP      10.96.142.7   <none>           9080/TCP                     6d    app=cart,tier=front
    shop           store      ClusterIP      None          <none>           9042/TCP,7000/TCP            6d    <none>
    shop           payments   ExternalName   <none>        pay.example.com  <none>                       2d    <none>
    istio-system   ingress    LoadBalancer   10.96.4.220   <pending>        15021:31893/TCP,80:31380/TCP 6d    istio=ingressgateway
    `),
  ).toMatchObject([
    {
      namespace: 'shop',
      name: 'cart',
      type: 'ClusterIP',
      clusterIPs: ['10.96.142.7'],
      external: [],
      selector: new Map([
        ['app', 'cart'],
        ['tier', 'front'],
      ]),
      ports: [{ port: 9080, protocol: 'TCP' }],
      line: 2,
    },
    { name: 'store', clusterIPs: ['None'], ports: [{ port: 9042 }, { port: 7000 }] },
    { name: 'payments', type: 'ExternalName', clusterIPs: [], external: ['pay.example.com'], ports: [] },
    {
      namespace: 'istio-system',
      type: 'LoadBalancer',
      external: [],
      ports: [
        { port: 15021, nodePort: 31893, protocol: 'TCP' },
        { port: 80, nodePort: 31380, protocol: 'TCP' },
      ],
    },
  ]);
});

test('a service without selector has none, and a table that is not wide does not tell', () => {
  const [wide] = services(`
    NAME    TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE   SELECTOR
    store   ClusterIP   10.96.0.1    <none>        443/TCP   6d    <none>
    `) ?? [{}];
  expect(wide).not.toHaveProperty('selector');
  const [plain] = services(`
    NAME    TYPE        CLUSTER-IP   EXTERNAL-IP   PORT(S)   AGE
    store   ClusterIP   10.96.0.1    <none>        443/TCP   6d
    `) ?? [{}];
  expect(plain).not.toHaveProperty('selector');
});

test('a load balancer with several addresses', () => {
  const [ingress] =
    services(`
    NAME      TYPE           CLUSTER-IP   EXTERNAL-IP                 PORT(S)        AGE
    ingress   LoadBalancer   10.96.0.1    192.0.2.7,lb.example.com    80:31380/TCP   6d
    `) ?? [];
  expect(ingress?.external).toEqual(['192.0.2.7', 'lb.example.com']);
});
