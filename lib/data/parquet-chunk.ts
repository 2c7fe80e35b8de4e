/** Reads the values of one column in one group of rows of a Parquet file, by the functions that hyparquet is made of. */
import { crc32 } from 'node:zlib';
import { counted, DataError } from '../base/index';
import { type ColumnKind, type SchemaElement, timeParsers } from './parquet-types';

/** The most bytes of an unpacked page; writers make pages of a megabyte. */
const MAX_PAGE_BYTES = 2 ** 28;

/** A file or bytes in memory. */
export interface Source {
  readonly name: string;
  readonly size: number;
  slice(start: number, end: number): Uint8Array;
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

export interface SchemaTree {
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

export type Cells = ArrayLike<unknown>;

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
export function decoders() {
  const { parquetMetadata, parquetSchema } = require('hyparquet') as Hyparquet;
  const { parquetHeader, readColumn } = require('hyparquet/src/column.js') as HyparquetColumn;
  const { DEFAULT_PARSERS } = require('hyparquet/src/convert.js') as { DEFAULT_PARSERS: object };
  const { compressors } = require('hyparquet-compressors') as { compressors: Readonly<Record<string, Decompressor>> };
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

export interface PlainColumn {
  readonly tree: SchemaTree;
  readonly name: string;
  readonly kind: ColumnKind;
}

interface ChunkPlace {
  readonly column: PlainColumn;
  readonly schema: SchemaTree;
  readonly chunk: ColumnMetadata;
  readonly rows: number;
}

/** Reads the values of a column in one group of rows. */
export function readCells(source: Source, { column, schema, chunk, rows }: ChunkPlace): Cells[] {
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
    throw new DataError(
      `${source.name}: expected ${counted(rows, 'value')} of column '${column.name}', found ${found}`,
    );
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
        `${name}: column '${column}' has a page of ${counted(packed, 'byte')}, unpacked ${unpacked}; ${rest} are left`,
      );
    }
    const page = header.data_page_header ?? header.data_page_header_v2 ?? header.dictionary_page_header;
    const count = page?.num_values ?? -1;
    if (count < 0 || count > MAX_PAGE_BYTES)
      throw new DataError(`${name}: column '${column}' has a page of ${counted(count, 'value')}`);
    if (!header.dictionary_page_header) values += count;
    if (values > rows)
      throw new DataError(`${name}: expected ${counted(rows, 'value')} of column '${column}', found ${values}`);
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
