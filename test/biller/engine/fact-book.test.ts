import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { openFactBook, openFactFile } from '../../../biller/engine/fact-book.ts';
import { CONTRACT } from '../../core/domain/billing/bill-sample.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { refusal } from '../../support/refusal.ts';

const about = { date: '2026-10-31', author: 'Clerk', evidence: 'act 17 of 31 October' };
const rate = { kind: 'key-rate', from: '2026-01-01', percent: '16' };
const correction = { kind: 'correction', contract: CONTRACT, period: '2026-10', amount: '-1.50', reason: 'paper' };

describe('the facts of a house', () => {
  it('refuse what has no date, author or evidence, another form, or withdraws what does not stand', async () => {
    const book = openFactBook(openFactFile(':memory:'));
    const wrong: [object, unknown][] = [
      [{ date: '2026-02-30' }, rate],
      [{ author: ' ' }, rate],
      [{ evidence: '' }, rate],
      [{}, { ...rate, percent: '-1' }],
      [{}, { ...rate, percent: 16 }],
      [{}, { ...rate, more: '1' }],
      [{}, { kind: 'weather' }],
      [{}, { ...correction, contract: '0x12' }],
      [{}, { kind: 'privilege', contract: CONTRACT, from: '2026-01-01', share: '1.5' }],
      [{}, { kind: 'withdrawal', number: 1 }],
    ];
    for (const [over, content] of wrong)
      expect(await refusal(() => book.add({ ...about, ...over, content }, 1n))).to.equal('FACT_INVALID');
    expect(book.all()).to.deep.equal([]);
  });

  it('refuse to be changed or taken away, also by whoever has the file', () => {
    const database = openFactFile(':memory:');
    openFactBook(database).add({ ...about, content: rate }, 5n);
    for (const sql of ["update facts set author = 'Other'", 'delete from facts'])
      expect(() => database.exec(sql)).to.throw('facts are only added');
  });

  it('are for the owner of the file alone, and one book sees what another one added', async () => {
    using folder = tempFolder();
    const file = join(folder.path, 'facts.sqlite');
    const [one, other] = [openFactFile(file), openFactFile(file)];
    try {
      const [clerk, daemon] = [openFactBook(one), openFactBook(other)];
      expect(daemon.standing()).to.deep.equal([]);
      clerk.add({ ...about, content: rate }, 5n);
      clerk.add({ ...about, content: correction }, 6n);
      expect(daemon.standing().map(({ number, enteredAt, author }) => [number, enteredAt, author])).to.deep.equal([
        [1, 5n, 'Clerk'],
        [2, 6n, 'Clerk'],
      ]);
      daemon.add({ ...about, content: { kind: 'withdrawal', number: 1 } }, 7n);
      expect(clerk.standing().map(({ number }) => number)).to.deep.equal([2]);
      expect(clerk.all()).to.have.length(3);
      expect(await refusal(() => clerk.add({ ...about, content: { kind: 'withdrawal', number: 1 } }, 8n))).to.equal(
        'FACT_INVALID',
      );
      expect(statSync(file).mode & 0o777).to.equal(0o600);
    } finally {
      one.close();
      other.close();
    }
  });
});
