import { bugReport } from './bug-report.js';
import { capture } from './capture.js';
import { clusterInfoDumpLayout } from './cluster-info-dump.js';
import { istioDump } from './istio-dump.js';
import type { Layout, LayoutId } from './layout.js';
import { mustGather } from './must-gather.js';
import { supportBundle } from './support-bundle.js';

/** Every layout. An entry is offered to all of them; which claims stand is decided at the end of the bundle. */
export const layouts: readonly Layout[] = [
  capture,
  bugReport,
  istioDump,
  mustGather,
  supportBundle,
  clusterInfoDumpLayout,
];

/** Every name that `--layout` takes: also those of what has no paths of its own and is known by its content. */
export const layoutIds: readonly LayoutId[] = [...layouts.map(({ id }) => id), 'manifests', 'loose'];
