import assert from 'node:assert/strict';
import { escapeTexts } from '../../lib/plots/chart-text';
import type { Figure } from '../../lib/plots/figure';
import { plotBoxes, plotChannelBars, plotClassBalance, plotTelemetry, plotTradeOffs } from '../../lib/plots/index';
import { closeRenderer, renderSvg } from '../../lib/plots/render';

const HOSTILE = '<a href="https://example.org">P-1</a> <b>bold</b> &lt;i&gt; <script>alert(1)</script>';

/** Lists every text of a figure that Plotly draws. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const figures: Record<string, Figure> = {
  bars: plotChannelBars(
    [HOSTILE],
    { models: [{ name: HOSTILE, values: [0.5] }], baselines: [] },
    { measure: HOSTILE, title: HOSTILE },
  ),
  boxes: plotBoxes([{ name: HOSTILE, values: [1, 2, 3] }], { quantity: HOSTILE, unit: HOSTILE }),
  balance: plotClassBalance([{ name: HOSTILE, normal: 90, anomalous: 10 }], { items: HOSTILE }),
  telemetry: plotTelemetry([
    { name: HOSTILE, values: [1, 2, 3] },
    { name: 'other', values: [1, 2, 3] },
  ]),
  tradeOffs: plotTradeOffs(
    [
      { name: HOSTILE, best: 'lowest' },
      { name: 'F1', best: 'highest' },
      { name: 'Recall', best: 'highest' },
    ],
    [{ name: HOSTILE, values: [1, 0.5, 0.5] }],
  ),
};

describe('plots: hostile names', () => {
  after(closeRenderer);

  for (const [name, figure] of Object.entries(figures)) {
    it(`bring no markup into ${name}`, () => {
      const texts = textsOf([figure.data, figure.layout]);
      const found = texts.flatMap((text) => text.match(/<[^>]*>/g) ?? []);
      assert.deepEqual(
        [...new Set(found)].filter((tag) => !/^<(br|extra|\/extra)>$/.test(tag)),
        [],
      );
      assert.ok(
        texts.some((text) => text.includes('&lt;a href="https://example.org">P-1&lt;/a>')),
        texts.join('\n'),
      );
      assert.ok(texts.some((text) => text.includes('&amp;lt;i&amp;gt;')));
    });
  }

  it('are drawn as they are written, without a link', async function () {
    const { image, reason } = await renderSvg(figures['boxes']);
    if (!image) {
      assert.ok(reason);
      this.skip();
    }
    const svg = image.toString('utf8');
    assert.doesNotMatch(svg, /<(a|script|foreignObject)\b|javascript:/i);
    const drawn = [...svg.matchAll(/>([^<>]*)</g)].map(([, text]) => text).join('');
    const entities: Record<string, string> = { '#60': '<', '#62': '>', lt: '<', gt: '>', amp: '&' };
    const shown = drawn.replace(/&(#60|#62|lt|gt|amp);/g, (_, name: string) => entities[name]);
    assert.ok(shown.includes(HOSTILE), shown);
  });
});

describe('escapeTexts', () => {
  it('leaves numbers, typed arrays and other values as they are', () => {
    const numbers = [1, null, 2];
    const typed = Float32Array.of(1);
    const { x, y, on } = escapeTexts({ x: numbers, y: typed, on: true, text: ['a', ['<b']] });
    assert.deepEqual([x === numbers, y === typed, on], [true, true, true]);
    assert.deepEqual(escapeTexts(['a&b', '&amp;', ['<b']]), ['a&b', '&amp;amp;', ['&lt;b']]);
  });
});
