import assert from 'node:assert/strict';
import {
  claimsTable,
  completeLedger,
  countVerdicts,
  judgeLedger,
  ledger,
  opinionsOf,
  reportNames,
  showClaims,
} from '../../lib/claims';
import { claimsMimeType } from '../../lib/claims/claims-table';
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
    assert.deepEqual(figures[0].rule, { kind: 'number', expected: 0.447, tolerance: 0.05 });
  });
});

describe('claims: judged and printed', () => {
  const rows = judgeLedger({
    'r3-lstm-vae-f1': [0.33, 0.34, 0.35],
    'r3-lstm-vae-hard-channels': { 'A-8': 0, 'E-1': 0.1, 'E-2': 0.2, 'E-3': 0.25, 'E-4': 0.4 },
    'r3-lstm-vae-parameters': 172_761,
    'r3-best-recall': { 'LSTM-VAE': [0.4, 0.41], 'LSTM-Attention': [0.42, 0.4], 'Anomaly Transformer': [0.5, 0.52] },
  });

  it('prints measured values, intervals over seeds and verdicts', () => {
    const table = toMarkdown(claimsTable(rows, 'Claims'));
    const cells = table.split('\n').slice(4).map((line) => line.split('|').slice(1, -1).map((cell) => cell.trim())); // prettier-ignore
    assert.deepEqual(cells, [
      ['LSTM-VAE: F1 42.6 %', '.340', '.315 to .365, 3 seeds', 'not reproduced'],
      ['Anomaly Transformer has the highest recall', 'LSTM-VAE .405, LSTM-Attention .410, Anomaly Transformer .510', 'difference -.154 to .354, 2 seeds', 'partly'],
      ['LSTM-VAE: F1 below 30 % on A-8 and the E series', '0 to .400; 4 of 5 as claimed', '–', 'partly'],
      ['LSTM-VAE: about 500,000 parameters', '172,761', '–', 'not reproduced'],
    ]); // prettier-ignore
  });

  it('says nothing where something stands in the way, but keeps what was measured', () => {
    const [row] = judgeLedger({ 'r3-lstm-vae-f1': 0.43 }, 'simulated data');
    assert.deepEqual([row.verdict, row.measured], ['not checkable (simulated data)', '.430']);
  });

  it('refuses a claim that the ledger does not have', () => {
    assert.throws(() => judgeLedger({ 'r3-lstm-vae-f2': 1 }), /The ledger has no claim "r3-lstm-vae-f2"/);
  });

  it('hands a cell a table and the claims as data', () => {
    const bundle = showClaims(rows, { caption: 'Claims' })!;
    assert.match(String(bundle['text/markdown']), /\| LSTM-VAE: F1 42\.6 % +\| \.340 +\| \.315 to \.365, 3 seeds +\| not reproduced \|/); // prettier-ignore
    assert.deepEqual(bundle[tableMimeType], claimsTable(rows, 'Claims'));
    assert.deepEqual(JSON.parse(JSON.stringify(bundle[claimsMimeType])), { claims: rows });
  });

  it('completes the ledger with what nobody measured, and counts the verdicts', () => {
    const all = completeLedger(rows);
    assert.equal(all.length, ledger.length);
    assert.equal(all.find(({ id }) => id === 'r3-lstm-vae-f1')?.verdict, 'not reproduced');
    assert.equal(all.find(({ id }) => id === 'r1-steps')?.verdict, 'not checkable (no notebook measures it)');
    assert.match(all.find(({ id }) => id === 'r3-hours')!.verdict, /^not checkable \(the machine is not named/);
    const counts = countVerdicts(all);
    assert.deepEqual([counts.reproduced, counts.partly, counts['not reproduced']], [0, 2, 2]);
    assert.equal(counts['not checkable'], ledger.length - 4);
  });

  it('lists the opinions of a report with their reasons', () => {
    const opinions = opinionsOf('report-1');
    assert.equal(opinions.length, 2);
    for (const { verdict } of opinions) assert.match(verdict, /^not checkable \(.+\)$/);
  });
});
