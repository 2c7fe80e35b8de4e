/**
 * Parses the header of NumPy's .npy format: magic string, version, and a Python dictionary literal that gives dtype,
 * order and shape. Source: NumPy Enhancement Proposal 1 and numpy.lib.format, versions 1.0, 2.0 and 3.0.
 */
import { counted, DataError } from '../base/index';

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/** NumPy's own default limit; a plain array needs about a hundred bytes. */
const MAX_HEADER_BYTES = 10_000;

/** NumPy's own limit since 2.0. */
const MAX_DIMENSIONS = 64;

export interface NpyHeader {
  /** The dtype as in the file, for example '<f8'. */
  readonly dtype: string;
  readonly fortranOrder: boolean;
  readonly shape: number[];
  /** Where the array's bytes start in the file. */
  readonly dataOffset: number;
}

/** The most bytes from the start of a file that {@link parseNpyHeader} needs. */
export const NPY_HEADER_LIMIT = 12 + MAX_HEADER_BYTES;

/**
 * Parses the header from the first bytes of a file.
 *
 * @param name  The file's name, for messages.
 * @throws {DataError} If the file is not an .npy file, or its header is truncated, too long or not that of a plain
 *                     array.
 */
export function parseNpyHeader(bytes: Uint8Array, name: string): NpyHeader {
  if (bytes.length < MAGIC.length || MAGIC.some((value, i) => bytes[i] !== value)) {
    throw new DataError(`${name}: not an .npy file (it does not start with the bytes \\x93NUMPY)`);
  }
  if (bytes.length < 10)
    throw new DataError(`${name}: truncated .npy header (${counted(bytes.length, 'byte')} in all)`);
  const [major, minor] = [bytes[6], bytes[7]];
  if (major < 1 || major > 3 || minor !== 0) {
    throw new DataError(`${name}: .npy version ${major}.${minor} is unknown, expected 1.0, 2.0 or 3.0`);
  }
  const lengthBytes = major === 1 ? 2 : 4;
  const start = 8 + lengthBytes;
  if (bytes.length < start)
    throw new DataError(`${name}: truncated .npy header (${counted(bytes.length, 'byte')} in all)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerLength = lengthBytes === 2 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (headerLength > MAX_HEADER_BYTES) {
    throw new DataError(
      `${name}: .npy header of ${counted(headerLength, 'byte')}, more than the ${MAX_HEADER_BYTES} allowed`,
    );
  }
  const dataOffset = start + headerLength;
  if (bytes.length < dataOffset) {
    throw new DataError(
      `${name}: truncated .npy header (${counted(headerLength, 'byte')} announced, ${bytes.length - start} present)`,
    );
  }
  const encoding = major === 3 ? 'utf8' : 'latin1';
  const text = Buffer.from(bytes.subarray(start, dataOffset)).toString(encoding);
  return { ...new HeaderParser(text, name).parse(), dataOffset };
}

/** Parses the dictionary literal that NumPy writes: three keys with a string, a boolean and a tuple of integers. */
class HeaderParser {
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly name: string,
  ) {}

  parse(): Omit<NpyHeader, 'dataOffset'> {
    const found = new Map<string, unknown>();
    this.expect('{');
    while (!this.accept('}')) {
      const key = this.string();
      if (found.has(key)) this.fail(`key '${key}' appears twice`);
      this.expect(':');
      if (key === 'descr') found.set(key, this.dtype());
      else if (key === 'fortran_order') found.set(key, this.boolean());
      else if (key === 'shape') found.set(key, this.shape());
      else this.fail(`unexpected key '${key}'`);
      if (!this.accept(',')) {
        this.expect('}');
        break;
      }
    }
    this.skipSpace();
    if (this.position < this.text.length) this.fail('text after the closing brace');
    for (const key of ['descr', 'fortran_order', 'shape']) {
      if (!found.has(key)) this.fail(`key '${key}' is missing`);
    }
    return {
      dtype: found.get('descr') as string,
      fortranOrder: found.get('fortran_order') as boolean,
      shape: found.get('shape') as number[],
    };
  }

  private dtype(): string {
    this.skipSpace();
    if ('[({'.includes(this.text[this.position] ?? ' ')) {
      throw new DataError(`${this.name}: structured dtypes are not supported, expected one plain numeric dtype`);
    }
    return this.string();
  }

  private shape(): number[] {
    const shape: number[] = [];
    this.expect('(');
    while (!this.accept(')')) {
      shape.push(this.dimension());
      if (shape.length > MAX_DIMENSIONS) this.fail(`more than ${MAX_DIMENSIONS} dimensions`);
      if (this.accept(',')) continue;
      // (5) is a number in Python, not a tuple.
      if (shape.length === 1) this.fail('shape is not a tuple');
      this.expect(')');
      break;
    }
    return shape;
  }

  private dimension(): number {
    // Python 2 wrote long integers with an L.
    const [written, digits = ''] = this.match(/([+-]?[\w.]+?)L?(?=[\s,)])/y, 'a dimension');
    const value = Number(digits);
    if (!/^\d+$/.test(digits) || !Number.isSafeInteger(value)) {
      throw new DataError(`${this.name}: shape holds ${written}, expected non-negative whole numbers below 2^53`);
    }
    return value;
  }

  private boolean(): boolean {
    return this.match(/True|False/y, 'True or False')[0] === 'True';
  }

  private string(): string {
    const [, single, double] = this.match(/'([^'\\]*)'|"([^"\\]*)"/y, 'a quoted string');
    return single ?? double ?? '';
  }

  private match(pattern: RegExp, what: string): RegExpExecArray {
    this.skipSpace();
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (!found) return this.fail(`expected ${what}`);
    this.position = pattern.lastIndex;
    return found;
  }

  private accept(character: string): boolean {
    this.skipSpace();
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private expect(character: string): void {
    if (!this.accept(character)) this.fail(`expected '${character}'`);
  }

  private skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.position] ?? '')) this.position++;
  }

  private fail(what: string): never {
    throw new DataError(`${this.name}: malformed .npy header at character ${this.position}: ${what}`);
  }
}
