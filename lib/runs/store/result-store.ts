/** A folder of finished jobs: one file each, named by its job's hash. Any number of processes may write to it at once. */
import fs from 'node:fs';
import path from 'node:path';
import { counted, isOrAre, makeFolder, messageOf, writeFileDurably } from '../../base/index';
import { readResultText, setAside, writeFault } from './result-file';
import { StoreError } from './store-error';
import { decodeRecord, encodeRecord, OtherFormat, RECORD_FORMAT, type JobRecord } from './job-record';

/** Format of the folder as a whole: a store of another format is refused and left alone. */
const STORE_FORMAT = 1;

const MARKER = 'store.json';
const KIND = 'telltale result store';
const HOUR = 3_600_000;

export interface StoreOptions {
  /** Whether a folder that is missing or empty becomes a store; default true. A store opened without is only looked at. */
  readonly create?: boolean;
  /** Hears of every file that cannot be used, one sentence each; of those of another format, one for all. */
  readonly onNote?: (note: string) => void;
}

export class ResultStore {
  /** Results of another format that were come upon and not yet spoken of. */
  private readonly otherFormats = new Set<string>();

  private constructor(
    readonly folder: string,
    private readonly options: Required<StoreOptions>,
  ) {}

  /**
   * Opens a store, or makes a new one.
   *
   * @throws {StoreError} If the folder is not a store and cannot become one, or is a store of another format.
   */
  static open(folder: string, { create = true, onNote = () => undefined }: StoreOptions = {}): ResultStore {
    const marker = path.join(folder, MARKER);
    if (!fs.existsSync(marker)) {
      if (!create) throw new StoreError(`${folder}: no result store here (there is no ${MARKER}).`);
      makeStore(folder);
    }
    requireFormat(marker);
    if (create) removeLeftovers(folder);
    return new ResultStore(folder, { create, onNote });
  }

  /** Names the file in which the result of a job is, or will be. */
  fileOf(hash: string): string {
    return path.join(this.folder, `${hash}.json`);
  }

  /**
   * Reads the result of a job; undefined if it is missing or cannot be used. A damaged file is set aside; one of
   * another format is left for the Telltale that made it, until there is a new result.
   */
  read(hash: string): JobRecord | undefined {
    const file = this.fileOf(hash);
    const text = readResultText(file);
    if (text === undefined) return undefined;
    try {
      const record = decodeRecord(text);
      if (record.hash !== hash) throw new Error(`it holds the result of job ${record.hash.slice(0, 12)}`);
      return record;
    } catch (error) {
      if (error instanceof OtherFormat) this.otherFormats.add(hash);
      else if (!this.setAside(file, text, messageOf(error))) return this.read(hash);
      return undefined;
    }
  }

  /**
   * Keeps a result; an earlier one of the same job is replaced.
   *
   * @throws {StoreError} If it cannot be written; what was stored before is untouched.
   */
  write(record: JobRecord): void {
    try {
      writeFileDurably(this.fileOf(record.hash), encodeRecord(record));
    } catch (error) {
      const kept = fs.existsSync(this.folder)
        ? `The ${counted(this.hashes().length, 'stored result')} are kept; run again to continue from them.`
        : 'The folder is gone.';
      throw new StoreError(`${this.folder}: a result cannot be written (${writeFault(error)}). ${kept}`);
    }
  }

  /** Lists the names of all results, sorted, whether or not they can be used. */
  hashes(): string[] {
    return fs
      .readdirSync(this.folder)
      .filter((name) => /^[0-9a-f]{64}\.json$/.test(name))
      .map((name) => name.slice(0, 64))
      .sort();
  }

  /** Reads every result that can be used, in the order of their names. */
  list(): JobRecord[] {
    const records = this.hashes()
      .map((hash) => this.read(hash))
      .filter((record): record is JobRecord => record !== undefined);
    this.noteOtherFormats();
    return records;
  }

  /** Says in one sentence how many results of another format were come upon since it was last said. */
  noteOtherFormats(): void {
    const count = this.otherFormats.size;
    this.otherFormats.clear();
    if (count === 0) return;
    this.options.onNote(
      `${this.folder}: ${counted(count, 'result')} ${isOrAre(count)} of another format than ${RECORD_FORMAT}, by another version of Telltale; they are not used, and each stays until its job has a new result`,
    );
  }

  /**
   * Finds the one result whose hash begins with `prefix`.
   *
   * @throws If there is none, or more than one.
   */
  find(prefix: string): JobRecord {
    const matches = this.hashes().filter((hash) => hash.startsWith(prefix));
    if (matches.length !== 1) {
      const found = `found ${matches.length} in ${this.folder}`;
      throw new Error(`${prefix}: expected exactly one result whose hash starts with it; ${found}.`);
    }
    const record = this.read(matches[0]);
    if (!record) throw new Error(`${prefix}: this result cannot be used, as it is damaged or of another format.`);
    return record;
  }

  /**
   * Sets a useless file aside; where the store is only looked at, leaves it as it is.
   *
   * @returns  Whether that was done; false if the result was written again since.
   */
  private setAside(file: string, text: string, reason: string): boolean {
    const { create, onNote } = this.options;
    const note = create ? setAside(file, text, reason) : `${path.basename(file)}: ${reason}; left as it is`;
    if (note !== undefined) onNote(create ? `${note}, its job is to be run again` : note);
    return note !== undefined;
  }
}

function makeStore(folder: string): void {
  try {
    makeFolder(folder);
    const foreign = fs.readdirSync(folder).filter((name) => !name.startsWith('.') && name !== MARKER);
    if (foreign.length > 0) {
      throw new Error(`it has no ${MARKER} but other files, such as ${foreign[0]}; name an empty folder or a new one`);
    }
    writeFileDurably(path.join(folder, MARKER), `${JSON.stringify({ kind: KIND, format: STORE_FORMAT })}\n`);
  } catch (error) {
    throw new StoreError(`${folder}: no result store can be made here (${messageOf(error)}).`);
  }
}

function requireFormat(marker: string): void {
  let found: { kind?: unknown; format?: unknown } | null;
  try {
    found = JSON.parse(fs.readFileSync(marker, 'utf8')) as typeof found;
  } catch (error) {
    throw new StoreError(`${marker}: expected a result store's format, which cannot be read (${messageOf(error)}).`);
  }
  if (found?.kind !== KIND) throw new StoreError(`${marker}: not a result store of Telltale.`);
  if (found.format !== STORE_FORMAT) {
    throw new StoreError(
      `${marker}: a store of format ${String(found.format)}, this Telltale reads format ${STORE_FORMAT}; nothing was changed. Use the Telltale that made it, or another folder.`,
    );
  }
}

/**
 * Removes temporary files of processes that were killed while they wrote. One of the last hour may still be written to.
 */
function removeLeftovers(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    if (!/^\..*\.tmp$/.test(name)) continue;
    const file = path.join(folder, name);
    const { mtimeMs } = fs.statSync(file, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (Date.now() - mtimeMs > HOUR) fs.rmSync(file, { force: true });
  }
}
