import assert from 'node:assert/strict';
import { measureInfo, measureNames, measuresOn } from '../../../lib/experiments';
import { infoByName, measuredOnNames } from '../../../lib/experiments/measures';

describe('the names of measures', () => {
  it('are those of windows, steps, events and alarms, in this order', () => {
    assert.deepEqual(
      measureNames,
      measuredOnNames.flatMap((what) => measuresOn(what)),
    );
    assert.equal(measureInfo.vusPr.heading, 'VUS-PR');
  });

  it('are refused if two kinds have the same one', () => {
    const [recall, other] = [{ heading: 'Recall' }, { heading: 'recall of steps' }];
    const kinds = { windows: { measures: { recall } }, steps: { measures: { vusPr: other, recall: other } } };
    assert.throws(
      () => infoByName(kinds),
      /^Error: measures: expected a name of its own for each, found 'recall' on windows and on steps\.$/,
    );
    assert.deepEqual(infoByName({ windows: { measures: { recall } }, steps: { measures: { other } } }), {
      recall,
      other,
    });
  });
});
