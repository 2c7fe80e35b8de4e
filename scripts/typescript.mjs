/**
 * Runs a TypeScript file of Telltale: node --import ./scripts/typescript.mjs FILE. tsx does the work. Without source maps
 * `experiment.ts --help` takes 1.2 s and not 1.6, since Node reads those of every package, too; a stack trace needs them.
 */
import 'tsx';

if (process.env.TELLTALE_DEBUG !== '1') process.setSourceMapsEnabled(false);
