import { isMessage, type Message, message, number } from './message.js';
import { configuredChance, runtimeFraction } from './route/route-match.js';

/** A FractionalPercent as a probability; a numerator that is absent is 0. */
export function fractionalPercent(percent: Message): number {
  return configuredChance({ numerator: number(percent.numerator) ?? 0, denominator: denominatorOf(percent) });
}

function denominatorOf(percent: Message): number {
  return runtimeFraction({ runtime_fraction: { default_value: percent } })?.denominator ?? 100;
}

/** A RuntimeFractionalPercent (`{default_value, runtime_key}`) without overrides; 1 where the field is absent. */
export function runtimeFractionalPercent(field: unknown): number {
  return isMessage(field) ? fractionalPercent(message(field.default_value)) : 1;
}
