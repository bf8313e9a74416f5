/** Something in the bundle that could not be read as it should; shown in the report, never thrown. */
export interface Note {
  code: NoteCode;
  path?: string;
  line?: number;
  detail?: string;
}

export type NoteCode =
  | 'archive-truncated'
  | 'archive-damaged'
  | 'archive-trailing-data'
  | 'entry-skipped'
  | 'entry-truncated'
  | 'entry-too-large'
  | 'entry-duplicate'
  | 'entry-name-refused'
  | 'entry-unreadable'
  | 'unexpected-content'
  | 'item-dropped'
  | 'addresses-masked'
  | 'cluster-joined'
  | 'cluster-apart'
  | 'capture-interrupted'
  | 'capture-manifest-unreadable';
