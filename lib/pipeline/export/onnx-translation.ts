/** The interface of a translation of one operation. */
import type { OnnxBuilder } from './onnx-builder';
import type { OperationNode } from './scoring-graph';

/** One recorded operation, with what a translation needs. */
export interface Translation {
  readonly builder: OnnxBuilder;
  readonly node: OperationNode;
  /** ONNX names of the inputs. */
  readonly inputs: readonly string[];
  attribute<T>(name: string): T;
  rank(input: number): number;
}

/** Adds ONNX nodes and returns the names of the operation's outputs. */
export type Translator = (translation: Translation) => string | string[];
