/** What the monitor reads: points, times, its state and its outbox. */
import fs from 'node:fs';
import path from 'node:path';
import { Monitor, Outbox, StateFolder, type InputRecord, type ScorerSource } from '../../../lib/monitor';
import { createLineParser } from '../../../lib/monitor/line-parser';
import { isRejection, type Point } from '../../../lib/monitor/point';
import type { FuzzedReader, MakeReader } from './reader';

const COLUMNS = { features: 2, names: ['heat', 'flow'] };

const CSV = [
  'timestamp,channel,heat,flow\n2024-05-01T00:00:00Z,D-1,1.5,2\n2024-05-01T00:00:01.5Z,D-1,0.25,-3e2\n1714521602,D-2,,NaN\n',
  'heat,flow,time\n1,2,1714521600123456789\n3,4.75,1714521600123456790\n',
  '1.25,2\n3,4\n-5,6.5\n',
];

const LINES = [
  '{"timestamp":1714521600000,"channel":"D-1","heat":1.5,"flow":2}\n{"timestamp":"2024-05-01T00:00:01Z","values":[1,null]}\n[3.5,-4]\n',
  '{"timestamp":1714521600123456789,"heat":0.1,"flow":NaN}\n{"flow":2,"heat":1e-3}\n',
];

/** A line as a point or a rejection: never an error, and no number that the line does not hold. */
function lineReader(format: 'csv' | 'jsonl', samples: readonly string[]): FuzzedReader {
  return {
    name: `monitor-${format}`,
    kind: format === 'csv' ? 'text' : 'json',
    samples: samples.map((text) => Buffer.from(text)),
    refusals: [],
    read: (file) => {
      const parser = createLineParser(format, COLUMNS);
      for (const line of file.toString('utf8').split(/\r?\n/)) {
        const record = parser(line);
        const fault = record && recordFault(record, line);
        if (fault !== undefined) return `${fault} in the line ${JSON.stringify(line.slice(0, 200))}`;
      }
      return undefined;
    },
  };
}

function recordFault(record: InputRecord, line: string): string | undefined {
  if (isRejection(record)) return typeof record.rejected === 'string' ? undefined : 'a rejection without a reason';
  const { values } = record;
  // The monitor drops a point of another length.
  if (values.length !== COLUMNS.features) return undefined;
  // What is not finite is dropped, or filled as a missing value.
  const written = numbersIn(line);
  const foreign = [...values].find((value) => Number.isFinite(value) && !written.has(value));
  return foreign === undefined ? undefined : `the value ${foreign}, which is not there`;
}

/** All numbers that stand in a line, read in plain ways. */
function numbersIn(line: string): Set<number> {
  const digits = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[+-]?inf(?:inity)?|true|false/gi;
  const found = [line, ...line.split(/[,;\t |]/)].flatMap((text) => text.match(digits) ?? []);
  const decimals = (line.match(/[+-]?\d*,\d+(?:[eE][+-]?\d+)?/g) ?? []).map((text) => text.replace(',', '.'));
  return new Set([...found, ...decimals].map(toNumber));
}

function toNumber(text: string): number {
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return /^[tf]/i.test(text) ? Number(/^t/i.test(text)) : Number(text);
}

/** A state that a monitor was given back scores on with finite numbers. */
const stateReader: MakeReader = (folder) => {
  const place = new StateFolder(path.join(folder, 'state'));
  const monitor = makeMonitor();
  for (let i = 0; i < 20; i++) monitor.push(pointAt(i));
  place.save({ monitor: monitor.toJSON(), input: { inode: 5, offset: 100 } });
  const sample = fs.readFileSync(place.stateFile);
  return {
    name: 'state',
    kind: 'json',
    samples: [sample],
    refusals: ['MonitorError', 'DataError', 'ScoringError'],
    read: (file) => {
      fs.writeFileSync(place.stateFile, file);
      const saved = place.load();
      if (saved === undefined) return 'no state where there is a file';
      let fault: string | undefined;
      const restored = makeMonitor(({ score }) => {
        if (score !== undefined && !Number.isFinite(score)) fault = `a score of ${score}`;
      });
      restored.restore(saved.monitor);
      for (let i = 20; i < 25; i++) restored.push(pointAt(i));
      restored.finish();
      JSON.stringify(restored.toJSON());
      restored.dispose();
      return fault;
    },
  };
};

const pointAt = (i: number): Point => ({
  channel: i % 3 === 0 ? 'b' : 'a',
  timestamp: 1000 * i,
  values: Float64Array.of(i % 7, i % 5),
  found: undefined,
});

/** Scores a window by the mean of its first feature. */
const source: ScorerSource = {
  windowSize: 3,
  features: 2,
  imputes: false,
  stream: () => {
    let window: number[] = [];
    return {
      windowSize: 3,
      features: 2,
      push: (values) => {
        window = [...window, values[0]].slice(-3);
        if (window.length < 3) return { score: undefined, warmingUp: true };
        return { score: window.reduce((sum, value) => sum + value, 0) / 3, warmingUp: false };
      },
    };
  },
};

function makeMonitor(scored: (point: { readonly score: number | undefined }) => void = () => undefined): Monitor {
  const threshold = { kind: 'fixed', value: 5, inclusive: false } as never;
  return new Monitor({ source, threshold, run: 'fuzz', listener: { scored: scored } });
}

/** A journal: every line is a letter, a settled key, or listed as damaged. */
const outboxReader: MakeReader = (folder) => {
  const file = path.join(folder, 'outbox.jsonl');
  const alert = { id: 'a', channel: 'D-1', start: 5, peakScore: 3, peakTimestamp: 6, threshold: 1, points: 2 };
  const letter = (key: string) => ({
    key,
    createdAt: 1714521600000,
    notification: { phase: 'opened', alert: { ...alert, id: key } },
  });
  const entries = [{ add: letter('a1') }, { add: letter('b2') }, { settled: 'a1' }, { add: letter('c3') }];
  return {
    name: 'outbox',
    kind: 'json',
    samples: [Buffer.from(entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''))],
    refusals: ['DataError', 'MonitorError'],
    read: (content) => {
      fs.rmSync(`${file}.damaged`, { force: true });
      fs.writeFileSync(file, content);
      const { damage, pending } = new Outbox(file);
      const again = new Outbox(file);
      if (again.damage.length > 0) return 'a line that is damaged again after the journal was rewritten';
      if (again.pending !== pending) return `${again.pending} letters after a restart, ${pending} before it`;
      const lines = content
        .toString('utf8')
        .split('\n')
        .filter((line) => line !== '').length;
      return damage.length > lines ? `${damage.length} damaged lines of ${lines}` : undefined;
    },
  };
};

export const monitorReaders: Readonly<Record<string, MakeReader>> = {
  'monitor-csv': () => lineReader('csv', CSV),
  'monitor-jsonl': () => lineReader('jsonl', LINES),
  state: stateReader,
  outbox: outboxReader,
};
