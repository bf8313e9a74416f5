import type { Message } from '../message.js';

/** A field by both of its spellings; regular expressions would cost more than all else that is read of a resource. */
export type FieldName = readonly [snake: string, camel: string];

export function fieldName(snake: string): FieldName {
  return [snake, snake.replace(/_[a-z0-9]/g, (pair) => pair.charAt(1).toUpperCase())];
}

/** A field of a message in either spelling, for what is read before a resource is normalised. */
export function rawField(message: Message, [snake, camel]: FieldName): unknown {
  return message[snake] ?? message[camel];
}

/** The name under which the message has the field; in camelCase when it stands so there. */
export function rawName(message: Message, [snake, camel]: FieldName): string {
  return !(snake in message) && camel in message ? camel : snake;
}

export function extendPointer(pointer: string, ...steps: readonly (string | number)[]): string {
  let path = pointer;
  for (const step of steps) path += `/${typeof step === 'string' ? escaped(step) : step}`;
  return path;
}

function escaped(step: string): string {
  return step.includes('~') || step.includes('/') ? step.replaceAll('~', '~0').replaceAll('/', '~1') : step;
}
