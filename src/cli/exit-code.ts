import { BundleError, OutputError, UsageError } from '../core/errors.js';

/** What every command ends with, whatever its format. */
export const exitCode = {
  done: 0,
  findings: 1,
  usage: 2,
  unusableInput: 3,
  coverageMissing: 4,
  outputFailed: 5,
  bug: 70,
} as const;

/** The exit code of an error, and whether it is one that the person at the keyboard can do something about. */
export function exitCodeOf(error: unknown): { code: number; expected: boolean } {
  if (error instanceof UsageError) return { code: exitCode.usage, expected: true };
  if (error instanceof BundleError) return { code: exitCode.unusableInput, expected: true };
  if (error instanceof OutputError) return { code: exitCode.outputFailed, expected: true };
  return { code: exitCode.bug, expected: false };
}
