import assert from 'node:assert/strict';
import { measured, minute, read, steps, table } from '../support/read-text';

describe('readSeries: dates and times of day', () => {
  it('reads dates by their other cells or by a format, joins date and time, and refuses the rest', () => {
    const day = (row: number) => `${String(1 + (row % 28)).padStart(2, '0')}/${row < 28 ? '05' : '06'}/2024`;
    const dates = read(table('date,a,b', (row) => `${day(row)},`, steps(50)));
    assert.deepEqual([dates.description.time!.unit, dates.description.time!.order], ['day-first', 'ascending']);
    assert.throws(
      () => read(table('date,a,b', (row) => `0${1 + row}/05/2024,`, steps(6))),
      /no time tells days from months.*--time-format/,
    );
    const named = read(
      table('date,a,b', (row) => `0${1 + row}/05/2024,`, steps(6)),
      { timeFormat: '%d/%m/%Y' },
    );
    assert.equal(named.description.time!.step, 86_400);
    const oneDay = read(table('date,a,b', (row) => `01/05/2024 8:${String(row).padStart(2, '0')} PM,`));
    assert.equal(oneDay.description.time!.step, 60);
    assert.match(oneDay.description.notes.join(), /'01\/05\/2024 8:00 PM' may have the day or the month first/);
    const dotted = read(table('date,a,b', (row) => `${1 + row}.5.2024 20:00,`, steps(6))).description.time!;
    assert.deepEqual([dotted.unit, dotted.step], ['day-first', 86_400]);
    const bare = read(
      table(undefined, (row) => `2024-05-01 00:${String(row).padStart(2, '0')}:00 `).replaceAll(',', ' '),
      {},
      'txt',
    );
    assert.deepEqual([bare.series.names, bare.description.time!.step], [['feature 0', 'feature 1'], 60]);
    const split = read(table('Date,Time,a,b', (row) => `2024-05-01,00:${String(row).padStart(2, '0')}:00,`));
    assert.deepEqual(
      [split.description.time!.column, split.series.timestamps![1], split.description.time!.step],
      ['Date + Time', '2024-05-01 00:01:00', 60],
    );
    assert.throws(
      () => read('time,a\n2024-05-01,1.5\nlater,2.5\n'),
      /line 3, column 'time': expected a time as in line 2, found 'later'/,
    );
    assert.match(
      read('time,a\nx,1.5\ny,2.5\n').description.notes.join(),
      /'time' does not read as times, such as 'x'; their order is not checked/,
    );
  });

  it('knows months without a day, names of months, AM and PM, and a first time that is missing', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const forms: readonly [(row: number) => string, number][] = [
      [(row) => `${2020 + Math.floor(row / 12)}-${two(1 + (row % 12))}`, 31 * 86_400],
      [(row) => `May ${two(1 + row)} 2024 06:39:00`, 86_400],
      [(row) => `${1 + row} May 2024`, 86_400],
      [
        (row) => `2024-05-01 ${(row % 12) + 1}:00:00 AM`.replace(' 12:', ' 0:').replace(/ 0:00:00 AM/, ' 12:00:00 PM'),
        3600,
      ],
    ];
    for (const [text, step] of forms) {
      const order = steps(12).reverse();
      const { series, description } = read(table('when,a,b', (row) => `${text(row)},`, order));
      assert.deepEqual([description.time?.order, description.time?.step], ['newest first', step], text(0));
      assert.equal(series.values[0], Number(measured[0][0]));
    }
    const first = table('time,a,b', (row) => `${row === 0 ? '' : minute(row).slice(0, -1)},`);
    assert.throws(() => read(first), /line 2, column 'time': expected a time such as '2024-05-01 00:01:00', found ''/);
  });

  it('reads times of day, and counts a day on where they pass midnight', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const at = (row: number) => `${two(Math.floor(row / 60) % 24)}:${two(row % 60)}:30`;
    for (const name of ['time', 'Uhrzeit']) {
      const text = (order: number[]) => table(`${name},a,b`, (row) => `${at(row + 1420)},`, order);
      const { series, description } = read(text(steps(60)));
      assert.deepEqual([description.time!.unit, description.time!.order], ['time-of-day', 'ascending']);
      assert.deepEqual([description.time!.step, description.time!.gaps, series.timestamps![20]], [60, 0, '00:00:30']);
      assert.match(description.notes.join(), /times of day pass midnight 1 time; each time a day was added/);
      const back = read(text(steps(60).reverse()));
      assert.deepEqual([back.description.time!.order, back.series.values], ['newest first', series.values]);
    }
    const swapped = table('time,a,b', (row) => `${at(row < 30 ? row + 60 : row)},`);
    assert.throws(() => read(swapped), /line 32, .*expected times in order, found '00:30:30' after '01:29:30'/);
    const half = read(table('time,a,b', (row) => `${(11 + row) % 12 || 12}:00 ${(11 + row) % 24 < 12 ? 'AM' : 'PM'},`));
    assert.deepEqual([half.description.time!.step, half.description.time!.regular], [3600, true]);
    const elapsed = read(table('time,a,b', (row) => `${row}:30:00,`)).description;
    assert.deepEqual([elapsed.time!.step, elapsed.notes], [3600, []], 'hours beyond 24');
    const { timestamps } = read(
      table('time,a,b', (row) => `${at(row)},`),
      { resample: '30min' },
    ).series;
    assert.deepEqual(timestamps, ['00:00:00', '00:30:00']);
  });

  it('reads years of two digits where one order of the date leaves no gap, and says where none is certain', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const minute = (row: number) => `${two(Math.floor(row / 60) % 24)}:${two(row % 60)}`;
    const day = (row: number) => Math.floor(row / 1440) + 3;
    const forms: readonly [string, (row: number) => string][] = [
      ['%d.%m.%y %H:%M', (row) => `${two(day(row))}.05.24 ${minute(row)}`],
      ['%d/%m/%y %H:%M', (row) => `${two(day(row))}/05/24 ${minute(row)}`],
      ['%m/%d/%y %H:%M', (row) => `05/${two(day(row))}/24 ${minute(row)}`],
      ['%y-%m-%d %H:%M', (row) => `24-05-${two(day(row))} ${minute(row)}`],
    ];
    for (const [format, text] of forms) {
      const order = steps(60).map((row) => 1410 + row);
      const { description } = read(table('time,a,b', (row) => `${text(row)},`, order));
      assert.deepEqual([description.time!.unit, description.time!.step, description.time!.gaps], [format, 60, 0]);
      assert.match(description.notes.join(), new RegExp(`is read by '${format}'; --time-format says otherwise`));
      const back = read(table('time,a,b', (row) => `${text(row)},`, [...order].reverse())).description;
      assert.equal(back.time!.order, 'newest first');
      const mixed = table('time,a,b', (row) => `${text(1410 + ((row * 7) % 60))},`);
      assert.throws(
        () => read(mixed),
        /expected times in order, found none by day, month or year first.*--time-format/,
      );
    }
    const daily = read(table('date,a,b', (row) => `${two(row + 1)}/05/24,`, steps(9))).description;
    assert.equal(daily.time!.unit, 'text');
    assert.match(daily.notes.join(), /their order is not checked; --time-format reads them, such as %d.%m.%y/);
    const oneDay = read(table('date,a,b', (row) => `24-05-01 00:${two(row)},`)).description.time!;
    assert.deepEqual([oneDay.unit, oneDay.step], ['%y-%m-%d %H:%M', 60]);
    const dotted = read(table('date,a,b', (row) => `${two(row + 1)}.05.24,`, steps(9))).description.time!;
    assert.deepEqual([dotted.unit, dotted.step], ['%d.%m.%y', 86_400]);
  });

  it('reads times that name a zone, and summer time an hour ahead', () => {
    const two = (value: number) => String(value).padStart(2, '0');
    const at = (row: number) => `2024-05-01 ${two(Math.floor(row / 60))}:${two(row % 60)}:00`;
    for (const zone of ['EST', 'CET', 'Europe/Berlin']) {
      const { series, description } = read(table('time,a,b', (row) => `${at(row)} ${zone},`, steps(60).reverse()));
      assert.deepEqual([description.time!.order, description.time!.step], ['newest first', 60], zone);
      assert.equal(series.timestamps![1], `${at(1)} ${zone}`);
      assert.match(description.notes.join(), new RegExp(`times are read without their zone, ${zone}`));
    }
    // In autumn the hour from one to two comes twice.
    const autumn = (row: number) =>
      row < 30 ? `2024-11-03 01:${row + 30}:00 EDT` : `2024-11-03 01:${two(row - 30)}:00 EST`;
    const { time, notes } = read(table('time,a,b', (row) => `${autumn(row)},`)).description;
    assert.deepEqual([time!.order, time!.step, time!.gaps], ['ascending', 60, 0]);
    assert.match(notes.join(), /times are read in EST, to which EDT is an hour ahead/);
    const other = read(table('time,a,b', (row) => `${at(row)} ${row % 2 ? 'IST' : 'EST'},`)).description;
    assert.equal(other.time!.unit, 'text');
  });
});
