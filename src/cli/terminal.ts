import { display } from '../core/display.js';

export type ColorChoice = 'auto' | 'always' | 'never';

/** Colour only where a person sees it: NO_COLOR, FORCE_COLOR and TERM=dumb decide as they do for other tools. */
export function useColor(choice: ColorChoice, stream: { isTTY?: boolean }, environment = process.env): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (environment.NO_COLOR) return false;
  if (environment.FORCE_COLOR !== undefined) return environment.FORCE_COLOR !== '0';
  return stream.isTTY === true && environment.TERM !== 'dumb';
}

/** One line on standard error. A closed or full stream is nothing to fail over. */
export function say(message: string): void {
  process.stderr.write(`${display(message)}\n`, () => undefined);
}
