import { expect, test } from 'vitest';
import { runChecks } from '../../../src/analysis/run-checks.js';
import { logsControlPlane } from '../../../src/checks/logs/control-plane.js';
import { proxiesRejectedConfiguration } from '../../../src/checks/proxies/rejected-configuration.js';
import { trafficResponseFlags } from '../../../src/checks/traffic/response-flags.js';
import { present } from '../../../src/model/build/context.js';
import type { FacetName, Facets, MeshModel } from '../../../src/model/facets.js';
import { testNow } from '../../helpers/check.js';
import { proxyConfig } from '../../helpers/facets/envoy.js';
import { podSpec } from '../../helpers/facets/kubernetes.js';
import { accessLog, accessLogGroup, containerLog, controlPlaneLog, signatureMatch } from '../../helpers/facets/logs.js';
import { modelOf } from '../../helpers/manifests.js';

const deny = `
  apiVersion: security.istio.io/v1
  kind: AuthorizationPolicy
  metadata: {name: deny, namespace: shop}
  spec:
    action: DENY
    rules:
      - to: [{operation: {methods: [DELETE]}}]
`;
const lua = `
  apiVersion: networking.istio.io/v1alpha3
  kind: EnvoyFilter
  metadata: {name: lua, namespace: shop}
  spec:
    configPatches:
      - applyTo: HTTP_FILTER
        patch:
          operation: INSERT_BEFORE
          value: {name: envoy.filters.http.lua}
`;

function withFacets(yaml: string, facets: Partial<Facets>): MeshModel {
  const added = (Object.keys(facets) as FacetName[]).map((name) => [name, present(facets[name])]);
  return { ...modelOf(yaml), ...Object.fromEntries(added) };
}

const refusal = accessLogGroup({
  flags: '-',
  code: 403,
  cluster: 'inbound|80||',
  details: 'rbac_access_denied_matched_policy[ns[shop]-policy[deny]-rule[0]]',
});

test('a refusal in an access log names the policy, cites its rule and starts with it', () => {
  const model = withFacets(deny, { proxyLogs: [containerLog({ access: accessLog([refusal]) })] });
  const [finding] = runChecks([trafficResponseFlags], model, { now: testNow })[0]?.findings ?? [];
  expect(finding).toMatchObject({
    messageId: 'al-rbac-denied',
    detail: expect.stringContaining('AuthorizationPolicy shop/deny (action DENY) refuses them by rule 0'),
    evidence: [{ line: 12 }, { path: 'mesh.yaml', line: 7, field: 'spec.rules[0]' }],
  });
  expect(finding?.remediation[0]).toEqual({
    text: 'Start with AuthorizationPolicy shop/deny.',
    command: 'kubectl get authorizationpolicy deny -n shop -o yaml',
  });
});

test('without the policies of the mesh the finding says what it said before', () => {
  const proxyLogs = [containerLog({ access: accessLog([refusal]) })];
  const model = withFacets(lua, { proxyLogs });
  const { authorizationPolicies: _, ...rest } = model;
  const absent = { ...rest, authorizationPolicies: { state: 'absent', because: 'not captured' } } as MeshModel;
  const [finding] = runChecks([trafficResponseFlags], absent, { now: testNow })[0]?.findings ?? [];
  expect(finding?.evidence).toHaveLength(1);
  expect(finding?.remediation).toHaveLength(1);
});

test('a refused listener and the log of istiod name the EnvoyFilter', () => {
  const reason = 'script load error: [string "x"]:1: unexpected symbol';
  const rejected = [{ resource: 'listener' as const, name: 'virtualInbound', reason, pointer: '/configs/2/x/0' }];
  const model = withFacets(lua, {
    podSpecs: [podSpec()],
    proxyConfigs: [proxyConfig({ rejected })],
    controlPlaneLogs: [controlPlaneLog(signatureMatch('nack-lua-script', { reason }))],
  });
  const results = runChecks([proxiesRejectedConfiguration, logsControlPlane], model, { now: testNow });
  for (const { findings } of results)
    expect(findings).toMatchObject([
      {
        detail: expect.stringContaining('EnvoyFilter shop/lua.'),
        evidence: [{}, { path: 'mesh.yaml', line: 7, field: 'spec.configPatches[0].patch' }],
      },
    ]);
});
