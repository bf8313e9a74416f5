import { Unusable } from '../../core/errors.js';
import type { Line } from './lines.js';
import { shortLines } from './short-lines.js';

/** The record of one probe: its command line when the record begins with it, and what the tool printed. */
export interface ProbeText {
  command?: string[];
  lines: Line[];
}

/** The tool was never run: it is missing in the container, or the container could not be entered. */
const neverRan =
  /^(OCI runtime exec failed|exec failed:|error: (unable to upgrade connection|Internal error|unable to |cannot exec|container)|Error from server|Unable to connect to the server|(ba)?sh: .*not found|\/bin\/sh: .*not found)|executable file not found in \$PATH/;

/** Splits a probe's record into its lines that are not empty. Throws `Unusable` when the tool was never run. */
export function probeText(text: string): ProbeText {
  const [first, ...rest] = shortLines(text, { prompts: true }).filter((line) => line.text.trim() !== '');
  const isPrompt = first?.text.startsWith('$ ') === true;
  const lines = first === undefined || isPrompt ? rest : [first, ...rest];
  const failure = lines.find((line) => neverRan.test(line.text));
  if (failure !== undefined) throw new Unusable(failure.text.trim().slice(0, 300));
  return { ...(isPrompt && { command: first.text.slice(2).trim().split(/\s+/) }), lines };
}
