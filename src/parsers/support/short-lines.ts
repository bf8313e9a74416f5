import { isForeignLine, type Line, numberedLines } from './lines.js';

/** Tools for networks print no longer line; what is longer is none of theirs and costs time to take apart. */
const maxLine = 4096;

interface Options {
  /** Keep `$ command`, which says what was called. */
  prompts?: boolean;
  /** Keep rows of numbers, which are curl's progress meter beside curl only. */
  numbers?: boolean;
}

/** The lines of a tool's output, without those of kubectl and the shell around it. */
export function shortLines(text: string, { prompts = false, numbers = false }: Options = {}): Line[] {
  return numberedLines(text).filter(({ text: line }) => {
    if (line.length > maxLine) return false;
    return !isForeignLine(line) || (prompts && line.startsWith('$ ')) || (numbers && /^ +\d/.test(line));
  });
}
