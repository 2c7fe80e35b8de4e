/**
 * What tensor code runs on: the backend, seeded noise, graph capture, and interrupts in a notebook. Other folders import
 * from here; the export of pipelines also takes parts of graph capture from capture/index.
 *
 * @module
 */
export { describeBackend, loadBackend, requireBackend, type BackendInfo } from './backend';
export {
  capture,
  disposeIdleSessions,
  type CapturedStep,
  type CaptureOptions,
  type StepFunction,
} from './capture/index';
export { interruptible, turn } from './interrupt';
export { describeKernels, kernelsVersion, usesKernels, withoutKernels } from './native/kernels';
export { differentiable, isRecordedForGradients, runOperation } from './native/operation';
export { Noise } from './noise';
export { runningCell, tslabKernel, type RunningCell } from './tslab-kernel';
