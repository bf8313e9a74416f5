import { authorizationClientAddress } from './client-address.js';
import { authorizationClosedGateway } from './closed-gateway.js';
import { authorizationDeniesAll } from './denies-all.js';
import { authorizationHostForm } from './host-form.js';
import { authorizationHttpOnTcp } from './http-on-tcp.js';
import { authorizationJwksFetch } from './jwks-fetch.js';
import { authorizationJwtPortName } from './jwt-port-name.js';
import { authorizationLegacyRbac } from './legacy-rbac.js';
import { authorizationMissingRequestAuthentication } from './missing-request-authentication.js';
import { authorizationNeedsMutualTls } from './needs-mutual-tls.js';
import { authorizationPathForm } from './path-form.js';
import { authorizationServicePort } from './service-port.js';
import { authorizationSplitRule } from './split-rule.js';
import { authorizationUnknownHost } from './unknown-host.js';
import { authorizationUnknownMethod } from './unknown-method.js';
import { authorizationUnknownNamespace } from './unknown-namespace.js';
import { authorizationUnknownPrincipal } from './unknown-principal.js';
import { authorizationUnknownProvider } from './unknown-provider.js';
import { authorizationUnknownRoleService } from './unknown-role-service.js';
import { authorizationUnknownServiceRole } from './unknown-service-role.js';

export const authorizationChecks = [
  authorizationUnknownNamespace,
  authorizationUnknownMethod,
  authorizationUnknownHost,
  authorizationUnknownPrincipal,
  authorizationNeedsMutualTls,
  authorizationJwksFetch,
  authorizationJwtPortName,
  authorizationUnknownServiceRole,
  authorizationUnknownRoleService,
  authorizationLegacyRbac,
  authorizationUnknownProvider,
  authorizationSplitRule,
  authorizationMissingRequestAuthentication,
  authorizationDeniesAll,
  authorizationHttpOnTcp,
  authorizationClientAddress,
  authorizationClosedGateway,
  authorizationHostForm,
  authorizationPathForm,
  authorizationServicePort,
] as const;
