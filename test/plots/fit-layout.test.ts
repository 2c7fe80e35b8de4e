import assert from 'node:assert/strict';
import {
  closeRenderer,
  plotAttentionMaps,
  plotChannelBars,
  plotReconstruction,
  plotRoc,
  plotScores,
  renderSvg,
  themedFigure,
} from '../../lib/plots/index';
import { fitFigure } from '../../lib/plots/fit-layout';
import { browserOrSkip, newPage, type TestPage } from '../support/browser-page';
import { drawnTexts, textFaults } from '../support/drawn-texts';
import { samples, scores, segments } from './samples';
import type { Browser } from '../../lib/plots/launch';
import type { Figure } from '../../lib/plots/figure';

const names = ['all anomalous', 'nearest neighbour in the training series', 'random', 'position prior'];
const channels = ['P-1', 'M-1', 'D-13', 'T-9', 'E-10', 'G-7', 'A-4', 'F-8'];
const maps = ['series association', 'prior association', 'their discrepancy', 'what the first layer receives'].map(
  (name) => ({ name, weights: Float64Array.from({ length: 400 }, (_, i) => i) }),
);
const long =
  'Anomaly score of the test split by the distance to the nearest window of the training split, channel P-1, seed 0';

/** Figures with many long texts, as notebooks have them. */
const crowded: Record<string, Figure> = {
  'many long names of baselines': plotChannelBars(
    channels,
    { models: [{ name: 'LSTM-VAE', values: channels.map((_, i) => i / 8) }], baselines: names.map((name, j) => ({ name, values: channels.map((_, i) => (i + j) / 16) })) }, // prettier-ignore
    { measure: 'F1', title: long },
  ),
  'a long title over scores': plotScores(scores, { title: long, segments, threshold: 2.5, detected: segments, marks: [{ at: 2000, name: 'test split begins' }] }), // prettier-ignore
  'a reconstruction with an enlarged window': plotReconstruction(scores, scores.map((score) => 0.8 * score), { zoom: 'first anomaly', segments }), // prettier-ignore
  'five curves': plotRoc(names.concat('LSTM-VAE').map((name) => ({ name, rocAuc: 0.5, falsePositiveRate: [0, 1], truePositiveRate: [0, 1] }))), // prettier-ignore
  'four maps': plotAttentionMaps(maps.map((map, i) => ({ ...map, name: ['series', 'prior', 'both', 'first'][i] })), { steps: 20, segments: [{ start: 2, end: 5 }] }), // prettier-ignore
  'two maps': plotAttentionMaps(maps.slice(0, 2), { steps: 20, segments: [{ start: 2, end: 5 }] }),
};

describe('plots: a figure at the size at which it is read', function () {
  this.timeout(60_000);
  let browser: Browser;
  let page: TestPage;

  before(async function () {
    browser = await browserOrSkip(this);
    ({ page } = await newPage(browser, { viewport: { width: 1000, height: 900 }, allows: () => false, offline: true }));
  });
  after(async () => {
    await closeRenderer();
    await browser?.close();
  });

  const drawn = async (figure: Figure, width: number) => {
    const { image, reason } = await renderSvg(figure, { width });
    assert.ok(image, reason);
    return drawnTexts(page, image.toString('utf8'));
  };

  it('sees a text that is cut off, and two that lie over one another', async () => {
    const note = (x: number, text: string) => ({ text, x, y: 0.5, xref: 'paper', yref: 'paper', showarrow: false });
    const annotations = [note(0.5, 'one'), note(0.5, 'two'), note(1.05, 'far out on the right')];
    const figure = themedFigure({ title: 'T', alt: 'a', data: [], layout: { annotations } });
    const faults = textFaults(await drawn(figure, 900)).join('; ');
    assert.match(faults, /"one" and "two" lie over one another/);
    assert.match(faults, /"far out on the right" is cut off/);
  });

  for (const [name, figure] of Object.entries({ ...samples, ...crowded })) {
    it(`cuts off no text of ${name} and draws none over another, on a page and in a column`, async () => {
      for (const size of [{ width: 900 }, { width: 387 }, { width: 387, title: false }]) {
        const { texts, ...frame } = await drawn(fitFigure(figure, size), size.width);
        assert.deepEqual(textFaults({ texts, ...frame }), [], `${size.width} pixels`);
        assert.equal(frame.width, size.width);
        const [title] = texts.filter(({ part }) => part === 'title');
        if (size.title === false) assert.equal(title, undefined);
        else assert.ok(title.right > 40, 'the title is drawn');
        for (const { text, top } of texts.filter(({ part }) => part === 'legend')) {
          assert.ok(top >= (title?.bottom ?? 0) - 1, `"${text}" of the legend begins beneath the title`);
        }
      }
    });
  }

  it('keeps a figure that is fitted again, and fits it back to the width of a page', () => {
    const figure = crowded['a long title over scores'];
    assert.deepEqual(fitFigure(figure, { width: 900 }), figure);
    const back = fitFigure(fitFigure(figure, { width: 387 }), { width: 900, height: figure.layout.height });
    assert.deepEqual(back.layout.title, figure.layout.title);
    assert.ok(fitFigure(figure, { width: 387 }).layout.title.text.split('<br>').length >= 3);
  });
});
