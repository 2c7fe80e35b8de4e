/** Every reader that is tried, by name. */
import { dataReaders } from './data-readers';
import { monitorReaders } from './monitor-readers';
import type { MakeReader } from './reader';
import { savedReaders } from './saved-readers';
import { tableReaders } from './table-readers';

export const readers: Readonly<Record<string, MakeReader>> = {
  ...tableReaders,
  ...dataReaders,
  ...monitorReaders,
  ...savedReaders,
};
