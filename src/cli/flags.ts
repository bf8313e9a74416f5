import { type Command, InvalidArgumentError } from 'commander';
import { layoutIds } from '../layouts/index.js';
import type { LayoutId } from '../layouts/layout.js';
import type { ColorChoice } from './terminal.js';

/** Flags of every command that reads a bundle. */
export interface InputFlags {
  layout?: LayoutId;
  maxTotalBytes?: number;
  maxEntries?: number;
  maxTextBytes?: number;
}

export function addInputOptions(command: Command): Command {
  return command
    .option('--layout <name>', `skip detection: ${layoutIds.join(', ')}`, parseLayout)
    .option('--max-total-bytes <bytes>', 'limit on the expanded size', parseCount)
    .option('--max-entries <count>', 'limit on the number of files', parseCount)
    .option('--max-text-bytes <bytes>', 'limit on one file that is read as text', parseCount);
}

/** What `openBundle` and the reading of a bundle take from the flags. */
export function inputOptions({ layout, maxTotalBytes, maxEntries, maxTextBytes }: InputFlags): InputFlags {
  return {
    ...(layout !== undefined && { layout }),
    ...(maxTotalBytes !== undefined && { maxTotalBytes }),
    ...(maxEntries !== undefined && { maxEntries }),
    ...(maxTextBytes !== undefined && { maxTextBytes }),
  };
}

export function parseColor(value: string): ColorChoice {
  if (value === 'auto' || value === 'always' || value === 'never') return value;
  throw new InvalidArgumentError('One of auto, always, never.');
}

function parseLayout(value: string): LayoutId {
  const layout = layoutIds.find((id) => id === value);
  if (layout === undefined) throw new InvalidArgumentError(`Known layouts: ${layoutIds.join(', ')}.`);
  return layout;
}

function parseCount(value: string): number {
  const count = Number(value);
  if (!Number.isSafeInteger(count) || count < 1) throw new InvalidArgumentError('Write a whole number above zero.');
  return count;
}
