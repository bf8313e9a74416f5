import { isMessage, type Message, messages, text } from './message.js';
import { matchMetadata } from './metadata-match.js';
import type { Truth } from './truth.js';

/** Stands in metadata for what cannot be known, at any depth: a whole filter's metadata or one value of it. */
export const notKnown: unique symbol = Symbol('not known');

/** Metadata by filter name. What is not in it was not set; `notKnown` marks what may have been. */
export type KnownMetadata = Message;

/** Whether metadata matches a MetadataMatcher; unknown where the way to the value meets `notKnown`. */
export function matchKnownMetadata(matcher: Message, metadata: KnownMetadata | undefined): Truth {
  if (metadata === undefined || leadsToUnknown(matcher, metadata)) return 'unknown';
  return matchMetadata(matcher, metadata);
}

/** The value a MetadataMatcher looks at. */
export function metadataValue(matcher: Message, metadata: KnownMetadata): unknown {
  let value: unknown = metadata;
  for (const key of metadataPath(matcher)) {
    if (!isMessage(value)) return value === notKnown ? notKnown : undefined;
    value = Object.hasOwn(value, key) ? value[key] : undefined;
  }
  return value;
}

/** Name of the filter, then the keys below it. */
export function metadataPath(matcher: Message): readonly string[] {
  return [text(matcher.filter) ?? '', ...messages(matcher.path).map(({ key }) => text(key) ?? '')];
}

function leadsToUnknown(matcher: Message, metadata: KnownMetadata): boolean {
  return metadataValue(matcher, metadata) === notKnown;
}

/** The metadata with more of one filter's. */
export function withMetadata(metadata: KnownMetadata | undefined, filter: string, values: Message): KnownMetadata {
  const before = metadata !== undefined && Object.hasOwn(metadata, filter) ? metadata[filter] : {};
  if (before === notKnown) return metadata ?? {};
  return { ...metadata, [filter]: { ...(isMessage(before) && before), ...values } };
}
