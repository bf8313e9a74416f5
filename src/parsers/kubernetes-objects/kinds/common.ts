import { z } from 'zod';

export const text = z.string();
export const texts = z.array(z.string()).default([]);
export const count = z.number().int().nonnegative();
export const portNumber = z.number().int().min(0).max(65535);
/** Protobuf JSON may print numbers as strings, and people quote them. */
export const looseNumber = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,10}$/)
    .transform(Number),
]);
export const loosePort = looseNumber.pipe(portNumber);

/** Labels, annotations and the like; keys come from the customer, hence a Map. By hand, being what most objects are made of. */
export const textMap = z
  .custom<Record<string, unknown>>((value) => typeof value === 'object' && value !== null)
  .default({})
  .transform((record, context) => {
    const map = new Map<string, string>();
    for (const [key, value] of Object.entries(record)) {
      if (typeof value === 'string') map.set(key, value);
      else context.addIssue({ code: 'custom', message: `the value of ${key} is not a string` });
    }
    return map;
  });

/** What asks Prometheus to scrape a pod. */
const scrapeKeys: readonly string[] = ['prometheus.io/scrape', 'prometheus.io/port'];

const keptDomain = /(?:^|\.)(?:istio|kubernetes)\.io$|\.k8s\.io$/;

/** kubectl's copy of the applied object (`last-applied-configuration`) may hold anything, secrets too. */
function isKeptAnnotation(key: string): boolean {
  if (scrapeKeys.includes(key)) return true;
  const slash = key.indexOf('/');
  return (
    slash > 0 && slash < 254 && keptDomain.test(key.slice(0, slash)) && !key.endsWith('/last-applied-configuration')
  );
}

/** Annotations of Istio and Kubernetes, and those about scraping, only. */
export const annotations = textMap.transform((all) => {
  for (const key of all.keys()) if (!isKeptAnnotation(key)) all.delete(key);
  return all;
});

const matchExpression = z.object({ key: text, operator: text, values: texts });

/** A Kubernetes label selector; an absent one selects everything, as an empty one does. */
export const labelSelector = z
  .object({ matchLabels: textMap, matchExpressions: z.array(matchExpression).default([]) })
  .default(() => ({ matchLabels: new Map<string, string>(), matchExpressions: [] }));

/** Selector of Istio's own kinds, `selector.matchLabels`: only equality, absent is everything. */
export const workloadSelector = z
  .object({ matchLabels: textMap })
  .transform((selector) => selector.matchLabels)
  .default(() => new Map<string, string>());

export const conditions = z
  .array(
    z
      .object({
        type: text,
        status: text,
        reason: text.exactOptional(),
        message: text.exactOptional(),
        lastTransitionTime: text.exactOptional(),
      })
      .transform(({ type, status, reason, message, lastTransitionTime: since }) => ({
        type,
        status,
        ...(reason && { reason }),
        ...(message && { message }),
        ...(since && { since }),
      })),
  )
  .default([]);

const ownerReference = z.object({ kind: text, name: text, controller: z.boolean().default(false) });

export const metadata = z
  .object({
    name: text,
    namespace: text.exactOptional(),
    uid: text.exactOptional(),
    resourceVersion: text.exactOptional(),
    creationTimestamp: text.exactOptional(),
    deletionTimestamp: text.exactOptional(),
    labels: textMap,
    annotations,
    ownerReferences: z.array(ownerReference).default([]),
  })
  .transform((raw) => {
    const { name, namespace, uid, resourceVersion, creationTimestamp, deletionTimestamp, labels, annotations } = raw;
    const owner = raw.ownerReferences.find((reference) => reference.controller);
    return {
      name,
      ...(namespace && { namespace }),
      ...(uid && { uid }),
      ...(resourceVersion && { resourceVersion }),
      labels,
      annotations,
      ...(creationTimestamp && { created: creationTimestamp }),
      ...(deletionTimestamp && { deleted: deletionTimestamp }),
      ...(owner && { owner: { kind: owner.kind, name: owner.name } }),
    };
  });

export type Metadata = z.output<typeof metadata>;
