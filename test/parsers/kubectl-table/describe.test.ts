import { expect, test } from 'vitest';
import { Unusable } from '../../../src/core/errors.js';
import { kubectlTable } from '../../../src/parsers/kubectl-table/index.js';
import { dedent, parseText } from '../../helpers/parse.js';

const pilot = dedent(`
  Name:               istio-pilot-7c9-x2k4p
  Namespace:          istio-system
  Node:               worker-1/10.0.0.5
  Start Time:         Mon, 03 Sep 2018 10:00:00 +0000
  Labels:             app=pilot
                      istio=pilot
  Status:             Running
  IP:                 10.244.1.7
  Init Containers:
    setup:
      Image:          example/setup:1
      State:          Terminated
        Reason:       Completed
        Exit Code:    0
      Ready:          True
      Restart Count:  1
  Containers:
    discovery:
      Image:          docker.io/istio/pilot:1.0.0
      State:          Waiting
        Reason:       CrashLoopBackOff
      Last State:     Terminated
        Reason:       Error
        Exit Code:    1
      Ready:          False
      Restart Count:  12
      Environment:
        POD_NAME:     istio-pilot-7c9-x2k4p (v1:metadata.name)
    istio-proxy:
      Image:          docker.io/istio/proxyv2:1.0.0
      State:          Running
        Started:      Mon, 03 Sep 2018 10:00:00 +0000
      Ready:          True
      Restart Count:  0
  Conditions:
    Type              Status
    Ready             False
  Events:
    Type     Reason   Age                From               Message
    ----     ------   ----               ----               -------
    Warning  BackOff  2m (x10 over 50m)  kubelet, worker-1  Back-off restarting failed container
`);

test('a pod: the status, readiness and restarts that the table would show, and its events', () => {
  expect(parseText(kubectlTable, pilot).artifact).toEqual({
    pods: [
      {
        namespace: 'istio-system',
        name: 'istio-pilot-7c9-x2k4p',
        status: 'CrashLoopBackOff',
        ready: { ready: 1, total: 2 },
        restarts: 13,
        ip: '10.244.1.7',
        node: 'worker-1',
        line: 1,
        excerpt: 'Name:               istio-pilot-7c9-x2k4p',
      },
    ],
    events: [
      {
        namespace: 'istio-system',
        type: 'Warning',
        reason: 'BackOff',
        object: { kind: 'Pod', name: 'istio-pilot-7c9-x2k4p' },
        message: 'Back-off restarting failed container',
        count: 10,
        line: 41,
        excerpt: 'Warning  BackOff  2m (x10 over 50m)  kubelet, worker-1  Back-off restarting failed container',
      },
    ],
    described: true,
  });
});

test('several pods, one of which waits for its init container', () => {
  const waiting = dedent(`
    Name:         cart-1
    Namespace:    shop
    Node:         <none>
    Status:       Pending
    IP:
    Init Containers:
      istio-init:
        State:          Waiting
          Reason:       CrashLoopBackOff
        Ready:          False
        Restart Count:  3
    Containers:
      app:
        State:          Waiting
          Reason:       PodInitializing
        Ready:          False
        Restart Count:  0
    Events:         <none>
  `);
  expect(parseText(kubectlTable, `${pilot}\n\n${waiting}`).artifact.pods).toMatchObject([
    { name: 'istio-pilot-7c9-x2k4p', line: 1 },
    { name: 'cart-1', status: 'Init:CrashLoopBackOff', ready: { ready: 0, total: 1 }, restarts: 3 },
  ]);
});

test('a node', () => {
  const { artifact } = parseText(
    kubectlTable,
    `
    Name:               worker-1
    Roles:              <none>
    Unschedulable:      true
    Conditions:
      Type             Status  LastHeartbeatTime                 LastTransitionTime                Reason                       Message
      ----             ------  -----------------                 ------------------                ------                       -------
      MemoryPressure   False   Mon, 03 Sep 2018 10:00:00 +0000   Mon, 03 Sep 2018 09:00:00 +0000   KubeletHasSufficientMemory   kubelet has sufficient memory available
      Ready            True    Mon, 03 Sep 2018 10:00:00 +0000   Mon, 03 Sep 2018 09:00:00 +0000   KubeletReady                 kubelet is posting ready status
    Addresses:
      InternalIP:  10.0.0.5
      Hostname:    worker-1
    System Info:
     Kernel Version:             4.15.0
     Kubelet Version:            v1.11.3
    Non-terminated Pods:         (0 in total)
    Events:         <none>
    `,
  );
  expect(artifact).toEqual({
    nodes: [
      {
        name: 'worker-1',
        ready: true,
        schedulable: false,
        kubeletVersion: 'v1.11.3',
        internalIP: '10.0.0.5',
        line: 1,
        excerpt: 'Name:               worker-1',
      },
    ],
    described: true,
  });
});

test('objects of other kinds alone', () => {
  expect(() => parseText(kubectlTable, 'Name:         cart\nNamespace:    shop\nType:         ClusterIP\n')).toThrow(
    Unusable,
  );
});
