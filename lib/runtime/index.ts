export { describeBackend, loadBackend, type BackendInfo } from './backend';
export { assertNoLeak } from './memory';
export { Noise } from './noise';
export { capture, type CapturedStep, type CaptureOptions, type StepFunction } from './capture';
export { disposeIdleSessions } from './session';
