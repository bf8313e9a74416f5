import { z } from 'zod';
import { conditions } from './common.js';
import { defineKind } from './kind.js';
import { block, compact, items, presence, softBlock, softFlag, softText, softTextMap, softTexts } from './soft.js';
import { describeTargets, policyTargets } from './targets.js';

const security = ['security.istio.io'] as const;

const mode = z.enum(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT']).default('UNSET').catch('UNSET');
const mutualTls = block(z.object({ mode })).transform((settings) => settings.mode);

export const peerAuthentication = defineKind(
  'PeerAuthentication',
  security,
  z
    .object({
      spec: block(
        z.object({
          selector: block(z.object({ matchLabels: softTextMap })),
          mtls: mutualTls,
          portLevelMtls: z
            .record(z.string().regex(/^\d{1,5}$/), mutualTls)
            .default({})
            .catch({}),
        }),
      ),
    })
    .transform(({ spec: { selector, mtls, portLevelMtls } }) => ({
      selector: selector.matchLabels,
      mode: mtls,
      portModes: new Map(Object.entries(portLevelMtls).map(([port, mode]) => [Number(port), mode] as const)),
    })),
  { whole: true },
);

const jwtRule = z.object({
  issuer: softText,
  jwksUri: softText,
  jwks_uri: softText,
  jwks: presence,
  audiences: softTexts,
  forwardOriginalToken: softFlag,
});

export const requestAuthentication = defineKind(
  'RequestAuthentication',
  security,
  z
    .object({ spec: block(z.object({ ...policyTargets, jwtRules: items(jwtRule) })) })
    .transform(({ spec: { jwtRules, ...rest } }) => {
      const { selector, targets } = describeTargets(rest);
      return {
        selector,
        targets,
        rules: jwtRules.map(({ issuer, jwksUri, jwks_uri, jwks, audiences, forwardOriginalToken }, index) => ({
          field: `spec.jwtRules[${index}]`,
          hasJwks: jwks,
          audiences,
          ...compact({ issuer, jwksUri: jwksUri ?? jwks_uri, forwardOriginalToken }),
        })),
      };
    }),
  { whole: true },
);

const source = z.object({
  principals: softTexts,
  notPrincipals: softTexts,
  requestPrincipals: softTexts,
  notRequestPrincipals: softTexts,
  namespaces: softTexts,
  notNamespaces: softTexts,
  serviceAccounts: softTexts,
  notServiceAccounts: softTexts,
  ipBlocks: softTexts,
  notIpBlocks: softTexts,
  remoteIpBlocks: softTexts,
  notRemoteIpBlocks: softTexts,
});

const operation = z.object({
  hosts: softTexts,
  notHosts: softTexts,
  ports: softTexts,
  notPorts: softTexts,
  methods: softTexts,
  notMethods: softTexts,
  paths: softTexts,
  notPaths: softTexts,
});

const rule = z.object({
  from: items(z.object({ source: block(source) })),
  to: items(z.object({ operation: block(operation) })),
  when: items(z.object({ key: softText, values: softTexts, notValues: softTexts })),
});

export const authorizationPolicy = defineKind(
  'AuthorizationPolicy',
  security,
  z
    .object({
      spec: block(
        z.object({
          ...policyTargets,
          action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']).default('ALLOW').catch('ALLOW'),
          rules: items(rule),
          provider: softBlock(z.object({ name: softText })),
        }),
      ),
      status: block(z.object({ conditions: conditions.catch([]) })),
    })
    .transform(({ spec: { action, rules, provider, ...rest }, status }) => {
      const { selector, targets } = describeTargets(rest);
      return {
        selector,
        action,
        rules: rules.length,
        ruleList: rules.map((rule, index) => describeRule(rule, `spec.rules[${index}]`)),
        ...(targets.length > 0 && { targets }),
        ...compact({ provider: provider?.name }),
        ...(status.conditions.length > 0 && { conditions: status.conditions }),
      };
    }),
  { whole: true },
);

function describeRule({ from, to, when }: z.output<typeof rule>, field: string) {
  return {
    field,
    from: from.map(({ source }, i) => ({ field: `${field}.from[${i}].source`, ...source })),
    to: to.map(({ operation }, i) => ({ field: `${field}.to[${i}].operation`, ...operation })),
    when: when.map(({ key = '', ...values }, i) => ({ field: `${field}.when[${i}]`, key, ...values })),
  };
}
