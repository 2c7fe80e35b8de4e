/**
 * Reads Parquet files of plain columns, one group of rows at a time. Times keep their nanoseconds.
 *
 * hyparquet decodes the pages. Its reader of whole files is asynchronous, since it also reads over a network; the
 * functions that it is made of are not, so that a series is read at once here as from any other file. hyparquet and its
 * decompressors are ES modules, which tslab's kernel can only require.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { DataError, messageOf, REPOSITORY_ROOT, readFully, withRegularFile } from '../base/index';
import { columnKind, type ColumnKind, type SchemaElement, timeParsers, timeText } from './parquet-types';

/** The most values that are read: 4 GiB as float64. */
const MAX_VALUES = 2 ** 29;

/** The most bytes of an unpacked page; writers make pages of a megabyte. */
const MAX_PAGE_BYTES = 2 ** 28;

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

/** A file or bytes in memory. */
interface Source {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): Uint8Array;
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

interface ColumnMetadata {
  readonly path_in_schema: readonly string[];
  readonly codec: string;
  readonly data_page_offset: bigint;
  readonly dictionary_page_offset?: bigint;
  readonly total_compressed_size: bigint;
}

interface Metadata {
  readonly num_rows: bigint;
  readonly row_groups: readonly {
    readonly num_rows: bigint;
    readonly columns: readonly { readonly file_path?: string; readonly meta_data?: ColumnMetadata }[];
  }[];
}

interface SchemaTree {
  readonly element: SchemaElement;
  readonly children: readonly SchemaTree[];
}

interface PageHeader {
  readonly type: string;
  readonly compressed_page_size: number;
  readonly uncompressed_page_size: number;
  /** CRC-32 of the packed page, where the writer gives one. */
  readonly crc?: number;
  readonly data_page_header?: { readonly num_values: number };
  readonly data_page_header_v2?: { readonly num_values: number; readonly num_rows: number };
  readonly dictionary_page_header?: { readonly num_values: number };
}

type Reader = { readonly view: DataView; offset: number };

type Decompressor = (packed: Uint8Array, unpackedBytes: number) => Uint8Array;

type Cells = ArrayLike<unknown>;

interface Hyparquet {
  parquetMetadata(footer: Uint8Array, options: { geoparquet: boolean }): Metadata;
  parquetSchema(metadata: Metadata): SchemaTree;
}

interface HyparquetColumn {
  parquetHeader(reader: Reader): PageHeader;
  readColumn(
    reader: Reader,
    rows: { groupStart: number; selectStart: number; selectEnd: number },
    decoder: Record<string, unknown>,
  ): { data: Cells[] };
}

/** Loads the decoder when the first file is read. */
function decoders() {
  const load = createRequire(path.join(REPOSITORY_ROOT, 'package.json'));
  const { parquetMetadata, parquetSchema } = load('hyparquet') as Hyparquet;
  const { parquetHeader, readColumn } = load('hyparquet/src/column.js') as HyparquetColumn;
  const { DEFAULT_PARSERS } = load('hyparquet/src/convert.js') as { DEFAULT_PARSERS: object };
  const { compressors } = load('hyparquet-compressors') as { compressors: Readonly<Record<string, Decompressor>> };
  return {
    parquetMetadata,
    parquetSchema,
    parquetHeader,
    readColumn,
    parsers: { ...DEFAULT_PARSERS, ...timeParsers },
    compressors: Object.fromEntries(Object.entries(compressors).map(([codec, unpack]) => [codec, orEmpty(unpack)])),
  };
}

/** The decompressor of LZ4 fails on a page without bytes, such as a dictionary for missing values alone. */
function orEmpty(unpack: Decompressor): Decompressor {
  return (packed, unpackedBytes) => (unpackedBytes === 0 ? new Uint8Array(0) : unpack(packed, unpackedBytes));
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
      `${name}: expected at most ${MAX_VALUES} values in one file, found ${rows} rows of ${plain.length} columns`,
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

interface PlainColumn {
  readonly tree: SchemaTree;
  readonly name: string;
  readonly kind: ColumnKind;
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
    throw new DataError(`${name}: truncated Parquet file (metadata of ${length} bytes, ${size} in all)`);
  return slice(size - length, size);
}

interface ChunkPlace {
  readonly column: PlainColumn;
  readonly schema: SchemaTree;
  readonly chunk: ColumnMetadata;
  readonly rows: number;
}

/** Reads the values of a column in one group of rows. */
function readCells(source: Source, { column, schema, chunk, rows }: ChunkPlace): Cells[] {
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = start + Number(chunk.total_compressed_size);
  if (!(start >= 4 && end > start && end <= source.size - 8)) {
    throw new DataError(
      `${source.name}: column '${column.name}' lies outside of the file, at bytes ${start} to ${end}`,
    );
  }
  const { parquetHeader, readColumn, parsers, compressors } = decoders();
  const bytes = source.slice(start, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkPages({ view, offset: 0 }, { parquetHeader, rows, name: source.name, column: column.name });
  const decoder = {
    ...chunk,
    pathInSchema: chunk.path_in_schema,
    element: column.tree.element,
    schemaPath: [schema, column.tree],
    parsers,
    compressors,
  };
  const { data } = readColumn({ view, offset: 0 }, { groupStart: 0, selectStart: 0, selectEnd: rows }, decoder);
  const found = data.reduce((sum, cells) => sum + cells.length, 0);
  if (found !== rows) {
    throw new DataError(`${source.name}: expected ${rows} values of column '${column.name}', found ${found}`);
  }
  // A place beyond the dictionary gives undefined; a missing value is null.
  if (data.some((cells) => Array.isArray(cells) && cells.includes(undefined))) {
    throw new DataError(`${source.name}: damaged Parquet file (column '${column.name}' points beyond its dictionary)`);
  }
  return data;
}

/** Counts the values and the bytes that the headers of the pages announce, before room is made for them. */
function checkPages(
  reader: Reader,
  options: { parquetHeader: HyparquetColumn['parquetHeader']; rows: number; name: string; column: string },
): void {
  const { parquetHeader, rows, name, column } = options;
  let values = 0;
  while (values < rows) {
    const header = parquetHeader(reader);
    const { compressed_page_size: packed, uncompressed_page_size: unpacked } = header;
    const rest = reader.view.byteLength - reader.offset;
    if (!(packed >= 0 && packed <= rest && unpacked >= 0 && unpacked <= MAX_PAGE_BYTES)) {
      throw new DataError(
        `${name}: column '${column}' has a page of ${packed} bytes, unpacked ${unpacked}; ${rest} are left`,
      );
    }
    const page = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
    const count = page?.num_values ?? -1;
    if (count < 0 || count > MAX_PAGE_BYTES)
      throw new DataError(`${name}: column '${column}' has a page of ${count} values`);
    if (!header.dictionary_page_header) values += count;
    if (values > rows) throw new DataError(`${name}: expected ${rows} values of column '${column}', found ${values}`);
    const { buffer, byteOffset } = reader.view;
    if (
      header.crc !== undefined &&
      crc32(new Uint8Array(buffer, byteOffset + reader.offset, packed)) !== header.crc >>> 0
    ) {
      throw new DataError(`${name}: column '${column}' has a damaged page (its CRC-32 is not the one in its header)`);
    }
    reader.offset += packed;
  }
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
