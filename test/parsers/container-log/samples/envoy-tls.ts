import type { Samples } from './samples.js';

export const envoyTls: Samples = {
  component: 'istio-proxy',
  lines: {
    'tls-wrong-version': {
      fires: 'debug\tenvoy connection\t[C1] TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER',
      silent: 'debug\tenvoy connection\t[C1] TLS version TLSv1.3',
    },
    'tls-cert-verify-failed': {
      fires:
        'debug\tenvoy connection\t[C1] TLS error: 268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED',
      silent: 'debug\tenvoy connection\t[C1] handshake complete',
    },
    'tls-unknown-ca': {
      fires: 'debug\tenvoy connection\t[C1] TLS error: 268436504:SSL routines:TLSV1_ALERT_UNKNOWN_CA',
      silent:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end',
    },
    'tls-cert-expired-alert': {
      fires: 'debug\tenvoy connection\t[C1] TLS error: 1:SSL routines:SSLV3_ALERT_CERTIFICATE_EXPIRED',
      silent:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER:TLS_error_end',
    },
    'tls-peer-no-cert': {
      fires: 'debug\tenvoy connection\t[C1] TLS error: 1:PEER_DID_NOT_RETURN_A_CERTIFICATE',
      silent: 'debug\tenvoy connection\t[C1] handshake expecting read',
    },
    'tls-handshake-failure-alert': {
      fires:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE:TLS_error_end',
      silent: 'debug\tenvoy connection\t[C1] handshake complete',
    },
    'tls-cert-unknown-alert': {
      fires:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:SSLV3_ALERT_CERTIFICATE_UNKNOWN:TLS_error_end',
      silent:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end',
    },
    'tls-cert-required': {
      fires:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:TLSV13_ALERT_CERTIFICATE_REQUIRED:TLS_error_end',
      silent:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:PEER_DID_NOT_RETURN_A_CERTIFICATE:TLS_error_end',
    },
    'tls-no-shared-params': {
      fires:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:NO_SHARED_CIPHER:TLS_error_end',
      silent: 'debug\tenvoy connection\t[C1] cipher ECDHE-RSA-AES128-GCM-SHA256',
    },
    'tls-http-to-tls': {
      fires:
        'debug\tenvoy connection\t[C1] remote address:10.1.1.9:51124,TLS_error:|268435640:SSL routines:OPENSSL_internal:HTTP_REQUEST:TLS_error_end',
      silent: 'debug\tenvoy http\t[C1] HTTP_REQUEST complete',
    },
    'tcp-connect-refused-111': {
      fires:
        'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111',
      silent:
        'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 110',
    },
    'tcp-no-route-113': {
      fires:
        'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: No route to host',
      silent:
        'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111',
    },
    'tcp-connect-timeout-110': {
      fires: 'upstream connect error or disconnect/reset before headers. reset reason: connection timeout',
      silent:
        'upstream connect error or disconnect/reset before headers. reset reason: connection failure, transport failure reason: delayed connect error: 111',
    },
  },
};
