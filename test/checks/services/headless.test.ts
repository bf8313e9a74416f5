import { servicesHeadless } from '../../../src/checks/services/headless.js';
import { describeCheck } from '../../helpers/check.js';
import { container, podSpec, servicePort, serviceSpec } from '../../helpers/facets/kubernetes.js';
import { podSockets } from '../../helpers/facets/network.js';

const headless = serviceSpec({ clusterIPs: ['None'] });
const given = { serviceSpecs: [headless], podSpecs: [podSpec()] };

describeCheck(servicesHeadless, {
  silent: {
    'a cluster IP translates': { ...given, serviceSpecs: [serviceSpec()] },
    'one number for both': {
      ...given,
      serviceSpecs: [serviceSpec({ clusterIPs: ['None'], ports: [servicePort({ port: 8080 })] })],
    },
    'a name of the same number': {
      ...given,
      serviceSpecs: [serviceSpec({ clusterIPs: ['None'], ports: [servicePort({ port: 8080, targetPort: 'http' })] })],
    },
    'a name without a number (services/target-port)': {
      ...given,
      serviceSpecs: [serviceSpec({ clusterIPs: ['None'], ports: [servicePort({ targetPort: 'web' })] })],
    },
    'pods that declare both ports': {
      ...given,
      podSpecs: [
        podSpec({
          containers: [
            container({
              ports: [
                { port: 80, protocol: 'TCP' },
                { port: 8080, protocol: 'TCP' },
              ],
            }),
          ],
        }),
      ],
    },
    'pods that listen on both ports': { ...given, podSockets: [podSockets(['0.0.0.0:80 nginx'])] },
    'no pods': { ...given, podSpecs: [] },
  },
  fires: {
    'a port that is not the one of the pods': {
      given,
      expect: [
        {
          messageId: 'notTranslated',
          subject: 'Service shop/cart',
          args: { port: 80, target: 8080 },
          severity: 'warning',
        },
      ],
    },
  },
});
