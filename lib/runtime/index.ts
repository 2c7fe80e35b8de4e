export { describeBackend, loadBackend, type BackendInfo } from './backend';
export { interruptible, turn } from './interrupt';
export { assertNoLeak } from './memory';
export { Noise } from './noise';
export { capture, type CapturedStep, type CaptureOptions, type StepFunction } from './capture';
export { disposeIdleSessions } from './session';
export { tslabKernel } from './tslab-kernel';
