import { gatewaysAutoPassthrough } from './auto-passthrough.js';
import { gatewaysClass } from './class.js';
import { gatewaysConflict } from './conflict.js';
import { gatewaysCredential } from './credential.js';
import { gatewaysCredentialContent } from './credential-content.js';
import { gatewaysHttpsRedirect } from './https-redirect.js';
import { gatewaysIngressClass } from './ingress-class.js';
import { gatewaysListenerConflict } from './listener-conflict.js';
import { gatewaysMissingNetworkGateway } from './missing-network-gateway.js';
import { gatewaysNotProgrammed } from './not-programmed.js';
import { gatewaysPort } from './port.js';
import { gatewaysPrivilegedPort } from './privileged-port.js';
import { gatewaysReferenceGrant } from './reference-grant.js';
import { gatewaysRouteBackend } from './route-backend.js';
import { gatewaysSelector } from './selector.js';
import { gatewaysSeveralNamespaces } from './several-namespaces.js';
import { gatewaysSharedCertificate } from './shared-certificate.js';
import { gatewaysUnattachedRoute } from './unattached-route.js';
import { gatewaysUnboundRoute } from './unbound-route.js';
import { gatewaysUnmatchedHost } from './unmatched-host.js';

export const gatewaysChecks = [
  gatewaysSelector,
  gatewaysPort,
  gatewaysConflict,
  gatewaysCredential,
  gatewaysCredentialContent,
  gatewaysSharedCertificate,
  gatewaysUnboundRoute,
  gatewaysUnmatchedHost,
  gatewaysUnattachedRoute,
  gatewaysRouteBackend,
  gatewaysReferenceGrant,
  gatewaysListenerConflict,
  gatewaysClass,
  gatewaysNotProgrammed,
  gatewaysMissingNetworkGateway,
  gatewaysSeveralNamespaces,
  gatewaysPrivilegedPort,
  gatewaysHttpsRedirect,
  gatewaysIngressClass,
  gatewaysAutoPassthrough,
] as const;
