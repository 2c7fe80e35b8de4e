/** A reader that is tried on damaged files. */
import type { FileKind } from './mutate';

export interface FuzzedReader {
  readonly name: string;
  /** How its files are damaged. */
  readonly kind: FileKind;
  /** Good files, which it must take. */
  readonly samples: readonly Buffer[];
  /** Errors by which it refuses a file, by their names. */
  readonly refusals: readonly string[];
  /**
   * Reads a file.
   *
   * @returns What is wrong with what it took; undefined if nothing is.
   * @throws  If it refuses the file.
   */
  readonly read: (file: Buffer) => string | undefined | Promise<string | undefined>;
}

/** Makes a reader when it is tried, and what it needs on disk in a folder of its own. */
export type MakeReader = (folder: string) => FuzzedReader | Promise<FuzzedReader>;
