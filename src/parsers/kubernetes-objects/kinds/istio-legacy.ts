import { z } from 'zod';
import { looseNumber, text } from './common.js';
import { defineKind } from './kind.js';
import { block, compact, items, softText, softTextMap, softTexts } from './soft.js';

// What Istio had before 1.6 (authentication, RBAC) and 1.8 (Mixer), and has ignored since.

const targetPort = z
  .object({ number: looseNumber.exactOptional(), name: text.exactOptional() })
  .transform(({ number, name }) => number ?? name ?? []);
const target = z
  .object({ name: text, ports: z.array(targetPort).default([]) })
  .transform(({ name, ports }) => ({ name, ports: ports.flat() }));

/** A peer method `mtls` without a mode asks for STRICT; `allowTls` is an older way to say PERMISSIVE. */
const mtls = z
  .object({ mode: z.enum(['STRICT', 'PERMISSIVE']).exactOptional(), allowTls: z.boolean().exactOptional() })
  .transform(({ mode, allowTls }) => mode ?? (allowTls ? ('PERMISSIVE' as const) : ('STRICT' as const)));
const peer = z.object({ mtls: mtls.exactOptional() });
const origin = z.object({ jwt: block(z.object({ issuer: softText, jwksUri: softText, jwks_uri: softText })) });

const policy = z
  .object({
    spec: z
      .object({
        targets: z.array(target).default([]),
        peers: z.array(peer).default([]),
        peerIsOptional: z.boolean().default(false),
        origins: items(origin),
      })
      .prefault({}),
  })
  .transform(({ spec: { targets, peers, peerIsOptional, origins } }) => {
    const mode = peers.find(({ mtls }) => mtls !== undefined)?.mtls ?? ('DISABLE' as const);
    return {
      targets,
      mode: mode === 'STRICT' && peerIsOptional ? ('PERMISSIVE' as const) : mode,
      ...(origins.length > 0 && {
        origins: origins.map(({ jwt: { issuer, jwksUri, jwks_uri } }) =>
          compact({ issuer, jwksUri: jwksUri ?? jwks_uri }),
        ),
      }),
    };
  });

const whole = { whole: true };
const clusterScoped = { clusterScoped: true, whole: true };

export const authenticationPolicy = defineKind('Policy', ['authentication.istio.io'], policy, whole);
export const meshPolicy = defineKind('MeshPolicy', ['authentication.istio.io'], policy, clusterScoped);

const rbac = ['rbac.istio.io'] as const;
const scope = block(z.object({ namespaces: softTexts, services: softTexts }));
const rbacSettings = z
  .object({ spec: block(z.object({ mode: softText, inclusion: scope, exclusion: scope })) })
  .transform(({ spec: { mode = 'OFF', ...scopes } }) => ({ mode, ...scopes }));

export const rbacConfig = defineKind('RbacConfig', rbac, rbacSettings, whole);
export const clusterRbacConfig = defineKind('ClusterRbacConfig', rbac, rbacSettings, clusterScoped);

const accessRule = z.object({
  services: softTexts,
  methods: softTexts,
  paths: softTexts,
  constraints: items(z.object({ key: softText })),
});

export const serviceRole = defineKind(
  'ServiceRole',
  rbac,
  z.object({ spec: block(z.object({ rules: items(accessRule) })) }).transform(({ spec: { rules } }) => ({
    rules: rules.map(({ constraints, ...rule }, index) => ({
      field: `spec.rules[${index}]`,
      ...rule,
      constraints: constraints.flatMap(({ key }) => key ?? []),
    })),
  })),
  whole,
);

const subject = z.object({ user: softText, group: softText, properties: softTextMap });

export const serviceRoleBinding = defineKind(
  'ServiceRoleBinding',
  rbac,
  z
    .object({ spec: block(z.object({ subjects: items(subject), roleRef: block(z.object({ name: softText })) })) })
    .transform(({ spec: { subjects, roleRef } }) => ({
      subjects: subjects.map((subject, index) => ({ field: `spec.subjects[${index}]`, ...compact(subject) })),
      ...compact({ role: roleRef.name }),
    })),
  whole,
);

/** Any kind of Mixer's group: `rule`, `handler`, `instance`, and one for each adapter and template. */
export const mixerObject = defineKind('*.config.istio.io', ['config.istio.io'], z.object({ kind: text }), whole);
