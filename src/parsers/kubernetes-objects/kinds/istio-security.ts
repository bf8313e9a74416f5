import { z } from 'zod';
import { looseNumber, text, workloadSelector } from './common.js';
import { defineKind } from './kind.js';

const security = ['security.istio.io'] as const;

const mode = z.enum(['UNSET', 'DISABLE', 'PERMISSIVE', 'STRICT']).default('UNSET');
const mutualTls = z.object({ mode }).transform((settings) => settings.mode);

export const peerAuthentication = defineKind(
  'PeerAuthentication',
  security,
  z
    .object({
      spec: z
        .object({
          selector: workloadSelector,
          mtls: mutualTls.default('UNSET'),
          portLevelMtls: z.record(z.string().regex(/^\d{1,5}$/), mutualTls).default({}),
        })
        .prefault({}),
    })
    .transform(({ spec: { selector, mtls, portLevelMtls } }) => ({
      selector,
      mode: mtls,
      portModes: new Map(Object.entries(portLevelMtls).map(([port, mode]) => [Number(port), mode] as const)),
    })),
);

const targetReference = z.object({ kind: text, name: text });

export const authorizationPolicy = defineKind(
  'AuthorizationPolicy',
  security,
  z
    .object({
      spec: z
        .object({
          selector: workloadSelector,
          action: z.enum(['ALLOW', 'DENY', 'AUDIT', 'CUSTOM']).default('ALLOW'),
          rules: z.array(z.unknown()).default([]),
          targetRef: targetReference.exactOptional(),
          targetRefs: z.array(targetReference).default([]),
        })
        .prefault({}),
    })
    .transform(({ spec: { selector, action, rules, targetRef, targetRefs } }) => {
      const targets = targetRef === undefined ? targetRefs : [targetRef, ...targetRefs];
      return { selector, action, rules: rules.length, ...(targets.length > 0 && { targets }) };
    }),
);

const targetPort = z
  .object({ number: looseNumber.exactOptional(), name: text.exactOptional() })
  .transform(({ number, name }) => number ?? name ?? []);
const target = z
  .object({ name: text, ports: z.array(targetPort).default([]) })
  .transform(({ name, ports }) => ({ name, ports: ports.flat() }));

/** A peer method `mtls` without a mode asks for STRICT. */
const peer = z.object({
  mtls: z.object({ mode: z.enum(['STRICT', 'PERMISSIVE']).default('STRICT') }).exactOptional(),
});

const policy = z
  .object({
    spec: z.object({ targets: z.array(target).default([]), peers: z.array(peer).default([]) }).prefault({}),
  })
  .transform(({ spec: { targets, peers } }) => ({
    targets,
    mode: peers.find((peer) => peer.mtls !== undefined)?.mtls?.mode ?? ('DISABLE' as const),
  }));

export const authenticationPolicy = defineKind('Policy', ['authentication.istio.io'], policy);
export const meshPolicy = defineKind('MeshPolicy', ['authentication.istio.io'], policy, { clusterScoped: true });
