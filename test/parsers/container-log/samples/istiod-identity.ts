import type { Samples } from './samples.js';

export const istiodIdentity: Samples = {
  component: 'control-plane',
  lines: {
    'istiod-client-auth-failed': {
      fires: 'error\tads\tFailed to authenticate client from 10.1.2.3:4444: Authenticator ClientCertAuthenticator: no',
      silent: 'info\tads\tADS: new connection for node:web-6d5c.shop-7',
    },
    'istiod-jwt-expired': {
      fires: 'error\tx\t[invalid bearer token, Token has expired]',
      silent: 'info\tx\ttoken expires in 12h',
    },
    'istiod-jwt-crypto': {
      fires: 'error\tx\tsquare/go-jose: error in cryptographic primitive',
      silent: 'info\tx\tcryptographic primitive: ECDSA',
    },
    'istiod-unknown-cluster': {
      fires: "error\tads\tcould not get cluster west's kube client",
      silent: 'info\tkube\tadded cluster west',
    },
    'istiod-tokenreview-forbidden': {
      fires: 'warn\tserverca\ttokenreviews.authentication.k8s.io is forbidden: User "x" cannot create',
      silent: 'debug\tserverca\ttokenreviews.authentication.k8s.io created',
    },
    'ca-start-failed': {
      fires: 'fatal\tfailed to create discovery service: failed to create an istiod CA: x',
      silent: 'info\tUse self-signed certificate as the CA certificate',
    },
    'ca-not-a-ca-cert': {
      fires: 'fatal\tcertificate is not authorized to sign other certificates',
      silent: 'info\tpkica\tcertificate is an authority',
    },
    'ca-secret-load-failed': {
      fires: 'error\tcaSecretController\tFailed on loading CA secret istio-system:istio-ca-secret.',
      silent: 'info\tpkica\tLoad signing key and cert from existing secret istio-system:istio-ca-secret',
    },
    'ca-csr-sign-failed': {
      fires: 'error\tserverca\tCSR signing error (requested TTL 9h is greater than the max)',
      silent: 'debug\tserverca\tCSR successfully signed',
    },
    'ca-root-mismatch': {
      fires: 'warn\trootcertrotator\tCA cert in KeyCertBundle does not match CA cert in istio-ca-secret.',
      silent: 'info\trootcertrotator\tRoot cert is not about to expire, skipping root cert rotation.',
    },
    'ca-impersonation-failed': {
      fires: 'warn\tserverca\timpersonation not allowed, node account untrusted',
      silent: 'debug\tserverca\timpersonated spiffe://cluster.local/ns/shop/sa/web',
    },
    'istiod-cert-reload-failed': {
      fires: 'error\treload istiod cert failed: bad pair',
      silent: 'info\tistiod certificates are reloaded',
    },
  },
};
