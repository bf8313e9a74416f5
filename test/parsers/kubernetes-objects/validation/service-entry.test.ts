import { describeValidation } from '../../../helpers/validation.js';

const http = { number: 80, name: 'http', protocol: 'HTTP' };
const tcp = { number: 3306, name: 'tcp', protocol: 'TCP' };

function entry(settings: object) {
  return { hosts: ['db.example.com'], ports: [http], resolution: 'DNS', ...settings };
}

const networking = { apiVersion: 'networking.istio.io/v1' };

describeValidation(
  { ...networking, kind: 'ServiceEntry' },
  {
    'a host': { valid: entry({}), invalid: entry({ hosts: undefined }), errors: ['spec.hosts'] },
    'not all hosts': {
      valid: entry({ resolution: 'NONE', hosts: ['*.a.b'] }),
      invalid: entry({ resolution: 'NONE', hosts: ['*'] }),
      errors: ['spec.hosts[0]'],
    },
    'a wildcard is a label': {
      valid: entry({ resolution: 'NONE', hosts: ['*.a.b'] }),
      invalid: entry({ resolution: 'NONE', hosts: ['*x.a.b'] }),
      warnings: ['spec.hosts[0]'],
    },
    'port names differ': {
      valid: entry({ ports: [http, { ...http, number: 81, name: 'more' }] }),
      invalid: entry({ ports: [http, { ...http, number: 81 }] }),
      errors: ['spec.ports[1].name'],
      refused: ['spec.ports[1]'],
    },
    'port numbers differ': {
      valid: entry({}),
      invalid: entry({ ports: [http, { ...http, name: 'more' }] }),
      errors: ['spec.ports[1].number'],
    },
    'a protocol': {
      valid: entry({ ports: [{ ...http, protocol: '' }] }),
      invalid: entry({ ports: [{ ...http, protocol: 'SMTP' }] }),
      errors: ['spec.ports[0].protocol'],
    },
    'CIDR blocks': {
      valid: entry({ resolution: 'STATIC', addresses: ['10.0.0.0/8'] }),
      invalid: entry({ addresses: ['10.0.0.0/8'] }),
      errors: ['spec.addresses[0]'],
    },
    'a selector or endpoints': {
      valid: entry({ resolution: 'STATIC', workloadSelector: { labels: { app: 'db' } } }),
      invalid: entry({
        resolution: 'STATIC',
        workloadSelector: { labels: { app: 'db' } },
        endpoints: [{ address: '10.0.0.1' }],
      }),
      errors: ['spec'],
    },
    'a selector has labels': {
      valid: entry({ workloadSelector: { labels: { app: 'db' } } }),
      invalid: entry({ workloadSelector: {} }),
      warnings: ['spec.workloadSelector'],
    },
    'NONE has no endpoints': {
      valid: entry({ resolution: 'NONE' }),
      invalid: entry({ resolution: 'NONE', endpoints: [{ address: '10.0.0.1' }] }),
      errors: ['spec.endpoints'],
    },
    'TCP without an address': {
      valid: entry({ ports: [tcp] }),
      invalid: entry({ ports: [tcp], resolution: 'NONE' }),
      warnings: ['spec.addresses'],
    },
    'endpoints of STATIC are addresses': {
      valid: entry({ resolution: 'STATIC', endpoints: [{ address: 'unix:///run/db' }] }),
      invalid: entry({ resolution: 'STATIC', endpoints: [{ address: 'db.other.example' }] }),
      errors: ['spec.endpoints[0].address'],
    },
    'ports of endpoints': {
      valid: entry({ endpoints: [{ address: 'other.example', ports: { http: 8080 } }] }),
      invalid: entry({ endpoints: [{ address: 'other.example', ports: { web: 8080 } }] }),
      errors: ['spec.endpoints[0].ports.web'],
    },
    'DNS needs a name to look up': {
      valid: entry({ hosts: ['*.a.b'], endpoints: [{ address: 'x.a.b' }] }),
      invalid: entry({ hosts: ['*.a.b'] }),
      errors: ['spec.hosts[0]'],
    },
    'round robin has one endpoint': {
      valid: entry({ resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.b' }] }),
      invalid: entry({ resolution: 'DNS_ROUND_ROBIN', endpoints: [{ address: 'a.b' }, { address: 'c.d' }] }),
      errors: ['spec.endpoints'],
    },
    'dynamic DNS is for wildcards': {
      valid: entry({ resolution: 'DYNAMIC_DNS', hosts: ['*.a.b'] }),
      invalid: entry({ resolution: 'DYNAMIC_DNS', ports: [tcp] }),
      errors: ['spec.hosts[0]', 'spec.ports[0].protocol'],
    },
    'several hosts on a TCP port': {
      valid: entry({ hosts: ['a.b', 'c.d'] }),
      invalid: entry({ hosts: ['a.b', 'c.d'], ports: [tcp] }),
      errors: ['spec.ports[0].protocol'],
    },
    '~ stands alone': {
      valid: entry({ exportTo: ['~'] }),
      invalid: entry({ exportTo: ['~', 'web'] }),
      errors: ['spec.exportTo'],
    },
  },
);

describeValidation(
  { ...networking, kind: 'WorkloadEntry' },
  {
    'an address or a network': { valid: { address: 'vm.example' }, invalid: {}, errors: ['spec.address'] },
    'an address beside the network': {
      valid: { address: '10.0.0.1', network: 'n' },
      invalid: { network: 'n' },
      warnings: ['spec.address'],
    },
    'a host name': { valid: { address: 'fd00::1' }, invalid: { address: 'v m' }, errors: ['spec.address'] },
    'a socket has no ports': {
      valid: { address: 'unix:///run/s' },
      invalid: { address: 'unix:///run/s', ports: { http: 80 } },
      errors: ['spec.ports'],
    },
    'a path of a file': {
      valid: { address: 'unix://@abstract' },
      invalid: { address: 'unix:///run/' },
      errors: ['spec.address'],
    },
  },
);

describeValidation(
  { ...networking, kind: 'WorkloadGroup' },
  {
    'a template': { valid: { template: {} }, invalid: {}, errors: ['spec.template'] },
    'a way to probe': {
      valid: { template: {}, probe: { exec: { command: ['true'] } } },
      invalid: { template: {}, probe: { periodSeconds: -1 } },
      errors: ['spec.probe', 'spec.probe.periodSeconds'],
    },
    'headers of a probe': {
      valid: {
        template: {},
        probe: { httpGet: { port: 80, scheme: 'HTTPS', httpHeaders: [{ name: 'X-A', value: 'a' }] } },
      },
      invalid: {
        template: {},
        probe: { httpGet: { port: 80, scheme: 'http', httpHeaders: [{ name: 'X_A', value: 'a' }] } },
      },
      errors: ['spec.probe.httpGet.httpHeaders[0].name', 'spec.probe.httpGet.scheme'],
    },
    "ports of the template are the CRD's affair": {
      valid: { template: { ports: { http: 80 } } },
      invalid: { template: { ports: { http: 0 } } },
      refused: ['spec.template.ports.http'],
    },
  },
);

describeValidation(
  { ...networking, kind: 'Sidecar' },
  {
    'something in it': {
      valid: { egress: [{ hosts: ['./*'] }] },
      invalid: { workloadSelector: { labels: { app: 'a' } } },
      errors: ['spec'],
    },
    'egress hosts': {
      valid: { egress: [{ hosts: ['*/*.example.com'] }] },
      invalid: { egress: [{ hosts: ['*.example.com'] }] },
      errors: ['spec.egress[0].hosts[0]'],
    },
    'egress needs hosts': {
      valid: { egress: [{ hosts: ['web/*'] }] },
      invalid: { egress: [{}] },
      errors: ['spec.egress[0].hosts'],
    },
    'the catch-all is the last': {
      valid: { egress: [{ port: { number: 80, protocol: 'HTTP' }, hosts: ['./*'] }, { hosts: ['./*'] }] },
      invalid: { egress: [{ hosts: ['./*'] }, { port: { number: 80, protocol: 'HTTP' }, hosts: ['./*'] }] },
      errors: ['spec.egress[0].port'],
    },
    'hosts twice': {
      valid: { egress: [{ hosts: ['./a.b', 'web/a.b'] }] },
      invalid: { egress: [{ hosts: ['./a.b', 'shop/*'] }] },
      warnings: ['spec.egress[0].hosts[1]'],
    },
    '*/* is everything': {
      valid: { egress: [{ hosts: ['*/*'] }] },
      invalid: { egress: [{ hosts: ['*/*', 'web/*'] }] },
      warnings: ['spec.egress[0].hosts'],
    },
    'the endpoint is in the pod': {
      valid: { ingress: [{ port: { number: 80, protocol: 'HTTP' }, defaultEndpoint: '127.0.0.1:8080' }] },
      invalid: { ingress: [{ port: { number: 80, protocol: 'HTTP' }, defaultEndpoint: '10.0.0.1:8080' }] },
      errors: ['spec.ingress[0].defaultEndpoint'],
    },
    'ingress ports differ': {
      valid: { ingress: [{ port: { number: 80 } }, { port: { number: 81 } }] },
      invalid: { ingress: [{ port: { number: 80 } }, { port: { number: 80 } }] },
      errors: ['spec.ingress[1].port.number'],
    },
    'TLS of ingress': {
      valid: {
        ingress: [
          {
            port: { number: 443, protocol: 'HTTPS' },
            tls: { mode: 'SIMPLE', serverCertificate: '/c', privateKey: '/k' },
          },
        ],
      },
      invalid: { ingress: [{ port: { number: 443, protocol: 'HTTP' }, tls: { mode: 'SIMPLE', credentialName: 'a' } }] },
      errors: ['spec.ingress[0].tls', 'spec.ingress[0].tls.credentialName'],
    },
    'an egress proxy': {
      valid: { outboundTrafficPolicy: { mode: 'ALLOW_ANY', egressProxy: { host: 'out.web', port: { number: 80 } } } },
      invalid: { outboundTrafficPolicy: { egressProxy: { host: 'out.web', port: { number: 80 } } } },
      errors: ['spec.outboundTrafficPolicy.egressProxy'],
    },
  },
);
