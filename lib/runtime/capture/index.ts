/**
 * Graph capture: an ordinary tfjs step, run as one TensorFlow graph. Called one by one, a training step's operations cost
 * 25 microseconds each before any arithmetic. A *step* is the caller's function: it takes tensors, reads and assigns
 * variables, and returns tensors. Its stages, with their files:
 *
 *   record   recorder            runs the step eagerly and records the operations and constants it asks for
 *   graph    graph-of-recording  turns the recording into a `GraphStep`: (inputs, state) -> (outputs, new values)
 *   loop     step-loop           repeats the GraphStep over stacked inputs: many steps in one call
 *   program  program             puts variables around it and writes a SavedModel (with graph-def and operations)
 *   session  session             loads the SavedModel; loaded-program carries variables in and out of it
 *   trial    compile             runs the program beside the eager step and refuses it where results differ
 *
 * capture.ts is what callers hold: a program for each combination of input shapes, and the eager step where there is none.
 */
export { tensorflowBackend, type TensorflowBackend } from './binding';
export { capture, type CapturedStep, type CaptureOptions, type StepFunction } from './capture';
export {
  attribute,
  constant,
  DataType,
  encodeSavedModel,
  integerConstant,
  integersConstant,
  operation,
  type GraphNode,
  type TensorSpec,
} from './graph-def';
export { neededEvents, operationAttributes } from './graph-of-recording';
export { isKnownOperation } from './operations';
export { record, type RecordedConstant, type RecordedOperation } from './recorder';
export { disposeIdleSessions, GraphSession } from './session';
