import { checkAttachment, matchLabels, targetRef, targetRefs } from '../parts/selector.js';
import { checkModule, checkTrafficMatch, moduleFields, trafficMatch } from '../parts/wasm.js';
import { choice, int32, record, text, wrapped } from '../schema.js';
import { defineRules } from './kind.js';

const group = 'extensions.istio.io';
const priority = wrapped(int32());

export const wasmPlugin = defineRules({
  group,
  kind: 'WasmPlugin',
  spec: record(
    {
      ...moduleFields,
      selector: matchLabels,
      targetRef,
      targetRefs,
      phase: choice('UNSPECIFIED_PHASE', 'AUTHN', 'AUTHZ', 'STATS'),
      priority,
      match: trafficMatch,
    },
    { required: ['url'], oneOf: [['selector', 'targetRef', 'targetRefs']] },
  ),
  requiresSpec: true,
  check(spec, report) {
    checkAttachment(spec, report);
    checkModule(spec, 'spec', report);
    checkTrafficMatch(spec.match, report);
  },
});

const longestScript = 65_536;

export const trafficExtension = defineRules({
  group,
  kind: 'TrafficExtension',
  spec: record(
    {
      selector: matchLabels,
      targetRefs,
      phase: choice('UNSPECIFIED', 'AUTHN', 'AUTHZ', 'STATS'),
      priority,
      match: trafficMatch,
      wasm: record(moduleFields, { required: ['url'] }),
      lua: record({ inlineCode: text({ min: 1, max: longestScript }) }, { required: ['inlineCode'] }),
    },
    { oneOf: [['selector', 'targetRefs']] },
  ),
  requiresSpec: true,
  check(spec, report) {
    const { wasm, lua } = spec;
    if ((wasm === undefined) === (lua === undefined)) report.error('spec', 'must have one of wasm and lua');
    checkAttachment(spec, report);
    const size = Buffer.byteLength(lua?.inlineCode ?? '');
    if (lua !== undefined && size === 0) report.error('spec.lua.inlineCode', 'is required');
    if (size > longestScript) report.error('spec.lua.inlineCode', 'must not be larger than 64 kB');
    if (wasm !== undefined) checkModule(wasm, 'spec.wasm', report);
    checkTrafficMatch(spec.match, report);
  },
});
