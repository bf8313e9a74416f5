import { z } from 'zod';
import { reportSchema } from './schema.js';

export const inspectionSchemaId = 'meshtriage.inspection/1';

const count = z.int().min(0);
const { bundles, mesh, inventory, coverage } = reportSchema.shape;

const partsOfProxy = z.array(
  z
    .string()
    .describe(
      'config dump, clusters, stats, server info, certificates, log, previous log, sockets, iptables, routes, resolv.conf, pod object, sync status.',
    ),
);

const proxy = z.object({
  namespace: z.string().exactOptional().describe('Absent, like the pod, on a ztunnel of which only the node is known.'),
  pod: z.string().exactOptional(),
  type: z
    .string()
    .exactOptional()
    .describe('sidecar, router, waypoint, ingress (Istio 1.0) or ztunnel; absent when nothing says which.'),
  node: z.string().exactOptional(),
  has: partsOfProxy,
  unusable: partsOfProxy.describe('Captured, but nothing in them could be used.'),
  lacks: partsOfProxy.describe(
    'A config dump, and whatever others of its sort in the bundle have; never a previous log.',
  ),
});

const step = z.object({
  step: z.string(),
  path: z.string().exactOptional().describe('The entry that the step would have written.'),
  reason: z.string(),
});

/** What `meshtriage inspect -f json` prints: what is in a bundle and what is missing. Additive changes only. */
export const inspectionSchema = z.object({
  schema: z.literal(inspectionSchemaId),
  tool: z.object({ name: z.string(), version: z.string() }),
  bundle: bundles.element.extend({
    layouts: z
      .array(
        z.object({
          layout: z.string(),
          root: z.string().describe('The folder of the archive where it begins, with its slash; empty for the top.'),
          given: z.boolean().describe('Named with --layout instead of recognised.'),
          markers: z.array(z.string()).describe('The paths that it is recognised by and that are there.'),
        }),
      )
      .describe('Most entries first.'),
  }),
  mesh: mesh.extend({
    controlPlaneVersions: z.array(z.string()).describe('Newest first.'),
    proxyVersions: z.array(z.string()),
  }),
  inventory,
  contents: z
    .array(
      z.object({
        kind: z
          .string()
          .describe(
            'Kind of artifact that the entries are read as; "not-read": the layout has a place for them, but no check needs them; "unknown": no layout has.',
          ),
        entries: count,
        bytes: count,
        unusable: count.describe('Entries of these that hold nothing usable.'),
      }),
    )
    .describe('Sorted by kind.'),
  proxies: z
    .array(proxy)
    .describe('Every proxy that runs, that a list names or that left anything in the bundle, by namespace and name.'),
  capture: z
    .object({
      failed: z.array(step),
      skipped: z.array(step),
      redacted: z
        .array(z.object({ path: z.string(), values: count }))
        .exactOptional()
        .describe('Entries that the capture took secrets out of; absent when its record does not say.'),
      truncated: z
        .array(z.string())
        .exactOptional()
        .describe('Entries that the capture cut at a limit; absent when its record does not say.'),
    })
    .exactOptional()
    .describe('What the capture recorded about itself; absent when the bundle holds no such record.'),
  // Redaction stands in the record of the capture, entry by entry.
  coverage: coverage.omit({ redacted: true }),
});

export type Inspection = z.infer<typeof inspectionSchema>;
