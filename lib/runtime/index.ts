export { describeBackend, loadBackend, type BackendInfo } from './backend';
export { assertNoLeak, tensorCount } from './memory';
export { Noise } from './noise';
