/** Versions of a pipeline in one folder, one of them in use; promotion and roll back are one rename of a small file. */
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { messageOf, writeFileAtomic } from '../../base/index';
import { AnomalyPipeline } from '../anomaly-pipeline';
import { PipelineError } from '../pipeline-error';

const VERSION = /^v\d{4,}$/;

/** What was in use, the present version last. */
const Pointer = z.strictObject({ version: z.literal(1), history: z.array(z.string().regex(VERSION)).min(1) });

/**
 * ```
 * FOLDER/v0001/ v0002/ ...   pipelines, which are never changed
 * FOLDER/current.json        what was promoted, in order
 * ```
 */
export class PipelineVersions {
  constructor(private readonly folder: string) {}

  /** The versions there are, the oldest first. */
  list(): string[] {
    if (!fs.existsSync(this.folder)) return [];
    const names = fs.readdirSync(this.folder).filter((name) => VERSION.test(name));
    return names.sort((a, b) => numberOf(a) - numberOf(b));
  }

  /** Saves a pipeline as a new version, which is not in use before it is promoted. @returns The version's name. */
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
   * Takes a version into use. It is read first: one that is damaged does not get there.
   *
   * @throws {PipelineError} If there is no such version, or it cannot be read.
   */
  async promote(name: string): Promise<void> {
    (await this.load(name)).dispose();
    const history = this.history();
    if (history[history.length - 1] !== name) this.write([...history, name]);
  }

  /**
   * Goes back to the version that was in use before.
   *
   * @returns               Its name.
   * @throws {PipelineError} If there was none, or it cannot be read.
   */
  async rollBack(): Promise<string> {
    const history = this.history();
    const previous = history[history.length - 2];
    if (previous === undefined) {
      throw new PipelineError(
        `${this.folder}: expected a version to go back to; found ${history.length} in the history.`,
      );
    }
    (await this.load(previous)).dispose();
    this.write(history.slice(0, -1));
    return previous;
  }

  /** Loads a version, by default the one in use. @throws {PipelineError} If there is none, or it cannot be read. */
  async load(name: string | undefined = this.current()): Promise<AnomalyPipeline> {
    if (name === undefined) throw new PipelineError(`${this.folder}: no version has been promoted yet.`);
    if (!VERSION.test(name)) throw new PipelineError(`${name}: expected a version's name, such as v0001.`);
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
      const detail = error instanceof z.ZodError ? error.issues[0].message : messageOf(error);
      throw new PipelineError(`${this.pointer}: truncated or changed (${detail}).`);
    }
  }

  private write(history: readonly string[]): void {
    writeFileAtomic(this.pointer, `${JSON.stringify({ version: 1, history }, null, 1)}\n`);
  }
}

const numberOf = (name: string): number => Number(name.slice(1));
