/** Keeps versions of a pipeline in one folder. Promotion and roll back replace one small file. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, writeFileAtomic, zodFault } from '../../base/index';
import { AnomalyPipeline } from '../anomaly-pipeline';
import { PipelineError } from '../pipeline-error';

const VERSION = /^v\d{4,}$/;

/** The versions that were promoted; the last one is in use. */
const Pointer = z.strictObject({ version: z.literal(1), history: z.array(z.string().regex(VERSION)).min(1) });

/**
 * Keeps versions of a pipeline, one of which is in use.
 *
 * ```
 * FOLDER/v0001/ v0002/ ...   pipelines, which are never changed
 * FOLDER/current.json        the promoted versions, in order
 * ```
 */
export class PipelineVersions {
  constructor(private readonly folder: string) {}

  /** Lists the versions, oldest first. */
  list(): string[] {
    if (!fs.existsSync(this.folder)) return [];
    const names = fs.readdirSync(this.folder).filter((name) => VERSION.test(name));
    return names.sort((a, b) => numberOf(a) - numberOf(b));
  }

  /** Saves a pipeline as a new version, without promoting it. @returns  The version's name. */
  add(pipeline: AnomalyPipeline): string {
    const last = this.list().pop();
    const name = `v${String(last ? numberOf(last) + 1 : 1).padStart(4, '0')}`;
    pipeline.save(path.join(this.folder, name));
    return name;
  }

  /** The version in use; undefined before the first promotion. @throws {PipelineError} If `current.json` is damaged. */
  current(): string | undefined {
    const history = this.history();
    return history[history.length - 1];
  }

  /**
   * Promotes a version. It is read first, so that a damaged one is not promoted.
   *
   * @throws {PipelineError} If there is no such version, or it cannot be read.
   */
  async promote(name: string): Promise<void> {
    (await this.load(name)).dispose();
    const history = this.history();
    if (history[history.length - 1] !== name) this.write([...history, name]);
  }

  /**
   * Returns to the version that was in use before.
   *
   * @returns  Its name.
   * @throws {PipelineError} If there was none, or it cannot be read.
   */
  async rollBack(): Promise<string> {
    const history = this.history();
    const previous = history[history.length - 2];
    if (previous === undefined) {
      throw new PipelineError(
        `${this.folder}: expected a version to return to; found ${history.length} in the history.`,
      );
    }
    (await this.load(previous)).dispose();
    this.write(history.slice(0, -1));
    return previous;
  }

  /** Loads a version, by default the one in use. @throws {PipelineError} If there is none, or it cannot be read. */
  async load(name: string | undefined = this.current()): Promise<AnomalyPipeline> {
    if (name === undefined)
      throw new PipelineError(`${this.folder}: expected a promoted version; none has been promoted yet.`);
    if (!VERSION.test(name)) throw new PipelineError(`${name}: expected the name of a version, such as v0001.`);
    return AnomalyPipeline.load(path.join(this.folder, name));
  }

  private get pointer(): string {
    return path.join(this.folder, 'current.json');
  }

  private history(): string[] {
    if (!fs.existsSync(this.pointer)) return [];
    try {
      return Pointer.parse(JSON.parse(fs.readFileSync(this.pointer, 'utf8'))).history;
    } catch (error) {
      const detail = error instanceof z.ZodError ? zodFault(error, 'content') : messageOf(error);
      throw new PipelineError(`${this.pointer}: this file is truncated or changed (${detail}).`);
    }
  }

  private write(history: readonly string[]): void {
    writeFileAtomic(this.pointer, `${JSON.stringify({ version: 1, history }, null, 1)}\n`);
  }
}

const numberOf = (name: string): number => Number(name.slice(1));
