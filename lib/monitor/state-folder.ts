import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { writeFileAtomic, messageOf, makeFolder } from '../base/index';
import type { FilePosition } from './batches';
import type { MonitorState } from './monitor';
import { MonitorError } from './monitor-error';

const Row = z.array(z.number().nullable());
const Held = z.object({ timestamp: z.number(), values: Row });
const Alert = z.object({
  id: z.string(),
  channel: z.string(),
  start: z.number(),
  end: z.number().optional(),
  peakScore: z.number(),
  peakTimestamp: z.number(),
  threshold: z.number(),
  points: z.int(),
});
const Channel = z.object({
  channel: z.string(),
  numbered: z.boolean().nullable(),
  nextNumber: z.int().nonnegative(),
  order: z.object({
    last: Held.nullable(),
    newest: z.number().nullable(),
    held: z.array(Held),
    clockResets: z.int().nonnegative(),
  }),
  threshold: z.unknown().optional(),
  alert: z.object({ alert: Alert.nullable(), quiet: z.int().nonnegative(), streak: z.int().nonnegative() }),
  recent: z.array(Row),
});
const StateSchema = z.object({
  version: z.literal(1),
  input: z.object({ inode: z.number(), offset: z.int().nonnegative() }).nullable(),
  monitor: z.object({
    kind: z.literal('monitor'),
    version: z.literal(1),
    run: z.string().min(1).optional(),
    source: z.string(),
    windowSize: z.int().positive(),
    features: z.int().positive(),
    threshold: z.enum(['fixed', 'spot']),
    channels: z.array(Channel),
  }),
});

/** Everything that a restart goes on from. */
export interface SavedState {
  readonly monitor: MonitorState;
  readonly input: FilePosition | undefined;
}

/** A folder that one monitor at a time keeps its state in: state.json, the outbox and the dead letters. */
export class StateFolder {
  readonly outboxFile: string;
  readonly deadLetters: string;
  readonly stateFile: string;
  private readonly lockFile: string;

  /** @throws {MonitorError} If another monitor uses the folder; DataError if it cannot be made. */
  constructor(readonly folder: string) {
    makeFolder(folder);
    this.stateFile = path.join(folder, 'state.json');
    this.outboxFile = path.join(folder, 'outbox.jsonl');
    this.deadLetters = path.join(folder, 'dead-letters.jsonl');
    this.lockFile = path.join(folder, 'lock');
    this.lock();
  }

  save({ monitor, input }: SavedState): void {
    writeFileAtomic(this.stateFile, JSON.stringify({ version: 1, input: input ?? null, monitor }));
  }

  /** @returns  Undefined if there is none. @throws {MonitorError} If it is damaged or of another version. */
  load(): SavedState | undefined {
    let text: string;
    try {
      text = fs.readFileSync(this.stateFile, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new MonitorError(`${this.stateFile}: cannot be read (${messageOf(error)}).`);
    }
    const state = StateSchema.safeParse(parsed(text));
    if (state.success) return { monitor: state.data.monitor as MonitorState, input: state.data.input ?? undefined };
    const { path: where, message } = state.error.issues[0];
    throw new MonitorError(
      `${this.stateFile}: damaged or of another version (${where.join('.') || 'content'}: ${message}); remove it to start afresh.`,
    );
  }

  /** Lets another monitor use the folder. */
  release(): void {
    fs.rmSync(this.lockFile, { force: true });
  }

  /** The lock holds a process id, so that one left by a crash is told from one in use. */
  private lock(): void {
    try {
      fs.writeFileSync(this.lockFile, String(process.pid), { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const holder = Number(fs.readFileSync(this.lockFile, 'utf8'));
      // A container starts every run with the same id: a lock with our own is from an earlier run.
      if (holder !== process.pid && isRunning(holder)) {
        const remedy = `if it is no monitor, remove ${this.lockFile}`;
        throw new MonitorError(`${this.folder}: in use by process ${holder}; ${remedy}.`);
      }
      fs.writeFileSync(this.lockFile, String(process.pid));
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRunning(process_: number): boolean {
  if (!Number.isInteger(process_) || process_ <= 0) return false;
  try {
    process.kill(process_, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
