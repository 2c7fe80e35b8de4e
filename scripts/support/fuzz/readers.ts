/** Every reader that is tried, by name. */
import { dataReaders } from './data-readers';
import { monitorReaders } from './monitor-readers';
import type { MakeReader } from './reader';
import { savedReaders } from './saved-readers';

export const readers: Readonly<Record<string, MakeReader>> = { ...dataReaders, ...monitorReaders, ...savedReaders };
