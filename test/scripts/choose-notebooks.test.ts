import assert from 'node:assert/strict';
import { chooseNotebooks } from '../../scripts/support/choose-notebooks';

describe('--only of reproduce and verify', () => {
  const all = ['01-eda', '02-mlp-vae', '03-lstm-vae', '06-anogan'];

  it('takes names, and parts of a name that only one notebook has', () => {
    assert.deepEqual(chooseNotebooks(all, undefined), all);
    assert.deepEqual(chooseNotebooks(all, '06, lstm,notebooks/01-eda.ipynb,anogan'), [
      '06-anogan',
      '03-lstm-vae',
      '01-eda',
    ]);
    assert.deepEqual(chooseNotebooks([...all, '01-eda-more'], '01-eda'), ['01-eda'], 'the whole name');
  });

  it('refuses a part that no notebook has, and one that several have', () => {
    assert.throws(
      () => chooseNotebooks(all, '01-eda,gan2'),
      /^Error: --only gan2: no such notebook; expected some of 01-eda, /,
    );
    assert.throws(
      () => chooseNotebooks(all, 'vae'),
      /--only vae: could be 02-mlp-vae or 03-lstm-vae; expected some of /,
    );
    assert.throws(() => chooseNotebooks(all, ''), /--only : no such notebook/);
  });
});
