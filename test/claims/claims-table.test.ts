import assert from 'node:assert/strict';
import {
  type JudgedClaim,
  claimsTable,
  completeLedger,
  countVerdicts,
  judgeLedger,
  ledger,
  opinionsOf,
  reportNames,
  reportedTolerances,
  showClaims,
} from '../../lib/claims';
import { claimsMimeType, verdictsSentence } from '../../lib/claims/claims-table';
import { tableMimeType } from '../../lib/plots/index';
import { toMarkdown } from '../../lib/tables';

describe('claims: the ledger', () => {
  it('has claims of every report, each with its own id', () => {
    for (const report of reportNames) assert.ok(ledger.filter((claim) => claim.report === report).length >= 10, report);
    assert.equal(new Set(ledger.map(({ id }) => id)).size, ledger.length);
  });

  it('says of each what it is, where it stands and how it is decided', () => {
    for (const { id, where, claim, measure, rule } of ledger) {
      assert.match(id, /^(r1|r2|r3|ch)-[a-z0-9-]+$/);
      assert.ok(where.length > 2 && claim.length > 8, id);
      if (rule.kind === 'opinion') assert.ok(rule.reason.length > 10, id);
      else assert.ok(measure.length > 10, id);
      if (rule.kind === 'order') assert.ok(measure.includes(rule.first), `${id} does not name its case ${rule.first}`);
      if (rule.kind === 'bounds') assert.ok(rule.atLeast !== undefined || rule.atMost !== undefined, id);
    }
  });

  it("has the SMAP/MSL report's thirteen figures", () => {
    const figures = ledger.filter(({ id, rule }) => /^r3-.*-(precision|recall|f1|roc-auc|pr-auc)$/.test(id) && rule.kind === 'number'); // prettier-ignore
    assert.equal(figures.length, 13);
    const [precision] = figures;
    assert.equal(precision.model, 'LSTM-VAE');
    assert.match(precision.measure, /at the 70th percentile of training scores; within 1\.05 points/);
  });

  it('allows a figure half the gap to the nearest one of its column', () => {
    // Precision 44.7, 42.6, 33.8; ROC-AUC 67.8, 62.3.
    const halfGaps = { 'lstm-vae-precision': 0.0105, 'transformer-precision': 0.044, 'lstm-attention-roc-auc': 0.0275 };
    for (const [id, expected] of Object.entries(halfGaps)) {
      const rule = ledger.find((claim) => claim.id === `r3-${id}`)!.rule;
      assert.ok(rule.kind === 'number' && Math.abs(rule.tolerance - expected) < 1e-12, id);
    }
    // F1 42.6, 41.2, 37.7; PR-AUC 45.4, 43.9.
    const { f1, prAuc, rocAuc } = reportedTolerances('lstm-vae');
    assert.deepEqual([f1, prAuc, rocAuc].map((each) => Number(each.toFixed(12))), [0.007, 0.0075, 0.0275]); // prettier-ignore
    assert.ok(Number.isNaN(reportedTolerances('transformer').rocAuc), 'the report gives none');
  });

  it('judges mean + 3 deviations by the share that normally distributed errors would let pass', () => {
    // P(Z > 3) = .00135; 2.05 % is more than half a point above it.
    const [far] = judgeLedger({ 'ch-sigma-threshold': [0.0204, 0.0205, 0.0206] });
    assert.match(far.claim, /lets 0\.13 % of normal data pass/);
    assert.deepEqual([far.measured, far.verdict], ['2.05 %', 'not reproduced']);
    const [near] = judgeLedger({ 'ch-sigma-threshold': [0.0013, 0.0014, 0.0014] });
    assert.equal(near.verdict, 'reproduced');
  });

  it('keeps apart what is true by construction', () => {
    const ids = ledger.filter(({ basis }) => basis === 'construction').map(({ id }) => id);
    assert.deepEqual(ids, [
      'r1-features',
      'r1-steps',
      'r1-anomaly-share',
      'r1-window-labels',
      'r2-features',
      'r2-correlated',
      'ch-kl-closed-form',
      'ch-high-threshold',
      'ch-low-threshold',
    ]);
  });

  it('names the model of a claim among the cases of its measure', () => {
    for (const { id, model, measure } of ledger) if (model !== undefined) assert.ok(measure.includes(model), id);
  });
});

describe('claims: judged and printed', () => {
  const rows = judgeLedger({
    'r3-lstm-vae-f1': { 'LSTM-VAE': [0.33, 0.34, 0.35], 'all anomalous': { exact: 0.425 } },
    'r3-lstm-vae-hard-channels': { 'A-8': 0, 'E-1': 0.1, 'E-2': 0.2, 'E-3': 0.25, 'E-4': 0.4 },
    'r3-lstm-vae-parameters': 172_761,
    'r3-best-recall': { 'LSTM-VAE': [0.4, 0.41], 'LSTM-Attention': [0.42, 0.4], 'Anomaly Transformer': [0.5, 0.52] },
    'r3-normalized': 0.00049,
    'r3-missing': 0,
    'r1-steps': 10_000,
    'ch-anogan-successors': { AnoGAN: 0.32, 'f-AnoGAN': 0.002 },
    'ch-false-positive-target': [0.028, 0.029, 0.03],
    'ch-compression-loss': { 1: [0.8, 0.81], 2: [0.6, 0.61], 4: [0.4, 0.41], 8: [0.2, 0.21], 16: [0.1, 0.11] },
    'ch-latent-share': { '10-30 %': 0.9, a: 0.5, b: 0.95, c: 0.6, d: 0.7 },
  });
  const cellsOf = (id: string) => {
    const { measured, interval, verdict } = rows.find((row) => row.id === id)!;
    return [measured, interval, verdict];
  };

  it('prints claim, measure, value, interval and verdict', () => {
    const table = toMarkdown(claimsTable(rows.filter(({ id }) => id === 'r3-normalized'), 'Claims')); // prettier-ignore
    const cells = table.split('\n').slice(2).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
    assert.deepEqual(cells[0], ['Claim', 'What was measured', 'Value', '95 % interval, over', 'Verdict']);
    const measure = 'share of the values, training and test, outside [-1, 1], the range that their publisher names';
    assert.deepEqual(cells[2], ['The files are normalized', measure, '.049 %', 'exact', 'not reproduced']);
  });

  it('prints values with their unit, beside rows that know nothing', () => {
    assert.deepEqual(cellsOf('r3-lstm-vae-f1'), ['LSTM-VAE: 34, all anomalous: 42.5 %', '31.5 to 36.5 %, 3 seeds', 'not reproduced']); // prettier-ignore
    assert.deepEqual(cellsOf('r3-lstm-vae-parameters'), ['172,761 parameters', 'exact', 'not reproduced']);
    assert.deepEqual(cellsOf('r3-missing'), ['0 %', 'exact', 'reproduced']);
    assert.deepEqual(cellsOf('r1-steps'), ['10,000 steps', 'exact', 'by construction']);
    assert.deepEqual(cellsOf('ch-false-positive-target'), ['2.9 %', '2.65 to 3.15 %, 3 calibrations', 'reproduced']);
  });

  it('prints the difference that decides, and that one seed has no interval', () => {
    assert.deepEqual(cellsOf('r3-best-recall'), [
      'LSTM-VAE: .405, LSTM-Attention: .410, Anomaly Transformer: .510',
      'lead over LSTM-Attention -.154 to .354, 2 seeds',
      'partly (within chance)',
    ]);
    assert.deepEqual(cellsOf('ch-anogan-successors'), [
      'AnoGAN: .320, f-AnoGAN: .002 s',
      'one run',
      'partly (one run)',
    ]);
  });

  it('prints the ends of many cases', () => {
    assert.deepEqual(cellsOf('r3-lstm-vae-hard-channels'), ['0 to .400', 'one seed', 'partly (4 of 5 as claimed)']);
    assert.deepEqual(cellsOf('ch-compression-loss'), ['1: .805 to 16: .105', 'change from 1 to 16 -.700 to -.700, 2 seeds', 'reproduced']); // prettier-ignore
    assert.deepEqual(cellsOf('ch-latent-share'), ['10-30 %: .900, best of 4 others b: .950', 'one seed', 'not reproduced (one seed)']); // prettier-ignore
  });

  it('says nothing where something stands in the way, but keeps what was measured', () => {
    const [row] = judgeLedger({ 'r3-lstm-vae-f1': 0.43 }, 'simulated data');
    assert.deepEqual([row.verdict, row.measured], ['not checkable (simulated data)', '43 %']);
  });

  it('refuses a claim that the ledger does not have', () => {
    assert.throws(() => judgeLedger({ 'r3-lstm-vae-f2': 1 }), /The ledger has no claim "r3-lstm-vae-f2"/);
  });

  it('hands a cell a table and the claims as data', () => {
    const bundle = showClaims(rows, { caption: 'Claims' })!;
    assert.match(String(bundle['text/markdown']), /\| LSTM-VAE: F1 42\.6 % +\| F1, macro average .*\| 31\.5 to 36\.5 %, 3 seeds +\| not reproduced +\|/); // prettier-ignore
    assert.deepEqual(bundle[tableMimeType], claimsTable(rows, 'Claims'));
    assert.deepEqual(JSON.parse(JSON.stringify(bundle[claimsMimeType])), { claims: rows });
  });

  it('completes the ledger with what nobody measured, and counts the verdicts', () => {
    const all = completeLedger(rows);
    assert.equal(all.length, ledger.length);
    assert.equal(all.find(({ id }) => id === 'r3-lstm-vae-f1')?.verdict, 'not reproduced');
    assert.equal(all.find(({ id }) => id === 'r1-features')?.verdict, 'not checkable (no notebook measures it)');
    assert.match(all.find(({ id }) => id === 'r3-hours')!.verdict, /^not checkable \(the machine is not named/);
    const counts = countVerdicts(all);
    assert.deepEqual(counts, {
      reproduced: 3,
      partly: 3,
      'not reproduced': 4,
      'by construction': 1,
      'not checkable': ledger.length - 11,
    });
  });

  it('sums the verdicts up in a sentence, and names what is not reproduced', () => {
    const row = (claim: string, verdict: JudgedClaim['verdict']) => ({ ...rows[0], claim, verdict });
    const judged = [row('a', 'reproduced'), row('b', 'not reproduced (one seed)'), row('c', 'partly (one seed)')];
    assert.equal(
      verdictsSentence(judged),
      'Of 3 claims: 1 reproduced, 1 partly, 1 not reproduced. Not reproduced: "b".',
    );
    assert.equal(verdictsSentence(judged.slice(0, 1)), 'Of 1 claim: 1 reproduced.');
  });

  it('takes the last notebook that could judge a claim', () => {
    const row = (measured: string, verdict: JudgedClaim['verdict']) => ({ ...rows[0], measured, verdict });
    const all = [row('1', 'reproduced'), row('2', 'not reproduced'), row('3', 'not checkable (profile quick)')];
    assert.equal(completeLedger(all).find(({ id }) => id === rows[0].id)?.measured, '2');
  });

  it('takes rows of before there was a column of measures, with the measure of the ledger', () => {
    const old = { id: 'r1-steps', claim: 'c', measured: '10,000', interval: '', verdict: 'reproduced' as const };
    const [row] = completeLedger([old]).filter(({ id }) => id === 'r1-steps');
    assert.deepEqual([row.measured, row.measure], ['10,000', 'rows of the generated series']);
  });

  it('lists the opinions of a report with their reasons', () => {
    const opinions = opinionsOf('report-1');
    assert.equal(opinions.length, 2);
    for (const { verdict } of opinions) assert.match(verdict, /^not checkable \(.+\)$/);
  });
});
