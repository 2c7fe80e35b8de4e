/** What is bundled: the public face, and the command, which the package's bin calls. One file holds both. */
export * from './index';
export { runTelltale } from './telltale';
