/** The library: a pure core without process exit, console, network or globals. */
export type { Analysis, BundleSummary, CheckResult, ReportedFinding } from './analysis/result.js';
export { type AnalyzeOptions, analyze } from './analyze.js';
export type { Bundle } from './bundle/bundle.js';
export { openBundle } from './bundle/open.js';
export { type Check, type CheckMeta, defineCheck, type Finding } from './checks/check.js';
export { BundleError, type BundleErrorCode } from './core/errors.js';
export {
  matchRoute,
  type RouteMatchOutcome,
  type RouteMatchRequest,
} from './envoy/route/match-route.js';
export { openBundles } from './open-bundles.js';
export { type FormatName, render } from './render/index.js';
export { buildReport } from './report/build.js';
export { parseReport } from './report/parse.js';
export { type Report, reportSchema } from './report/schema.js';
export type { Path, Stage, Trace } from './trace/result.js';
export { type TraceQuestion, trace } from './trace-bundle.js';
