/** Sessions: graphs loaded into TensorFlow, each with its own variables. A few idle ones are kept for the next user. */
import type * as tf from '@tensorflow/tfjs';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TensorflowBackend } from './binding';

/**
 * How many idle sessions are kept: the four graphs of a training and its scoring, for two shapes. A session holds its compiled
 * code and the last values of its variables.
 */
const MAX_IDLE = 8;

const idle: GraphSession[] = [];

/** A loaded graph. */
export class GraphSession {
  /** Whether a trial has shown that the graph computes what its step does; equal graphs need no further trial. */
  trusted = false;

  private constructor(
    private readonly backend: TensorflowBackend,
    private readonly key: string,
    private readonly id: number,
  ) {}

  /**
   * Returns a session of this graph that nobody else uses: an idle one, which is compiled already, or a new one. The values
   * of its variables are undefined.
   *
   * @throws If TensorFlow does not accept the graph.
   */
  static acquire(backend: TensorflowBackend, savedModel: Buffer): GraphSession {
    const key = createHash('sha256').update(savedModel).digest('hex');
    const position = idle.findIndex((session) => session.key === key && session.backend === backend);
    if (position >= 0) return idle.splice(position, 1)[0];
    return new GraphSession(backend, key, load(backend, savedModel));
  }

  /**
   * Runs the part of the graph that the outputs depend on.
   *
   * @param feeds    A tensor for each placeholder that this part needs.
   * @param outputs  Names of nodes; one tensor is returned for each, and the caller disposes it.
   */
  run(feeds: Readonly<Record<string, tf.Tensor>>, outputs: readonly string[]): tf.Tensor[] {
    const { binding } = this.backend;
    const ids = this.backend.getInputTensorIds(Object.values(feeds));
    const [from, to] = [Object.keys(feeds), outputs].map((names) => names.map((name) => `${name}:0`).join(','));
    const results = binding.runSavedModel(this.id, ids, from, to);
    return results.map((result) => this.backend.createOutputTensor(result));
  }

  /** Hands the session back; it may serve another capture of the same graph. */
  release(): void {
    idle.push(this);
    while (idle.length > MAX_IDLE) idle.shift()!.dispose();
  }

  /** Frees the session and all that it holds. */
  dispose(): void {
    this.backend.binding.deleteSavedModel(this.id);
  }
}

/**
 * Frees the graphs that are kept compiled while nobody uses them.
 *
 * @public Lets a program free memory when it has scored everything.
 */
export function disposeIdleSessions(): void {
  for (const session of idle.splice(0)) session.dispose();
}

/** Loads a graph. TensorFlow reads one from a folder only, so this writes a temporary one and removes it. */
function load({ binding }: TensorflowBackend, savedModel: Buffer): number {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'telltale-graph-'));
  try {
    fs.mkdirSync(path.join(folder, 'variables'));
    fs.writeFileSync(path.join(folder, 'saved_model.pb'), savedModel);
    return binding.loadSavedModel(folder, 'serve');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}
