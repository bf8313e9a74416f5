import { at, quote, type Report } from '../report.js';
import { isRecord } from '../schema.js';

/** APIs of Envoy's second version that Istio's own filters keep until today. */
const ownVersions = /^istio\.|^envoy\.(?:config\.filter\.(?:http\.jwt_auth|network\.tcp_cluster_rewrite))\./;

/** Messages of free-form content, which istiod does not look into. */
const freeForm = /^(?:udpa|xds)\.type\.v[13]\.TypedStruct$|^google\.protobuf\.(?:Struct|Value)$/;

const anyField = /^(?:typed_config|typedConfig)$/;
const maxDepth = 60;

/**
 * A patch's value, as far as it can be judged without Envoy's definitions: messages of the xDS API v2 exist no more, and a
 * `typed_config` says which message it is.
 */
export function checkEnvoyValue(value: Readonly<Record<string, unknown>>, field: string, report: Report): void {
  walk(value, field, report, 0);
}

/** What an extension's entry must tell: the message that configures it. */
export function checkTypedConfig(value: Readonly<Record<string, unknown>>, field: string, report: Report): void {
  const names = ['typed_config', 'typedConfig', 'config_discovery', 'configDiscovery'];
  if (names.some((name) => value[name] !== undefined)) return;
  report.warn(field, 'has no typed_config; looking a filter up by its name is deprecated');
}

function walk(value: unknown, field: string, report: Report, depth: number): void {
  if (depth > maxDepth) return;
  if (Array.isArray(value)) {
    for (const [index, element] of value.entries()) walk(element, at(field, index), report, depth + 1);
    return;
  }
  if (!isRecord(value)) return;
  const message = messageName(value, field, report);
  if (message !== undefined && freeForm.test(message)) return;
  for (const [key, member] of Object.entries(value)) {
    const here = at(field, key);
    if (anyField.test(key) && isRecord(member) && member['@type'] === undefined && Object.keys(member).length > 0) {
      report.error(here, 'must say in @type which message it is');
    }
    walk(member, here, report, depth + 1);
  }
}

/** The message that `@type` names. */
function messageName(value: Readonly<Record<string, unknown>>, field: string, report: Report): string | undefined {
  const type = value['@type'];
  if (typeof type !== 'string') return undefined;
  const name = type.slice(type.lastIndexOf('/') + 1);
  const isSecondVersion = name.startsWith('envoy.') && /\.v2(?:alpha\d*)?\./.test(name);
  if (isSecondVersion && !ownVersions.test(name)) {
    report.error(at(field, '@type'), `${quote(type)} is of the xDS API v2, which Envoy has no more`);
  }
  return name;
}
