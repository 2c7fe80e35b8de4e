/**
 * Reads Parquet files of plain columns, one group of rows at a time. Times keep their nanoseconds.
 *
 * hyparquet decodes the pages. Its reader of whole files is asynchronous, since it also reads over a network; the
 * functions that it is made of are not, so that a series is read at once here as from any other file. hyparquet and its
 * decompressors are ES modules, which tslab's kernel can only require.
 */
import { counted, DataError, messageOf, readFully, withRegularFile } from '../base/index';
import { type Cells, decoders, type PlainColumn, readCells, type SchemaTree, type Source } from './parquet-chunk';
import { columnKind, type ColumnKind, timeText } from './parquet-types';

/** The most values that are read: 4 GiB as float64. */
const MAX_VALUES = 2 ** 29;

/** Columns of one group of rows. */
interface ParquetGroup {
  readonly rows: number;
  readonly columns: readonly ParquetColumn[];
}

/** A column of one group of rows. */
export interface ParquetColumn {
  /** Texts and times have no numbers. */
  readonly kind: ColumnKind;
  /** Reads a number; a truth value as 1 or 0, a missing value as NaN. */
  number(row: number): number;
  /** Reads a cell as text, as it would stand in a CSV; a missing value as ''. */
  text(row: number): string;
}

export interface ParquetTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly kind: ColumnKind }[];
  readonly rows: number;
  /** Columns that are not plain, and why they are left out. */
  readonly leftOut: readonly { readonly column: string; readonly reason: string }[];
  /** Reads the groups of rows, one after the other. */
  groups(): Generator<ParquetGroup>;
}

/**
 * Opens a Parquet file and calls `use` with its table.
 *
 * @throws {DataError} If the file is not a readable regular file, or not a whole Parquet file.
 */
export function withParquetFile<Result>(file: string, use: (table: ParquetTable) => Result): Result {
  return withRegularFile(file, ({ handle, size }) => {
    const slice = (start: number, end: number) => {
      const bytes = new Uint8Array(end - start);
      if (readFully(handle, bytes, start) < bytes.length) throw new DataError(`${file}: truncated Parquet file`);
      return bytes;
    };
    return use(openTable({ name: file, size, slice }));
  });
}

/**
 * Reads the bytes of a Parquet file as {@link withParquetFile} reads a file.
 *
 * @param name  The file's name, for messages.
 */
export function parseParquet(bytes: Uint8Array, name: string): ParquetTable {
  return openTable({ name, size: bytes.length, slice: (start, end) => bytes.slice(start, end) });
}

/** Runs a part of the decoding: whatever the decoder throws says that the file is damaged. */
function decoding<Result>(name: string, decode: () => Result): Result {
  try {
    return decode();
  } catch (error) {
    throw error instanceof DataError ? error : new DataError(`${name}: damaged Parquet file (${messageOf(error)})`);
  }
}

function openTable(source: Source): ParquetTable {
  const { name } = source;
  const metadata = decoding(name, () => decoders().parquetMetadata(readFooter(source), { geoparquet: false }));
  const schema = decoding(name, () => decoders().parquetSchema(metadata));
  const all = schema.children.map((tree) => ({ tree, name: columnName(tree, schema), kind: kindOf(tree) }));
  const plain = all.filter((column): column is PlainColumn => typeof column.kind === 'string');
  const rows = metadata.row_groups.reduce((sum, group) => sum + Number(group.num_rows), 0);
  if (plain.length === 0) throw new DataError(`${name}: expected columns of plain values, found none`);
  if (rows * plain.length > MAX_VALUES) {
    throw new DataError(
      `${name}: expected at most ${MAX_VALUES} values in one file, found ${counted(rows, 'row')} of ${counted(plain.length, 'column')}`,
    );
  }
  return {
    name,
    columns: plain.map((column) => ({ name: column.name, kind: column.kind })),
    rows,
    leftOut: all.flatMap(({ name: column, kind }) => (typeof kind === 'string' ? [] : [{ column, ...kind }])),
    *groups() {
      for (const group of metadata.row_groups) {
        const rowCount = Number(group.num_rows);
        if (rowCount === 0) continue;
        const columns = decoding(name, () =>
          plain.map((column) => {
            const found = group.columns.find(
              ({ meta_data: chunk }) => chunk?.path_in_schema[0] === column.tree.element.name,
            );
            if (!found?.meta_data || found.file_path !== undefined) {
              throw new DataError(`${name}: expected the values of column '${column.name}' in the file, found none`);
            }
            const chunk = found.meta_data;
            const cells = decoding(name, () => readCells(source, { column, schema, chunk, rows: rowCount }));
            return makeColumn(cells, column);
          }),
        );
        yield { rows: rowCount, columns };
      }
    },
  };
}

/** Tells how the values of a column are read, or why it is left out. */
function kindOf({ element, children }: SchemaTree): ColumnKind | { readonly reason: string } {
  if (children.length > 0 || element.repetition_type === 'REPEATED')
    return { reason: 'lists or structures, not plain values' };
  return columnKind(element);
}

/** pandas keeps an index without a name in a column of this name. */
function columnName({ element }: SchemaTree, schema: SchemaTree): string {
  const taken = schema.children.some((other) => other.element.name === 'index');
  return element.name === '__index_level_0__' && !taken ? 'index' : element.name;
}

/** Reads the last bytes of the file: the metadata, its length and the mark PAR1. */
function readFooter({ name, size, slice }: Source): Uint8Array {
  const end = size >= 12 ? Buffer.from(slice(size - 8, size)) : Buffer.alloc(8);
  const mark = end.toString('latin1', 4);
  if (mark === 'PARE')
    throw new DataError(`${name}: expected a Parquet file without encryption, found an encrypted one`);
  if (mark !== 'PAR1') throw new DataError(`${name}: not a whole Parquet file (it does not end with PAR1)`);
  const length = end.readUInt32LE(0) + 8;
  if (length > size)
    throw new DataError(`${name}: truncated Parquet file (metadata of ${counted(length, 'byte')}, ${size} in all)`);
  return slice(size - length, size);
}

/** Gives access to the cells of a column, whose pages lie one after the other. */
function makeColumn(pages: readonly Cells[], { kind, tree }: PlainColumn): ParquetColumn {
  const cells = pages.length === 1 ? pages[0] : pages.flatMap((page) => Array.from(page));
  const { element } = tree;
  return {
    kind,
    number: (row) => {
      const cell = cells[row];
      return cell === null || kind === 'text' || kind === 'time' ? NaN : Number(cell);
    },
    text: (row) => {
      const cell = cells[row];
      if (cell === null) return '';
      return kind === 'time' ? timeText(cell as bigint, element) : String(cell);
    },
  };
}
