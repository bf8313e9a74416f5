import { z } from 'zod';
import { Unusable } from '../../core/errors.js';
import type { Note } from '../../core/note.js';
import type { Parsed } from '../parser.js';
import { parseJsonDocuments } from '../support/json.js';
import { type ListedProxy, type ListedStatus, shortTypeName, timeUnlessZero } from '../support/listed-proxy.js';
import { parseYaml } from '../support/yaml.js';
import type { ProxyStatus } from './artifact.js';

const text = z.string().optional().catch(undefined);

/** Without proxies there are no resources, but the type and the control plane are named. */
const response = z.object({
  typeUrl: z.string(),
  resources: z.array(z.unknown()).default([]),
  controlPlane: z.object({ identifier: text }).optional().catch(undefined),
});

const clientConfig = z.object({
  node: z.object({
    id: z.string().min(1),
    metadata: z.object({ ISTIO_VERSION: text }).optional().catch(undefined),
  }),
  genericXdsConfigs: z
    .array(
      z.object({
        typeUrl: z.string(),
        configStatus: text,
        lastUpdated: text,
        errorState: z.object({ details: text }).optional().catch(undefined),
      }),
    )
    .default([]),
});

const states: ReadonlyMap<string, ListedStatus['state']> = new Map([
  ['SYNCED', 'synced'],
  ['STALE', 'stale'],
  ['NOT_SENT', 'notSent'],
  ['ERROR', 'error'],
]);

/** `-o json` and `-o yaml` of istioctl 1.30 and later: one xDS response a replica, one after the other. */
export function parseResponses(content: string, path: string): Parsed<ProxyStatus> {
  const artifact: ProxyStatus = { form: 'responses', proxies: [] };
  const notes: Note[] = [];
  const { documents, complete } = documentsOf(content);
  if (!complete) notes.push({ code: 'entry-truncated', path, detail: 'the last response breaks off' });
  const responses = documents.flatMap((document) => response.safeParse(document).data ?? []);
  if (responses.length === 0) throw new Unusable('no response of istioctl proxy-status');
  for (const [number, { resources, controlPlane }] of responses.entries()) {
    const replica = controlPlaneId(controlPlane?.identifier);
    for (const [index, resource] of resources.entries()) {
      const config = clientConfig.safeParse(resource);
      // A pointer names a place in one document; several in a row have no common one.
      const pointer = responses.length === 1 ? `/resources/${index}` : undefined;
      if (config.success) artifact.proxies.push(proxyOf(config.data, replica, pointer));
      else notes.push({ code: 'item-dropped', path, detail: `response ${number + 1}, /resources/${index}` });
    }
  }
  return { artifact, notes };
}

function documentsOf(content: string): { documents: unknown[]; complete: boolean } {
  if (/^[{[]/m.test(content)) return parseJsonDocuments(content);
  return { documents: yamlDocuments(content).map((document) => parseYaml(document)), complete: true };
}

/** YAML documents are printed without `---`: a new one begins where a top-level key comes again. */
function yamlDocuments(content: string): string[] {
  const documents: string[][] = [];
  let keys = new Set<string>();
  for (const line of content.split('\n')) {
    const [, key] = /^([A-Za-z]+):/.exec(line) ?? [];
    if (key !== undefined && (documents.length === 0 || keys.has(key))) {
      documents.push([]);
      keys = new Set();
    }
    if (key !== undefined) keys.add(key);
    documents.at(-1)?.push(line);
  }
  return documents.map((lines) => lines.join('\n'));
}

/** The identifier is JSON inside a string. */
function controlPlaneId(identifier: string | undefined): string | undefined {
  try {
    return z.object({ ID: z.string() }).parse(JSON.parse(identifier ?? '')).ID;
  } catch {
    return undefined;
  }
}

function proxyOf(
  config: z.infer<typeof clientConfig>,
  controlPlane: string | undefined,
  pointer: string | undefined,
): ListedProxy {
  const istioVersion = config.node.metadata?.ISTIO_VERSION;
  return {
    id: config.node.id,
    ...(controlPlane !== undefined && { controlPlane }),
    ...(istioVersion !== undefined && { istioVersion }),
    types: new Map(config.genericXdsConfigs.map((type) => [shortTypeName(type.typeUrl), statusOf(type)])),
    ...(pointer !== undefined && { pointer }),
  };
}

type XdsConfig = z.infer<typeof clientConfig>['genericXdsConfigs'][number];

function statusOf({ configStatus, lastUpdated, errorState }: XdsConfig): ListedStatus {
  const sentAt = timeUnlessZero(lastUpdated);
  return {
    // Without a status stands the zero value UNKNOWN, which istioctl prints as IGNORED.
    state: states.get(configStatus ?? '') ?? 'ignored',
    ...(sentAt !== undefined && { sentAt }),
    ...(errorState?.details !== undefined && { error: errorState.details }),
  };
}
