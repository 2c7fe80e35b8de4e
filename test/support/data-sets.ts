/** Small hand-made folders in the forms of the data sets. */
import fs from 'node:fs';
import path from 'node:path';

const write = (root: string, name: string, text: string) => {
  const file = path.join(root, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
};

/** A time five minutes after the one before. */
const timeOf = (step: number) =>
  new Date(Date.UTC(2014, 3, 1, 0, 5 * step)).toISOString().slice(0, 19).replace('T', ' ');

const wave = (step: number, feature = 0) => (Math.sin(step / 5 + feature) + feature).toFixed(4);

/** Three series of NAB in two folders, one of them without an anomaly, and one that is labelled but not there. */
export function writeNab(root: string, length = 400): void {
  const rows = Array.from({ length }, (_, step) => `${timeOf(step)},${wave(step)}`);
  const names = ['art/first.csv', 'art/second.csv', 'real/third.csv'];
  for (const name of names) write(root, name, ['timestamp,value', ...rows, ''].join('\n'));
  const window = (from: number, to: number) => [`${timeOf(from)}.000000`, `${timeOf(to)}.000000`];
  const windows = {
    [names[0]]: [window(100, 119), window(300, 309)],
    [names[1]]: [],
    [names[2]]: [window(200, 249)],
    'real/absent.csv': [window(1, 2)],
  };
  write(root, 'combined_windows.json', JSON.stringify(windows));
}

const sensors = ['Accelerometer1RMS', 'Current', 'Pressure'];

/** Three experiments of SKAB with three sensors, one of which begins with its fault, and the run without a fault. */
export function writeSkab(root: string, length = 600): void {
  const rows = (more: (step: number) => string) =>
    Array.from(
      { length },
      (_, step) => `${timeOf(step)};${sensors.map((_, i) => wave(step, i)).join(';')}${more(step)}`,
    );
  const header = ['datetime', ...sensors].join(';');
  for (const [name, from] of [
    ['valve1/2.csv', 450],
    ['valve1/10.csv', 390],
    ['valve1/11.csv', 500],
  ] as const) {
    const labels = (step: number) =>
      `;${step >= from && step < from + 60 ? '1.0' : '0.0'};${step === from ? '1.0' : '0.0'}`;
    write(root, name, [`${header};anomaly;changepoint`, ...rows(labels), ''].join('\r\n'));
  }
  write(root, 'anomaly-free/anomaly-free.csv', [header, ...rows(() => ''), ''].join('\r\n'));
}

const numbers =
  'duration,len,mean,var,std,kurtosis,skew,n_peaks,smooth10_n_peaks,smooth20_n_peaks,diff_peaks,diff2_peaks,diff_var,diff2_var,gaps_squared,len_weighted,var_div_duration,var_div_len';

/** 60 segments of OPSSAT-AD: every third is of the test split, every fourth anomalous. */
export function writeOpssat(root: string): void {
  const rows = Array.from({ length: 60 }, (_, row) => {
    const [anomaly, train] = [row % 4 === 0 ? 1 : 0, row % 3 === 0 ? 0 : 1];
    const described = numbers.split(',').map((_, i) => (anomaly * 5 + Number(wave(row, i))).toFixed(4));
    return `${row + 1},${anomaly},${train},CADC0872,1,${described.join(',')}`;
  });
  write(root, 'dataset.csv', [`segment,anomaly,train,channel,sampling,${numbers}`, ...rows, ''].join('\n'));
}

/** Writes a data set into a folder of each one's name. */
export function writeDataSets(folder: string): void {
  writeNab(path.join(folder, 'nab'));
  writeSkab(path.join(folder, 'skab'));
  writeOpssat(path.join(folder, 'opssat'));
}
