import { expect, test } from 'vitest';
import { bugReportLog } from '../../src/parsers/bug-report-log.js';
import { parseText } from '../helpers/parse.js';

const start = '2026-03-04T08:00:00.000001Z\tinfo\t';

test('the run: times, endpoint, version, the containers it set out to fetch', () => {
  const { artifact } = parseText(
    bugReportLog,
    `
2026-03-04T08:00:00.000001Z	info	
Target cluster context: prod

2026-03-04T08:00:01.000000Z	info	
Cluster endpoint: https://10.0.0.1:6443

2026-03-04T08:00:02.000000Z	info	CLI version:
version.BuildInfo{Version:"1.20.2", GitRevision:"00f2", GolangVersion:"go1.21.5"}

2026-03-04T08:00:03.000000Z	info	

Fetching logs for the following containers:

shop/cart/cart-6f5b/istio-proxy
istio-system/istiod/istiod-7d4f/discovery

2026-03-04T08:00:09.500000Z	info	Done.
`,
  );
  expect(artifact).toEqual({
    from: '2026-03-04T08:00:00.000001Z',
    to: '2026-03-04T08:00:09.500000Z',
    clusterEndpoint: 'https://10.0.0.1:6443',
    targetContext: 'prod',
    istioctlVersion: '1.20.2',
    containers: [
      { namespace: 'shop', workload: 'cart', pod: 'cart-6f5b', container: 'istio-proxy' },
      { namespace: 'istio-system', workload: 'istiod', pod: 'istiod-7d4f', container: 'discovery' },
    ],
    failures: [],
  });
});

test('all errors stand in one entry, each followed by what the command printed', () => {
  const { artifact } = parseText(
    bugReportLog,
    `
${start}STARTING kubectl get events --all-namespaces -o wide
${start}COMPLETED kubectl get events --all-namespaces -o wide
2026-03-04T08:00:05.000000Z	error	kubectl error: exit status 1

stderr:
Error from server (Forbidden): jobs.batch is forbidden
Error from server (Forbidden): ingresses is forbidden

stdout:
apiVersion: v1
items: []
, podExec error: error exec'ing into shop/cart-6f5b istio-proxy container: command terminated with exit code 1

stderr:


stdout:

2026-03-04T08:00:06.000000Z	info	Done.
`,
  );
  expect(artifact.failures).toEqual([
    { reason: 'exit status 1: Error from server (Forbidden): jobs.batch is forbidden', line: 3 },
    {
      reason: "error exec'ing into shop/cart-6f5b istio-proxy container: command terminated with exit code 1",
      line: 12,
    },
  ]);
});

test('an error that names no command is kept as it is', () => {
  const { artifact } = parseText(bugReportLog, `${start}hello\n2026-03-04T08:00:05Z\terror\tcontext deadline exceeded`);
  expect(artifact.failures).toEqual([{ reason: 'context deadline exceeded', line: 2 }]);
});

test('a command that started and never ended did not finish', () => {
  const { artifact } = parseText(
    bugReportLog,
    `${start}STARTING ProxyGet shop/cart-6f5b:clusters\n${start}STARTING PodLogs shop/cart-6f5b/istio-proxy\n${start}COMPLETED PodLogs shop/cart-6f5b/istio-proxy`,
  );
  expect(artifact.failures).toEqual([
    { command: 'ProxyGet shop/cart-6f5b:clusters', reason: 'did not finish', line: 1 },
  ]);
});

test('namespaces joined by a comma: kubectl found nothing and said nothing', () => {
  const command = 'kubectl get all,jobs --kubeconfig /home/x/.kube/config -n shop,payments -o yaml';
  const { artifact } = parseText(bugReportLog, `${start}STARTING ${command}\n${start}COMPLETED ${command}`);
  expect(artifact.joinedNamespaces).toEqual({ names: 'shop,payments', line: 1 });
});

test('a list of types is not a list of namespaces', () => {
  const { artifact } = parseText(bugReportLog, `${start}STARTING kubectl get all,jobs --all-namespaces -o yaml`);
  expect(artifact.joinedNamespaces).toBeUndefined();
});

test('the context, pods without a Deployment, and the one namespace that 1.30 lists', () => {
  const { artifact } = parseText(
    bugReportLog,
    `${start}
Target cluster context: prod
${start}Fetching proxy logs for the following containers:

shop//db-0/istio-proxy
${start}STARTING kubectl get -n shop all,jobs,ingresses -o yaml
${start}COMPLETED kubectl get -n shop all,jobs,ingresses -o yaml
${start}STARTING kubectl describe pods -n istio-system
${start}COMPLETED kubectl describe pods -n istio-system`,
  );
  expect(artifact).toMatchObject({ targetContext: 'prod', onlyNamespace: 'shop', failures: [] });
  expect(artifact.containers).toEqual([{ namespace: 'shop', pod: 'db-0', container: 'istio-proxy' }]);
});

test('text without a time is no such log', () => {
  expect(() => parseText(bugReportLog, 'hello')).toThrow('no log of istioctl bug-report');
});
