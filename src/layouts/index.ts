import { bugReport } from './bug-report.js';
import { capture } from './capture.js';
import type { Layout } from './layout.js';

/** Every layout. An entry is offered to all of them; which claims stand is decided at the end of the bundle. */
export const layouts: readonly Layout[] = [capture, bugReport];
