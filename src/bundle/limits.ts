/** What a bundle may cost. Every limit has a flag, and going over one is named in the report with that flag. */
export interface Limits {
  /** Bytes after decompression, over all entries. */
  maxTotalBytes: number;
  maxEntries: number;
  /** Bytes of one entry that is read as text; logs, dumps and object lists stream and have no such limit. */
  maxTextBytes: number;
}

const mebibyte = 1024 * 1024;

export const defaultLimits: Limits = {
  maxTotalBytes: 64 * 1024 * mebibyte,
  maxEntries: 1_000_000,
  maxTextBytes: 64 * mebibyte,
};

/** One element of a streamed entry (a log line is cut long before, so: one list item, one Envoy resource). */
export const maxElementBytes = 256 * mebibyte;

export const maxPathLength = 4096;
export const maxPathDepth = 64;
