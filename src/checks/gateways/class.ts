import { citeField } from '../../core/evidence.js';
import { isAnalyzedNamespace } from '../../model/lookup/analyzed-namespaces.js';
import { hasAll, notGathered } from '../../model/lookup/known-objects.js';
import { defineCheck } from '../check.js';

/** Classes that istiod makes by itself. */
const ownClasses: readonly string[] = ['istio', 'istio-remote', 'istio-waypoint', 'istio-east-west'];

export const gatewaysClass = defineCheck({
  meta: {
    id: 'gateways/class',
    title: 'Gateways of the Gateway API are of a class that exists',
    severity: 'error',
    basis: 'declared',
    why: 'A Gateway whose class does not exist is taken up by no controller: nothing is deployed for it and no route attaches.',
    fix: [
      {
        text: 'Use class istio, or install the controller of the class.',
        command: 'kubectl get gatewayclasses',
        doc: 'https://istio.io/latest/docs/tasks/traffic-management/ingress/gateway-api/',
      },
    ],
    aliases: ['KIA1504'],
    falsePositives: [
      'Silent about the classes that istiod makes by itself (istio, istio-remote, istio-waypoint, istio-east-west).',
    ],
  },
  requires: ['kubernetesGateways', 'gatewayClasses'],
  uses: ['mesh'],
  messages: {
    unknown: 'Gateway {namespace}/{name} is of class {className}, which does not exist',
  },
  *run({ kubernetesGateways, gatewayClasses, mesh }, { undecided }) {
    const known = new Set([...ownClasses, ...gatewayClasses.map(({ name }) => name)]);
    for (const { group, namespace, name, spec, source } of kubernetesGateways) {
      const { className } = spec;
      if (className === undefined || known.has(className) || !isAnalyzedNamespace(namespace)) continue;
      if (!hasAll(mesh, 'GatewayClass')) {
        undecided(notGathered('GatewayClass', className));
        continue;
      }
      yield {
        messageId: 'unknown',
        args: { namespace, name, className },
        subject: { kind: 'Gateway', group, namespace, name },
        evidence: [citeField(source, 'spec.gatewayClassName', className)],
      };
    }
  },
});
