import { expect } from 'chai';
import { makeProlongation, makeRedirect } from '../../../biller/commands/letter-commands.ts';
import { acknowledgeAppeals } from '../../../biller/decide/answer-appeals.ts';
import { flatsOf } from '../../../biller/flats.ts';
import { findLetter } from '../../../biller/letters/find-letter.ts';
import { openLetterBook } from '../../../biller/letters/letter-book.ts';
import { letterRow, shownLetter } from '../../../biller/letters/letter-row.ts';
import { overdueLetters, termOf } from '../../../biller/letters/letter-term.ts';
import { BILLER_MIGRATIONS } from '../../../biller/store.ts';
import { createDecryptor } from '../../../biller/decryptor.ts';
import type { Premise } from '../../../biller/house-files.ts';
import type { DecisionContext } from '../../../biller/decide/decision-context.ts';
import { localDate } from '../../../core/domain/billing/period.ts';
import { canonicalJson } from '../../../core/domain/bytes/canonical-json.ts';
import { utf8, ZERO_ADDRESS, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { dateOfDay, dayNumber } from '../../../core/domain/premises/day-number.ts';
import { openSealed, type SealedContents } from '../../../core/domain/sealed/sealed-content.ts';
import type { Message } from '../../../biller/sender.ts';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { refusal } from '../../support/refusal.ts';
import { newAccount, nowSeconds } from '../../support/world/actors.ts';
import { said, testContext, type TestContext } from '../support/desk.ts';

const DAY = 86_400n;
const PREMISES = new Map<string, Premise>([
  ['12', { premise: '12', personalAccount: 'A12', area: '54.3', residents: '2' }],
]);

describe('letters to a biller', () => {
  let desk: TestContext;
  let resident: Account;
  const today = (): string => localDate(nowSeconds(), 'Europe/Moscow');
  const later = (days: bigint): DecisionContext => ({ ...desk.context, now: () => nowSeconds() + days * DAY });
  async function write(text = 'The riser leaks.', readers?: Account[], from = resident): Promise<Hex> {
    const provider = desk.context.settings.role === 'provider';
    const envelope = await desk.seal(from, 'APPEAL', utf8(canonicalJson({ text })), readers ?? [desk.me, from]);
    const to = { addressees: provider ? 4 : 1, provider: provider ? desk.me.address : ZERO_ADDRESS };
    const id = desk.record(from, desk.me.address, 'APPEAL', { category: 2, about: ZERO_32, ...to, envelope });
    await desk.keepLetters();
    return id;
  }
  async function sayOn(appealId: Hex, message: Message): Promise<SealedContents['APPEAL_ANSWER']> {
    const data = decodeData('APPEAL_ANSWER', message.data);
    desk.record(desk.me, resident.address, 'APPEAL_ANSWER', data, appealId);
    await desk.keepLetters();
    const { network } = desk.context;
    const carried = { ledger: network.contracts.readingLedger, from: desk.me.address, subject: appealId };
    const { envelope } = data;
    return openSealed({ network, account: resident, kind: 'APPEAL_ANSWER', carried: { ...carried, envelope } });
  }
  async function open(role: 'company' | 'provider'): Promise<void> {
    desk = testContext({ role });
    desk = { ...desk, context: { ...desk.context, house: { ...desk.context.house, premises: () => PREMISES } } };
    resident = newAccount();
    const enrolment = utf8(canonicalJson({ premise: '12', personalAccount: 'A12' }));
    desk.admit(resident, ROLE.subscriber, await desk.seal(resident, 'ENROL', enrolment, [desk.me]));
  }
  const row = async (id: Hex, context = desk.context): Promise<ReturnType<typeof shownLetter>> =>
    shownLetter(context, await flatsOf(context), await findLetter(context, id));

  it('are named by number, by flat and day, or by id; what names none or several is refused', async () => {
    await open('company');
    const [first, second] = [await write('One'), await write('Two')];
    const named = async (name: string): Promise<Hex> => (await findLetter(desk.context, name)).appealId;
    expect(await refusal(() => findLetter(desk.context, '3'))).to.equal('APPEAL_UNKNOWN');
    expect(await refusal(() => findLetter(desk.context, ZERO_32))).to.equal('APPEAL_UNKNOWN');
    expect(await refusal(() => findLetter(desk.context, '0x12'))).to.equal('HEX_INVALID');
    expect(await refusal(() => findLetter(desk.context, `13:${today()}`))).to.equal('APPEAL_UNKNOWN');
    expect(await refusal(() => findLetter(desk.context, `12:${today()}`))).to.equal('LETTER_AMBIGUOUS');
    expect([await named('1'), await named('2'), await named(second.toUpperCase().replace('0X', '0x'))]).to.deep.equal([
      first,
      second,
      second,
    ]);
    await open('company');
    const only = await write();
    expect(await named(`12:${today()}`)).to.equal(only);
  });

  it('are told "received" and the day of the answer, and nothing more; then nobody is told again', async () => {
    await open('company');
    const id = await write();
    const intents = await acknowledgeAppeals(desk.context);
    const [word] = (await said(intents)).values();
    const { lawDue } = termOf(desk.context, await findLetter(desk.context, id));
    expect(await sayOn(id, word as Message)).to.deep.equal({ text: '', due: lawDue, to: '' });
    expect(await acknowledgeAppeals(desk.context)).to.deep.equal([]);
    expect(await row(id)).to.deep.include({
      ...{ letter: 1, flat: '12', personalAccount: 'A12', category: 'complaint', text: 'The riser leaks.' },
      ...{ status: 'received', due: lawDue, open: true, overdue: false, readable: true },
      answers: [{ at: today(), status: 'received', text: '' }],
    });
  });

  it('are late behind the day that was said, until they are answered', async () => {
    await open('provider');
    const id = await write();
    expect(overdueLetters(later(30n))).to.deep.equal([]);
    expect(overdueLetters(later(31n))).to.deep.equal([id]);
    expect(await row(id, later(31n))).to.include({ overdue: true, status: 'no word yet' });
    const until = dateOfDay(dayNumber(today()) + 60);
    const on = { letter: '1', text: 'The act is not signed yet.' };
    expect(await sayOn(id, await makeProlongation(desk.context, { ...on, until }))).to.deep.equal({
      ...{ text: on.text, due: until, to: '' },
    });
    expect(await row(id)).to.include({ status: `prolonged until ${until}`, due: until });
    expect(overdueLetters(later(60n))).to.deep.equal([]);
    expect(overdueLetters(later(61n))).to.deep.equal([id]);
    desk.record(desk.me, resident.address, 'APPEAL_ANSWER', { appealId: id, outcome: 1, envelope: '0x' }, id);
    expect(overdueLetters(later(61n))).to.deep.equal([]);
  });

  it('are put off and redirected as far as the law lets, with a reason', async () => {
    await open('company');
    const id = await write();
    const on = { letter: id, text: 'The bill is the provider’s.' };
    const until = dateOfDay(dayNumber(today()) + 20);
    const provider = newAccount();
    desk.admit(provider, ROLE.provider);
    const redirect = (to: string, context = desk.context): Promise<Message> => makeRedirect(context, { ...on, to });
    expect(await refusal(() => makeProlongation(desk.context, { ...on, until }))).to.equal('PROLONG_NOT_KNOWN');
    expect(await refusal(() => makeProlongation(desk.context, { ...on, until, text: ' ' }))).to.equal(
      'APPEAL_TEXT_LENGTH',
    );
    for (const to of ['company', resident.address, newAccount().address])
      expect(await refusal(() => redirect(to)), to).to.equal('REDIRECT_UNFIT');
    expect(await refusal(() => redirect('the mayor'))).to.equal('HEX_INVALID');
    expect(await refusal(() => redirect('portal', later(8n)))).to.equal('REDIRECT_TOO_LATE');
    await redirect('portal');
    const word = await sayOn(id, await redirect(provider.address));
    expect(word).to.deep.equal({ text: on.text, due: '', to: provider.address });
    expect(await row(id)).to.include({ status: `redirected to ${provider.address}`, open: false });
    expect(overdueLetters(later(90n))).to.deep.equal([]);
  });

  it('have no flat where a provider reads them, whose residents’ enrolments are closed to it', async () => {
    await open('provider');
    const id = await write();
    expect(await row(id)).to.include({ flat: '', account: resident.address, text: 'The riser leaks.' });
  });

  it('that cannot be read are kept as such, and are read once a key is there; what was read stays when no key opens it', async () => {
    await open('company');
    const id = await write();
    const hidden = await write('Not for you.', [resident]);
    expect(await row(hidden)).to.include({ readable: false, text: undefined, code: 'NOT_ADDRESSEE' });
    using database = openDatabase(':memory:', migrationsIn(BILLER_MIGRATIONS));
    const { state, network } = desk.context;
    const decryptorOf = (account: Account): ReturnType<typeof createDecryptor> =>
      createDecryptor({ account, network, state });
    await openLetterBook(database).keep(state, decryptorOf(desk.me));
    // Another key: the kept text stays, the closed one opens now.
    await openLetterBook(database).keep(state, decryptorOf(resident));
    const again = openLetterBook(database);
    expect(again.read(id)).to.deep.equal({ text: 'The riser leaks.', due: '', to: '' });
    expect(again.read(hidden)).to.deep.equal({ text: 'Not for you.', due: '', to: '' });
    await openLetterBook(database).keep(state, decryptorOf(newAccount()));
    expect(openLetterBook(database).read(id)).to.deep.include({ text: 'The riser leaks.' });
    expect(letterRow({ ...desk.context, letters: again }, new Map(), await findLetter(desk.context, id))).to.include({
      readable: true,
    });
  });
});
