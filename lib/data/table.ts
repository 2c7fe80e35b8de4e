/** Tables of named columns, as the readers of CSV and JSON lines return them. */
import type { TextCell } from './cell-rows';

export interface TextTable {
  /** The file's name, for messages. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly TextCell[])[];
  /** The line on which each row ends, counted from 1. */
  readonly lines: readonly number[];
}
