import { Unusable } from '../../core/errors.js';
import { isForeignLine, type Line, numberedLines } from './lines.js';

/** The record of one probe: its command line when the record begins with it, and what the tool printed. */
export interface ProbeText {
  command?: string[];
  lines: Line[];
}

/** The tool was never run: it is missing in the container, or the container could not be entered. */
const neverRan =
  /^(OCI runtime exec failed|exec failed:|error: (unable to upgrade connection|Internal error|unable to |cannot exec|container)|Error from server|Unable to connect to the server|(ba)?sh: .*not found|\/bin\/sh: .*not found)|executable file not found in \$PATH/;

/** Lines that are longer hold no message of a tool. */
const maxLine = 4096;

/** Splits a probe's record. Throws `Unusable` when the tool was never run. */
export function probeText(text: string): ProbeText {
  const all = numberedLines(text);
  const prompt = all.find((line) => line.text.trim() !== '');
  const command = prompt?.text.startsWith('$ ') ? prompt.text.slice(2).trim().split(/\s+/) : undefined;
  const lines = all.filter((line) => line.text.length <= maxLine && !isForeignLine(line.text));
  const failure = lines.find((line) => neverRan.test(line.text));
  if (failure !== undefined) throw new Unusable(failure.text.trim().slice(0, 300));
  return { ...(command !== undefined && { command }), lines };
}
