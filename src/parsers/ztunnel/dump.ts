import { z } from 'zod';
import { Unusable } from '../../core/errors.js';
import type { Note } from '../../core/note.js';
import type { Parsed } from '../parser.js';
import { camelCase, camelCaseFields } from '../support/camel-fields.js';
import { parseJson } from '../support/json.js';
import { jsonPointer } from '../support/json-pointer.js';
import type { ZtunnelConfig } from './artifact.js';
import { capturedOf, certificateOf, policyOf, serviceOf, workloadOf } from './elements.js';
import { fields, text } from './fields.js';

/** The sections of a dump by what they were called over time: Istio 1.20 indexes workloads by uid and services by host. */
const sections = {
  workloads: { names: ['workloads', 'byUid', 'byAddr'], read: workloadOf },
  services: { names: ['services', 'byHost'], read: serviceOf },
  policies: { names: ['policies'], read: policyOf },
  certificates: { names: ['certificates'], read: certificateOf },
} as const;

type SectionName = keyof typeof sections;

const settings = fields({
  localNode: text,
  config: fields({ localNode: z.string() }).optional().catch(undefined),
  version: fields({ istioVersion: z.string() }).optional().catch(undefined),
});

/** The admin page /config_dump, or one section of it as `istioctl ztunnel-config … -o json` prints it. */
export function parseDump(content: string, path: string): Parsed<ZtunnelConfig> {
  const json = parseJson(content);
  const notes: Note[] = [];
  const artifact = Array.isArray(json) ? sectionAlone(json, path, notes) : wholeDump(json, path, notes);
  if (Object.keys(artifact).length === 0) throw new Unusable('no configuration of ztunnel');
  return { artifact, notes };
}

function wholeDump(json: unknown, path: string, notes: Note[]): ZtunnelConfig {
  const dump = new Map(Object.entries(json as object).map(([key, value]) => [camelCase(key), { key, value }]));
  const artifact: ZtunnelConfig = nodeAndVersion(json);
  for (const name of Object.keys(sections) as SectionName[]) {
    const found = sections[name].names.map((candidate) => dump.get(candidate)).find((section) => section !== undefined);
    if (found === undefined) continue;
    Object.assign(artifact, { [name]: read(name, found.value, [found.key], path, notes) });
  }
  const state = dump.get('workloadState');
  return state === undefined ? artifact : { ...artifact, ...capture(state.value, [state.key], path, notes) };
}

function nodeAndVersion(json: unknown): Pick<ZtunnelConfig, 'node' | 'istioVersion'> {
  const { data } = settings.safeParse(json);
  const node = data?.config?.localNode ?? data?.localNode;
  const istioVersion = data?.version?.istioVersion;
  return {
    ...(node && { node }),
    // A build by hand says `unknown`.
    ...(istioVersion !== undefined && /^\d/.test(istioVersion) && { istioVersion }),
  };
}

/** What an array is shows in its elements; an empty one says nothing. */
function sectionAlone(items: readonly unknown[], path: string, notes: Note[]): ZtunnelConfig {
  if (items.some((item) => capturedOf(item) !== undefined)) return capture(items, [], path, notes);
  const name = (['certificates', 'policies', 'services', 'workloads'] as const).find((candidate) =>
    items.some((item) => isOf(candidate, item)),
  );
  return name === undefined ? {} : { [name]: read(name, items, [], path, notes) };
}

/** Workloads and services look alike but for their fields of addresses. */
function isOf(name: SectionName, item: unknown): boolean {
  const fields = camelCaseFields(item);
  const has = (field: string) => typeof fields === 'object' && fields !== null && Object.hasOwn(fields, field);
  if (sections[name].read(item) === undefined) return false;
  if (name === 'services') return has('vips') || has('endpoints');
  return name !== 'workloads' || has('workloadIps') || has('workloadIp') || has('uid');
}

interface Element {
  value: unknown;
  pointer: string;
}

/** Elements of a list or of a map; a map by host name has lists inside. */
function elementsOf(section: unknown, at: readonly (string | number)[]): Element[] {
  if (typeof section !== 'object' || section === null) return [];
  const entries: [string | number, unknown][] = Array.isArray(section)
    ? section.map((value, index) => [index, value])
    : Object.entries(section);
  return entries.flatMap(([key, value]) =>
    Array.isArray(value) ? elementsOf(value, [...at, key]) : [{ value, pointer: jsonPointer([...at, key]) }],
  );
}

function read(name: SectionName, section: unknown, at: readonly string[], path: string, notes: Note[]): unknown[] {
  return elementsOf(section, at).flatMap(({ value, pointer }) => {
    const element = sections[name].read(value);
    if (element !== undefined) return [{ ...element, pointer }];
    notes.push({ code: 'item-dropped', path, detail: `${pointer}: unreadable element of ${name}` });
    return [];
  });
}

function capture(section: unknown, at: readonly string[], path: string, notes: Note[]): ZtunnelConfig {
  const pods = elementsOf(section, at).flatMap(({ value, pointer }) => {
    const found = capturedOf(value);
    if (found !== undefined) return [{ ...found, pointer }];
    notes.push({ code: 'item-dropped', path, detail: `${pointer}: unreadable state of a workload` });
    return [];
  });
  return {
    captured: pods.map(({ namespace, pod }) => ({ namespace, pod })),
    connections: pods.flatMap(({ connections, pointer }) => connections.map((one) => ({ ...one, pointer }))),
  };
}
