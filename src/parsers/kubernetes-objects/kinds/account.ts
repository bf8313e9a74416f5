import { z } from 'zod';
import { defineKind } from './kind.js';
import { block, compact, items, softText, softTextMap } from './soft.js';

export const serviceAccount = defineKind('ServiceAccount', [''], z.object({}));

const backend = block(z.object({ serviceName: softText, service: block(z.object({ name: softText })) })).transform(
  ({ serviceName, service }) => service.name ?? serviceName,
);

/** Ingress of Kubernetes; up to 1.18 the backend has `serviceName`. */
export const ingress = defineKind(
  'Ingress',
  ['networking.k8s.io', 'extensions'],
  z
    .object({
      metadata: block(z.object({ annotations: softTextMap })),
      spec: block(
        z.object({
          ingressClassName: softText,
          backend,
          defaultBackend: backend,
          rules: items(z.object({ http: block(z.object({ paths: items(z.object({ backend })) })) })),
        }),
      ),
    })
    .transform(({ metadata, spec }) => ({
      services: [
        ...new Set(
          [
            spec.backend,
            spec.defaultBackend,
            ...spec.rules.flatMap(({ http }) => http.paths.map(({ backend }) => backend)),
          ].filter((name) => name !== undefined),
        ),
      ],
      ...compact({
        className: spec.ingressClassName ?? metadata.annotations.get('kubernetes.io/ingress.class'),
        annotatedClass: metadata.annotations.get('kubernetes.io/ingress.class'),
      }),
    })),
);
