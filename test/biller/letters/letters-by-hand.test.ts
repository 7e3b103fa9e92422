import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { billerFiles } from '../../../biller/connect.ts';
import type { LetterRow, ShownLetter } from '../../../biller/letters/letter-row.ts';
import type { RunningBiller } from '../../../biller/main.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import { localDate } from '../../../core/domain/billing/period.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { answerDue, answerTerm } from '../../../core/domain/letters/answer-term.ts';
import { makeAppeal } from '../../../core/domain/resident/make-appeal.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { openSealed, type SealedContents } from '../../../core/domain/sealed/sealed-content.ts';

import { runCli } from '../../support/run-cli.ts';
import { world, type World } from '../../support/world.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import { enrolPrograms, type Billers } from '../../support/world/billers-part.ts';
import { is } from '../support/actors.ts';
import { startChildBiller, type ChildBiller } from '../support/child-biller.ts';

const SECRET = 'A most private leak behind the wardrobe';

describe('letters to a company whose biller is killed', () => {
  let whole: World;
  let house: Billers;
  let providerBiller: RunningBiller;
  let child: ChildBiller;
  let resident: Account;
  let told = '';

  before(async () => {
    whole = await world({ billers: true });
    house = whole.billers;
    providerBiller = await house.start(house.providerSettings);
    child = await startChildBiller(house.companySettingsFile);
    await enrolPrograms(house);
    resident = await house.moveIn('flat-02', 'A2');
  });
  after(async () => {
    await child.kill('SIGKILL');
    await providerBiller[Symbol.asyncDispose]();
    await whole[Symbol.asyncDispose]();
  });

  const restart = async (): Promise<void> => {
    await child.kill('SIGKILL');
    told += child.output();
    child = await startChildBiller(house.companySettingsFile);
  };
  async function write(text: string): Promise<Hex> {
    const { signed, appealId } = await makeAppeal({
      ...{ network: house.observer.network, account: resident, timestamp: nowSeconds() },
      ...{ category: 'complaint', addressees: { company: house.addressee(house.company) }, text },
    });
    await house.observer.send(signed);
    return appealId;
  }
  async function nthWord(appealId: Hex, n: number): Promise<{ outcome: number } & SealedContents['APPEAL_ANSWER']> {
    const { observer, company } = house;
    const words: RecordedBlock[] = [];
    const block = await observer.recorded(`word ${n}`, (one) => {
      if (is('APPEAL_ANSWER', company.address)(one) && one.block.subject === appealId) words.push(one);
      return words.length === n;
    });
    const data = decodeData('APPEAL_ANSWER', block.data);
    const read = { network: observer.network, account: resident, kind: 'APPEAL_ANSWER' } as const;
    return { outcome: data.outcome, ...(await openSealed({ ...read, carried: carriedBy(block, data) })) };
  }
  async function clerk(...args: string[]): Promise<unknown> {
    const { code, stdout, stderr } = await runCli([
      ...['clerk', 'letters', ...args],
      ...['--settings', house.companySettingsFile, '--json'],
    ]);
    expect([code, stderr]).to.deep.equal([0, '']);
    return JSON.parse(stdout);
  }
  const today = (): string => localDate(nowSeconds(), 'Europe/Moscow');

  it('are kept and told "received" once, listed with flats instead of ids, shown and answered', async () => {
    const appealId = await write(SECRET);
    await restart();
    const on = today();
    const due = answerDue(answerTerm({ addressee: 'company', complaintAboutBill: false, on }), on);
    expect(await nthWord(appealId, 1)).to.deep.equal({ outcome: 2, text: '', due, to: '' });
    await restart();

    const { letters } = (await clerk('list', '--open')) as { letters: LetterRow[] };
    expect(letters).to.have.length(1);
    expect(letters[0]).to.deep.include({ letter: 1, flat: 'flat-02', status: 'received', due, overdue: false });
    expect(await clerk('list', '--overdue')).to.deep.equal({ letters: [] });
    const shown = (await clerk('show', `flat-02:${on}`)) as ShownLetter;
    expect(shown).to.deep.include({ text: SECRET, id: appealId, act: 'Decree 416 of 15.05.2013, item 36' });

    await clerk('answer', '1', '--text', 'The riser is mended.');
    expect(await nthWord(appealId, 2)).to.deep.equal({ outcome: 1, text: 'The riser is mended.', due: '', to: '' });
    expect(await clerk('list', '--open')).to.deep.equal({ letters: [] });
  });

  it('are an alarm behind the day of the answer, without a word of them in logs, health and metrics', async () => {
    const appealId = await write(SECRET);
    await nthWord(appealId, 1);
    await child.kill('SIGKILL');
    told += child.output();
    // The day that was said is put back by hand, as if it had passed.
    const { dataDir } = house.companySettings;
    using database = new DatabaseSync(billerFiles(dataDir).database);
    const changed = database.prepare("update letters set due = '2020-01-31' where appeal_id = ? and due <> ''");
    await untilKept(() => Number(changed.run(appealId).changes) === 1);
    const quiet = join(house.folder, 'company-quiet.json');
    const settings = JSON.parse(readFileSync(house.companySettingsFile, 'utf8')) as object;
    writeFileSync(quiet, JSON.stringify({ ...settings, acknowledgeAppeals: false }));
    child = await startChildBiller(quiet);
    const answers = await Promise.all(['health', 'metrics'].map((path) => fetch(`${child.url}/${path}`)));
    const [health, metrics] = await Promise.all(answers.map((answer) => answer.text()));
    // What waits for a clerk makes the program unwell, and so an alarm at the watchdog.
    expect([answers[0]?.status, health]).to.satisfy(
      ([status, text]: [number, string]) =>
        status === 503 &&
        text.includes('"APPEAL_LATE"') &&
        text.includes('An answer to a letter is overdue (domledger clerk letters list)'),
    );
    expect(JSON.parse(health ?? '')).to.deep.include({ openLetters: 1, overdueLetters: 1, silentOn: [appealId] });
    expect(metrics).to.match(/^domledger_biller_letters_overdue 1$/m);
    const { letters } = (await clerk('list', '--overdue')) as { letters: LetterRow[] };
    expect(letters.map((row) => row.letter)).to.deep.equal([2]);
    told += child.output() + (health ?? '') + (metrics ?? '');
    for (const secret of [SECRET, 'wardrobe', 'flat-02', 'mended'])
      expect(told.includes(secret), secret).to.equal(false);
  });

  /** The daemon was killed between a word and its keeping where this waits: the next one keeps it. */
  async function untilKept(done: () => boolean): Promise<void> {
    if (done()) return;
    child = await startChildBiller(house.companySettingsFile);
    for (;;) {
      const { passes } = (await (await fetch(`${child.url}/health`)).json()) as { passes: number };
      if (passes > 2) break;
    }
    await child.kill('SIGKILL');
    expect(done()).to.equal(true);
  }
});
