/**
 * Parses JSON as programs write it for numbers: RFC 8259, and besides it the words NaN, Infinity and -Infinity of
 * Python's `json.dumps`. Everything else is as strict as `JSON.parse`.
 */
import { DataError } from '../base/index';

/** Levels of brackets that are followed; a point or a label file has three at most. */
const MAX_DEPTH = 64;

/** What may be a number beyond float64, or one of ten digits or more whose last digits float64 does not keep. */
const DELICATE = /[eE]\+?\d{3}|\d{200}|(?<![\d.])\d{10}(?:\d{6}|\d*\.\d)/;

const TOKEN =
  /[ \t\r\n]*(?:([[\]{},:])|("[^"\\\u0000-\u001f]*(?:\\.[^"\\\u0000-\u001f]*)*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null|NaN|Infinity|-Infinity)|$)/y; // eslint-disable-line no-control-regex

const WORDS = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
]);

/**
 * Parses a text.
 *
 * A number of at least ten digits before its point whose digits float64 does not keep, such as a time in nanoseconds,
 * is given as its text: `Number` makes the nearest number of it.
 *
 * @param where  The file and line, for messages.
 * @throws {DataError} If the text is not JSON, has more than 64 levels of brackets, or holds a number beyond the range
 *                    of float64.
 */
export function parseJson(text: string, where: string): unknown {
  if (isDeep(text)) {
    throw new DataError(`${where}: expected at most ${MAX_DEPTH} levels of brackets in JSON, found more`);
  }
  if (!DELICATE.test(text)) {
    try {
      return JSON.parse(text);
    } catch {
      // Read again below, with the words of Python.
    }
  }
  return new Parser(text, where).parse();
}

/** Whether a text has more levels of brackets than are followed. What reads JSON by recursion would overflow its stack. */
export function isDeep(text: string): boolean {
  return depthOf(text) > MAX_DEPTH;
}

/** Counts the levels of brackets outside strings, as far as the limit matters. */
function depthOf(text: string): number {
  if (text.length <= MAX_DEPTH) return 0;
  let depth = 0;
  let deepest = 0;
  let quoted = false;
  for (let i = 0; i < text.length && deepest <= MAX_DEPTH; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x22) quoted = !quoted;
    else if (quoted && code === 0x5c) i++;
    else if (!quoted && (code === 0x5b || code === 0x7b)) deepest = Math.max(deepest, ++depth);
    else if (!quoted && (code === 0x5d || code === 0x7d)) depth--;
  }
  return deepest;
}

interface Token {
  /** A bracket, a comma or a colon; 'value' for a string, a number or a word; 'end'. */
  readonly kind: string;
  readonly value?: unknown;
}

/** Parses by recursive descent. The depth was checked. */
class Parser {
  private position = 0;
  private token: Token;

  constructor(
    private readonly text: string,
    private readonly where: string,
  ) {
    this.token = this.next();
  }

  parse(): unknown {
    const value = this.value();
    if (this.token.kind !== 'end') this.fail();
    return value;
  }

  private value(): unknown {
    const { kind, value } = this.token;
    if (kind === '[') return this.list(']', () => this.value());
    if (kind === '{') return Object.fromEntries(this.list('}', () => this.member()));
    if (kind !== 'value') this.fail();
    this.token = this.next();
    return value;
  }

  private list<Item>(close: string, item: () => Item): Item[] {
    const items: Item[] = [];
    this.token = this.next();
    while (this.token.kind !== close) {
      if (items.length > 0) this.take(',');
      items.push(item());
      if (this.token.kind !== close && this.token.kind !== ',') this.fail();
    }
    this.token = this.next();
    return items;
  }

  private member(): readonly [string, unknown] {
    const key = this.token.value;
    if (this.text[this.position - 1] !== '"' || typeof key !== 'string') this.fail();
    this.token = this.next();
    this.take(':');
    return [key, this.value()];
  }

  private take(kind: string): void {
    if (this.token.kind !== kind) this.fail();
    this.token = this.next();
  }

  private next(): Token {
    TOKEN.lastIndex = this.position;
    const found = TOKEN.exec(this.text);
    if (!found) this.fail();
    this.position = TOKEN.lastIndex;
    const [, mark, string, number, word] = found;
    if (mark !== undefined) return { kind: mark };
    if (string !== undefined) return { kind: 'value', value: this.string(string) };
    if (number !== undefined) return { kind: 'value', value: this.number(number) };
    return word === undefined ? { kind: 'end' } : { kind: 'value', value: WORDS.get(word) };
  }

  private string(written: string): string {
    try {
      return JSON.parse(written) as string;
    } catch {
      return this.fail();
    }
  }

  private number(written: string): number | string {
    const value = Number(written);
    if (!Number.isFinite(value)) {
      const shown = written.length > 40 ? `${written.slice(0, 40)}...` : written;
      throw new DataError(`${this.where}: '${shown}' is beyond the range of float64`);
    }
    const mayBeTime = /^-?\d{10,}(\.\d+)?$/.test(written);
    const digits = written.includes('.') ? written.replace(/\.?0+$/, '') : written;
    return mayBeTime && String(value) !== digits ? written : value;
  }

  private fail(): never {
    throw new DataError(`${this.where}: not valid JSON`);
  }
}
