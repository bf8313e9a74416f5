/** What a list says about itself: its kind stands in front of its items, or behind them where keys are sorted. */
export interface ListHeader {
  kind?: string;
  apiVersion?: string;
}

/** One API object that a slicer has found in its window. The bytes are only valid during the call. */
export interface Item {
  bytes: Buffer;
  start: number;
  end: number;
  /** Line of the entry on which it starts. */
  line: number;
  /** The list that it stands in, as far as that is known, and its place there. Absent for an object that stands alone. */
  list?: { header: ListHeader; index: number };
  /** JSON pointer, for an item of a JSON list. */
  pointer?: string;
  /** Levels of nesting, where the slicer has counted them. */
  depth?: number;
  /** As far as the slicer saw them on its way. */
  kind?: string;
  apiVersion?: string;
}

export interface ItemEvents {
  item(item: Item): void;
  /** Called behind the last item of a list, also of an empty or cut-off one. */
  listEnd(header: ListHeader): void;
  /** The entry ends inside an object or list; `line` is where that started. */
  cutOff(line: number): void;
  /** A table stands where an object is expected. */
  otherText?(line: number): void;
}

/** Cuts a stream of API objects into items. Takes windows of any size and returns how many bytes are done with. */
export interface Slicer {
  push(bytes: Buffer, length: number, last: boolean): number;
}
