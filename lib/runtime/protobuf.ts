/** Writes protocol-buffer messages: the few wire types that a TensorFlow graph needs (protobuf.dev, "Encoding"). */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

/** One message. Its fields are written in the order of the calls; a repeated field takes one call for each value. */
export class Message {
  private readonly parts: Buffer[] = [];

  /** Writes an integer, enum or bool; a negative one takes ten bytes, as int64 does. */
  integer(field: number, value: number | bigint): this {
    this.parts.push(varint((field << 3) | VARINT), varint(value));
    return this;
  }

  float(field: number, value: number): this {
    const bytes = Buffer.alloc(4);
    bytes.writeFloatLE(value);
    this.parts.push(varint((field << 3) | FIXED_32), bytes);
    return this;
  }

  /** Writes a string or bytes. */
  bytes(field: number, value: string | Buffer): this {
    const bytes = typeof value === 'string' ? Buffer.from(value) : value;
    this.parts.push(varint((field << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes);
    return this;
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.encode());
  }

  /** Writes integers into one packed field. */
  integers(field: number, values: readonly number[]): this {
    return this.bytes(field, Buffer.concat(values.map(varint)));
  }

  /** Writes one entry of a map from strings. */
  entry(field: number, key: string, value: Message | string): this {
    const entry = new Message().bytes(1, key);
    return this.message(field, typeof value === 'string' ? entry.bytes(2, value) : entry.message(2, value));
  }

  encode(): Buffer {
    return Buffer.concat(this.parts);
  }
}

function varint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const more = rest > 127n ? 0x80 : 0;
    bytes.push(Number(rest & 127n) | more);
    rest >>= 7n;
  } while (rest > 0n);
  return Buffer.from(bytes);
}
