import { describeValidation } from '../../../helpers/validation.js';

const authentication = { apiVersion: 'authentication.istio.io/v1alpha1' };
const origin = { jwt: { issuer: 'https://issuer', jwksUri: 'https://issuer/keys' } };

describeValidation(
  { ...authentication, kind: 'Policy' },
  {
    'targets, unless it is the default': {
      valid: { targets: [{ name: 'cart' }] },
      invalid: { peers: [{ mtls: {} }] },
      errors: ['metadata.name'],
    },
    'a target is a short name': {
      valid: { targets: [{ name: 'cart', ports: [{ number: 80 }] }] },
      invalid: { targets: [{ name: 'cart.shop' }] },
      errors: ['spec.targets[0].name'],
    },
    'issuers differ': {
      valid: { targets: [{ name: 'cart' }], origins: [origin] },
      invalid: { targets: [{ name: 'cart' }], origins: [origin, origin] },
      errors: ['spec.origins[1].jwt.issuer'],
    },
  },
);

describeValidation(
  { ...authentication, kind: 'MeshPolicy', name: 'default' },
  {
    'no targets': {
      valid: { peers: [{ mtls: { mode: 'PERMISSIVE' } }] },
      invalid: { targets: [{ name: 'cart' }] },
      errors: ['spec.targets'],
    },
  },
);

const rbac = { apiVersion: 'rbac.istio.io/v1alpha1' };

describeValidation(
  { ...rbac, kind: 'ClusterRbacConfig', name: 'default' },
  {
    'an inclusion': {
      valid: { mode: 'ON_WITH_INCLUSION', inclusion: {} },
      invalid: { mode: 'ON_WITH_INCLUSION' },
      errors: ['spec.inclusion'],
    },
  },
);

describeValidation(
  { ...rbac, kind: 'ServiceRole' },
  {
    'a rule': { valid: { rules: [{ services: ['*'] }] }, invalid: {}, errors: ['spec.rules'] },
    'a constraint has values': {
      valid: { rules: [{ constraints: [{ key: 'a', values: ['b'] }] }] },
      invalid: { rules: [{ constraints: [{ key: 'a' }] }] },
      errors: ['spec.rules[0].constraints[0].values'],
    },
  },
);

const roleRef = { kind: 'ServiceRole', name: 'reader' };

describeValidation(
  { ...rbac, kind: 'ServiceRoleBinding' },
  {
    'a subject': { valid: { subjects: [{ user: '*' }], roleRef }, invalid: { roleRef }, errors: ['spec.subjects'] },
    'a subject matches something': {
      valid: { subjects: [{ group: 'a' }], roleRef },
      invalid: { subjects: [{}], roleRef },
      errors: ['spec.subjects[0]'],
    },
    'one role': {
      valid: { subjects: [{ user: '*' }], roleRef },
      invalid: { subjects: [{ user: '*' }], roleRef, role: 'a' },
      errors: ['spec'],
    },
  },
);

const config = { apiVersion: 'config.istio.io/v1alpha2' };

describeValidation(
  { ...config, kind: 'QuotaSpec' },
  {
    'a charge': {
      valid: { rules: [{ quotas: [{ quota: 'requests', charge: 1 }] }] },
      invalid: { rules: [{ quotas: [{ quota: 'requests' }] }] },
      errors: ['spec.rules[0].quotas[0].charge'],
    },
  },
);

describeValidation(
  { ...config, kind: 'QuotaSpecBinding' },
  {
    services: {
      valid: { quotaSpecs: [{ name: 'requests' }], services: [{ name: 'cart' }] },
      invalid: { quotaSpecs: [{ name: 'requests' }], services: [{ name: 'cart', service: '*' }] },
      errors: ['spec.services[0]'],
    },
  },
);

describeValidation(
  { ...config, kind: 'HTTPAPISpec' },
  {
    'a method': {
      valid: { attributes: { attributes: { a: { stringValue: 'b' } } }, patterns: [{ httpMethod: 'GET' }] },
      invalid: { attributes: { attributes: { a: { stringValue: 'b' } } }, patterns: [{}] },
      errors: ['spec.patterns[0].httpMethod'],
    },
  },
);
