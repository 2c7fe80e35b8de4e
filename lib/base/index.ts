/** Small tools that every other folder may use: errors, messages, files, hashes, seeded random numbers. */
export type { BinaryArray, NumberArray } from './arrays';
export { temporaryBeside, writeFileAtomic, writeFileDurably } from './atomic-file';
export { canonicalJson, contentHash, isPlainObject } from './canonical-json';
export { DataError, messageOf, requireBetween, requireInteger, shown, wholeNumberFault, zodFault } from './errors';
export { makeFolder, missingFolders } from './make-folder';
export { didYouMean, nearestNames } from './nearest-names';
export { quantile } from './quantile';
export { Random } from './random';
export { REPOSITORY_ROOT } from './repository-root';
