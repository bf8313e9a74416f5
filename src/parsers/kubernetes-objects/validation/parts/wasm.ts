import { at, quote, type Report } from '../report.js';
import { anything, choice, list, type Read, record, text, uint32 } from '../schema.js';
import { moduleScheme } from '../values/urls.js';

const variable = record(
  { name: text({ min: 1, max: 256 }), valueFrom: choice('INLINE', 'HOST'), value: text({ max: 2048 }) },
  { required: ['name'] },
);

/** What WasmPlugins and the `wasm` of TrafficExtensions share. */
export const moduleFields = {
  url: text({ min: 1 }),
  sha256: text({ pattern: /^(?:[a-f0-9]{64})?$/ }),
  imagePullPolicy: choice('UNSPECIFIED_POLICY', 'IfNotPresent', 'Always'),
  imagePullSecret: text({ min: 1, max: 253 }),
  verificationKey: text(),
  pluginConfig: anything,
  pluginName: text({ min: 1, max: 256 }),
  failStrategy: choice('FAIL_CLOSE', 'FAIL_OPEN', 'FAIL_RELOAD'),
  vmConfig: record({ env: list(variable, { max: 256, key: 'name' }) }),
  type: choice('UNSPECIFIED_PLUGIN_TYPE', 'HTTP', 'NETWORK'),
};

export const trafficMatch = list(
  record({
    mode: choice('UNDEFINED', 'CLIENT', 'SERVER', 'CLIENT_AND_SERVER'),
    ports: list(record({ number: uint32({ min: 1, max: 65535 }) }, { required: ['number'] }), { key: 'number' }),
  }),
);

interface Module {
  url?: string;
  sha256?: string;
  imagePullSecret?: string;
  pluginName?: string;
  vmConfig?: Read<typeof moduleFields.vmConfig>;
}

const schemes: readonly string[] = ['', 'file', 'http', 'https', 'oci'];

export function checkModule(
  { url, sha256 = '', imagePullSecret = '', pluginName = '', vmConfig }: Module,
  field: string,
  report: Report,
): void {
  checkUrl(url, `${field}.url`, report);
  if (sha256 !== '' && !/^[a-f0-9]{64}$/.test(sha256))
    report.error(`${field}.sha256`, 'must be 64 small hexadecimal digits');
  if (imagePullSecret.length > 253) report.error(`${field}.imagePullSecret`, 'must not be longer than 253 characters');
  if (pluginName.length > 256) report.error(`${field}.pluginName`, 'must not be longer than 256 characters');
  const names = new Set<string>();
  for (const [index, { name = '', valueFrom = 'INLINE', value }] of (vmConfig?.env ?? []).entries()) {
    const here = at(`${field}.vmConfig.env`, index);
    if (name === '') report.error(`${here}.name`, 'is required');
    if (name.length > 256) report.error(`${here}.name`, 'must not be longer than 256 characters');
    if (names.has(name)) report.error(here, 'has the name of another variable');
    if (valueFrom !== 'INLINE' && value) report.error(`${here}.value`, 'can be set with valueFrom INLINE only');
    names.add(name);
  }
}

function checkUrl(url: string | undefined, field: string, report: Report): void {
  if (!url) {
    report.error(field, 'is required');
    return;
  }
  const scheme = moduleScheme(url);
  if (scheme === undefined) report.error(field, `${quote(url)} is no URL`);
  else if (!schemes.includes(scheme)) report.error(field, `must be a URL of file, http, https or oci, not ${scheme}`);
}

export function checkTrafficMatch(match: Read<typeof trafficMatch> = [], report: Report): void {
  for (const [index, { ports = [] }] of match.entries()) {
    for (const [position, { number = 0 }] of ports.entries()) {
      if (number >= 1 && number <= 65535) continue;
      report.error(`spec.match[${index}].ports[${position}].number`, `port ${number} is not between 1 and 65535`);
    }
  }
}
