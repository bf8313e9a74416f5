import { podsHostNetwork } from '../../../src/checks/pods/host-network.js';
import { describeCheck } from '../../helpers/check.js';
import { container, labels, namespace, podSpec } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

const onHost = podSpec({ name: 'agent-1', workload: 'agent', hostNetwork: true, containers: [container()] });

describeCheck(podsHostNetwork, {
  silent: {
    'an injected pod': { podSpecs: [podSpec()], mesh: mesh(), namespaces: [namespace()] },
    'a namespace outside the mesh': {
      podSpecs: [onHost],
      mesh: mesh(),
      namespaces: [namespace({ labels: labels({ 'istio-injection': 'disabled', 'istio.io/rev': 'canary' }) })],
    },
    'nothing says that the namespace is in the mesh': { podSpecs: [onHost], mesh: mesh() },
    'opted out by label': {
      podSpecs: [{ ...onHost, labels: labels({ 'sidecar.istio.io/inject': 'false' }) }],
      mesh: mesh(),
      namespaces: [namespace()],
    },
    'opted out by annotation': {
      podSpecs: [{ ...onHost, annotations: labels({ 'sidecar.istio.io/inject': 'False' }) }],
      mesh: mesh(),
      namespaces: [namespace()],
    },
    'a finished pod': { podSpecs: [{ ...onHost, phase: 'Succeeded' }], mesh: mesh(), namespaces: [namespace()] },
    'a gateway on the network of its node': {
      podSpecs: [{ ...onHost, containers: [container({ name: 'istio-proxy' })] }],
      mesh: mesh(),
      namespaces: [namespace()],
    },
  },
  fires: {
    'a namespace with injection': {
      given: { podSpecs: [onHost], mesh: mesh(), namespaces: [namespace()] },
      expect: [{ messageId: 'outside', subject: 'Workload shop/agent', severity: 'info' }],
    },
    'a namespace of a revision': {
      given: {
        podSpecs: [onHost],
        mesh: mesh(),
        namespaces: [namespace({ labels: labels({ 'istio.io/rev': 'canary' }) })],
      },
      expect: [{ messageId: 'outside', subject: 'Workload shop/agent' }],
    },
    'an ambient namespace': {
      given: {
        podSpecs: [onHost],
        mesh: mesh(),
        namespaces: [namespace({ labels: labels({ 'istio.io/dataplane-mode': 'ambient' }) })],
      },
      expect: [{ messageId: 'outside', subject: 'Workload shop/agent' }],
    },
    'other pods of the namespace have a sidecar': {
      given: { podSpecs: [onHost, podSpec()], mesh: mesh() },
      expect: [{ messageId: 'outside', subject: 'Workload shop/agent' }],
    },
  },
});
