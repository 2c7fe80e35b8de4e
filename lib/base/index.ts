/**
 * Small tools that every other folder may use: errors, messages, files, hashes, seeded random numbers.
 *
 * @module
 */
export { firstNotFinite, type BinaryArray, type NumberArray, type Rows } from './arrays';
export {
  flushFolder,
  removeLeftovers,
  temporariesOf,
  temporaryBeside,
  writeFileAtomic,
  writeFileDurably,
  writePiecesAtomic,
} from './atomic-file';
export { canonicalJson, contentHash, isPlainObject } from './canonical-json';
export {
  between,
  faultOf,
  finiteNumber,
  fromZero,
  fromZeroToOne,
  numberWhere,
  oneOf,
  optional,
  positiveSize,
  shown,
  trueOrFalse,
  wholeNumber,
  wholeNumberFault,
  type Check,
} from './checks';
export { counted, grouped, isOrAre, wasOrWere } from './counted';
export { asSentence, DataError, messageOf, requireBetween, requireInteger } from './errors';
export { findFile } from './find-file';
export { isLoopback } from './loopback';
export { makeFolder, missingFolders } from './make-folder';
export { didYouMean, nearestNames } from './nearest-names';
export { packNumbers, unpackNumbers } from './packed-numbers';
export { proxiedFetch, requireProxies } from './proxied-fetch';
export { Random } from './random';
export { openRegularFile, readFully, readRegularFile, withRegularFile } from './regular-file';
export { REPOSITORY_ROOT, RUN_TYPESCRIPT } from './repository-root';
export { correlation, interpolate, mean, median, quantile, standardDeviation, variance, varies } from './statistics';
export { studentT, studentTails } from './student-t';
export { alignedRows, brief, withSummary } from './summary';
export { plainMessages, zodFault, zodIssue } from './zod-faults';
