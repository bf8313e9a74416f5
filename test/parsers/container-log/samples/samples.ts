/** Lines of one topic of signatures, by signature. A line that begins with a level gets a time. */
export interface Samples {
  /** Whose log it is, unless a line says otherwise. */
  component: string;
  lines: Readonly<Record<string, Sample>>;
}

export interface Sample {
  /** Written as often as the signature asks for, it is named. */
  fires: string;
  /** What the same program prints when all is well, or a neighbour that means something else. */
  silent: string;
  component?: string;
}
