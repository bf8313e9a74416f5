import { z } from 'zod';
import { text, texts } from './common.js';
import { defineKind } from './kind.js';

const clusterScoped = { clusterScoped: true };

/** The Sail operator (Service Mesh 3): an Istio that the operator turns into revisions. */
export const istio = defineKind(
  'Istio',
  ['sailoperator.io'],
  z
    .object({ spec: z.object({ version: text.exactOptional(), namespace: text.exactOptional() }).prefault({}) })
    .transform(({ spec }) => spec),
  clusterScoped,
);

/** A control plane of the Sail operator; its name is the revision's. */
export const istioRevision = defineKind(
  'IstioRevision',
  ['sailoperator.io'],
  z
    .object({ spec: z.object({ version: text.exactOptional(), namespace: text.exactOptional() }).prefault({}) })
    .transform(({ spec }) => spec),
  clusterScoped,
);

/** A control plane of Maistra (Service Mesh 1 and 2); its version is Maistra's own. */
export const serviceMeshControlPlane = defineKind(
  'ServiceMeshControlPlane',
  ['maistra.io'],
  z
    .object({ spec: z.object({ version: text.exactOptional() }).prefault({}) })
    .transform(({ spec: { version } }) => (version === undefined ? {} : { version })),
);

/** The namespaces that belong to a mesh of Maistra. */
export const serviceMeshMemberRoll = defineKind(
  'ServiceMeshMemberRoll',
  ['maistra.io'],
  z
    .object({
      spec: z.object({ members: texts }).prefault({}),
      status: z.object({ configuredMembers: texts }).prefault({}),
    })
    .transform(({ spec, status }) => ({ members: spec.members, configuredMembers: status.configuredMembers })),
);
