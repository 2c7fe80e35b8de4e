/** What a monitor keeps on disk between runs. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder, messageOf, removeLeftovers, writeFileDurably, zodFault } from '../base/index';
import { AlertSchema } from './alert-schema';
import type { FilePosition } from './batches';
import { type FolderLock, lockFolder, whenFree } from './folder-lock';
import type { MonitorState } from './monitor';
import { MonitorError } from './monitor-error';
import { type JournalPosition, PointJournal } from './point-journal';

const Row = z.array(z.number().nullable());
const Held = z.object({
  timestamp: z.number(),
  fine: z.number().optional(),
  time: z.string().optional(),
  values: Row,
});
const Channel = z.object({
  channel: z.string(),
  numbered: z.boolean().nullable(),
  nextNumber: z.int().nonnegative(),
  order: z.object({
    last: Held.nullable(),
    newest: z.number().nullable(),
    newestFine: z.number().optional(),
    held: z.array(Held),
    clockResets: z.int().nonnegative(),
    behind: z
      .object({ count: z.int().nonnegative(), unknown: z.int().nonnegative(), timestamp: z.number().nullable() })
      .optional(),
    taken: z.base64().optional(),
  }),
  threshold: z.unknown().optional(),
  alert: z.object({ alert: AlertSchema.nullable(), quiet: z.int().nonnegative(), streak: z.int().nonnegative() }),
  scorer: z.unknown().optional(),
  recent: z.array(Row),
  retired: z.int().positive().optional(),
});
const StateSchema = z.object({
  version: z.literal(1),
  input: z.object({ inode: z.number(), offset: z.int().nonnegative(), digest: z.string().optional() }).nullable(),
  monitor: z.object({
    kind: z.literal('monitor'),
    version: z.literal(1),
    run: z.string().min(1).optional(),
    source: z.string(),
    windowSize: z.int().positive(),
    features: z.int().positive(),
    threshold: z.enum(['fixed', 'spot']),
    channels: z.array(Channel),
    retired: z.int().positive().optional(),
  }),
  journal: z.object({ number: z.int().nonnegative(), points: z.int().nonnegative() }).optional(),
  unwritten: z.record(z.string(), z.array(z.string())).optional(),
});

/** Everything that a restart continues from. */
export interface SavedState {
  readonly monitor: MonitorState;
  readonly input: FilePosition | undefined;
  /** How far it has come in the journal of points. */
  readonly journal?: JournalPosition;
  /** What the sinks could not write yet, by their names. */
  readonly unwritten?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A folder in which one monitor at a time keeps its state: state.json, the points that it lacks yet, the outbox and the
 * dead letters.
 */
export class StateFolder {
  readonly outboxFile: string;
  readonly deadLetters: string;
  readonly stateFile: string;
  readonly journal: PointJournal;
  private readonly lock: FolderLock;
  private fault: string | undefined;

  /**
   * @param onLost  Called if the folder is no longer this monitor's: its lock was removed or another monitor took it.
   * @throws {MonitorError} If another monitor uses the folder.
   * @throws {DataError} If the folder cannot be made.
   */
  constructor(
    readonly folder: string,
    onLost: () => void = () => undefined,
  ) {
    makeFolder(folder);
    this.stateFile = path.join(folder, 'state.json');
    this.outboxFile = path.join(folder, 'outbox.jsonl');
    this.journal = new PointJournal(folder);
    this.deadLetters = path.join(folder, 'dead-letters.jsonl');
    this.lock = lockFolder(folder, (reason) => {
      this.fault = reason;
      onLost();
    });
    // What a killed monitor was writing.
    for (const file of [this.stateFile, this.outboxFile]) removeLeftovers(file);
  }

  /**
   * Opens a folder, and waits for it where the monitor that has used it may have been killed.
   *
   * @param onLost  As for the constructor.
   * @param signal  Ends the wait.
   * @throws As the constructor does.
   */
  static open(folder: string, onLost: () => void, signal: AbortSignal): Promise<StateFolder> {
    return whenFree(folder, () => new StateFolder(folder, onLost), signal);
  }

  /**
   * Writes the state, whole or not at all, and removes from the journal what the state holds.
   *
   * @throws {MonitorError} If the folder was lost.
   * @throws The file system's own error.
   */
  save({ input, ...state }: SavedState): void {
    this.requireLock();
    const text = JSON.stringify({ version: 1, input: input ?? null, ...state });
    writeFileDurably(this.stateFile, text, { mode: 0o600 });
    if (state.journal) this.journal.forget(state.journal);
  }

  /**
   * Reads what {@link save} wrote.
   *
   * @returns  Undefined if nothing was saved.
   * @throws {MonitorError} If the file is damaged or of another version.
   */
  load(): SavedState | undefined {
    let text: string;
    try {
      text = fs.readFileSync(this.stateFile, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new MonitorError(`${this.stateFile}: cannot be read (${messageOf(error)}).`);
    }
    const state = StateSchema.safeParse(parsed(text));
    if (state.success) {
      const { monitor, input, journal, unwritten } = state.data;
      return { monitor: monitor as MonitorState, input: input ?? undefined, journal, unwritten };
    }
    const fault = zodFault(state.error, 'content');
    throw new MonitorError(
      `${this.stateFile}: damaged or of another version (${fault}); remove it to start without a state.`,
    );
  }

  /** Whose lock was taken over at the start, for the log; undefined if the folder was free. */
  get takenOver(): string | undefined {
    return this.lock.takenOver;
  }

  /** @throws {MonitorError} If the folder was lost to another monitor. */
  requireLock(): void {
    if (!this.lock.isOurs()) this.fault ??= 'another monitor has taken it';
    if (this.fault === undefined) return;
    throw new MonitorError(`${this.folder}: this monitor has lost the lock of its state folder (${this.fault}).`);
  }

  /** Lets another monitor use the folder. */
  release(): void {
    this.journal.close();
    if (this.fault === undefined) this.lock.release();
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
