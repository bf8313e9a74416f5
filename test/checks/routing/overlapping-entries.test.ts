import { routingOverlappingEntries } from '../../../src/checks/routing/overlapping-entries.js';
import { describeCheck } from '../../helpers/check.js';
import { serviceEntry, sidecar } from '../../helpers/facets/kubernetes.js';
import { mesh } from '../../helpers/facets/mesh.js';

interface Given {
  namespace?: string;
  host?: string;
  number?: number;
  protocol?: string;
  exportTo?: string[];
  resolution?: string;
}

function entries(...list: Given[]) {
  return {
    serviceEntries: list.map((given, index) => {
      const {
        namespace = 'shop',
        host = 'a.example.com',
        number = 443,
        protocol = 'TLS',
        exportTo = [],
        resolution = 'DNS',
      } = given;
      const ports = [{ field: 'spec.ports[0]', number, protocol }];
      return serviceEntry({ namespace, name: `entry-${index}`, spec: { hosts: [host], ports, exportTo, resolution } });
    }),
    mesh: mesh(),
  };
}

const first = { subject: 'ServiceEntry shop/entry-0' };
const second = { subject: 'ServiceEntry shop/entry-1' };

describeCheck(routingOverlappingEntries, {
  silent: {
    'other hosts': entries({}, { host: 'b.example.com' }),
    'other ports': entries({}, { number: 80 }),
    'exported to different namespaces': entries({ exportTo: ['.'] }, { namespace: 'web', exportTo: ['.'] }),
    'a host that the Sidecar of the only namespace does not import': {
      ...entries({ exportTo: ['.'] }, { exportTo: ['.'] }),
      sidecars: [sidecar({ spec: { egressHosts: ['istio-system/*'] } })],
    },
  },
  fires: {
    'the same twice': {
      given: entries({}, {}),
      expect: [
        { messageId: 'samePort', ...first, severity: 'info', aliases: ['KIA1211'] },
        { messageId: 'samePort', ...second, severity: 'info' },
      ],
    },
    'another resolution': {
      given: entries({}, { resolution: 'NONE' }),
      expect: [
        { messageId: 'samePort', ...first, severity: 'warning' },
        { messageId: 'samePort', ...second, severity: 'warning' },
      ],
    },
    'another protocol': {
      given: entries({}, { protocol: 'HTTPS' }),
      expect: [
        {
          messageId: 'otherProtocol',
          ...first,
          args: { protocol: 'TLS', otherProtocol: 'HTTPS' },
          aliases: ['KIA1212'],
        },
        { messageId: 'otherProtocol', ...second },
      ],
    },
  },
});
