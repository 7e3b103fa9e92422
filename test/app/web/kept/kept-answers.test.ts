import { expect } from 'chai';
import { ApiError, createApi } from '../../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../../app/web/src/keys/heads.ts';
import { openSealedTexts } from '../../../../app/web/src/keys/sealed-texts.ts';
import { fromKeptJson, toKeptJson } from '../../../../app/web/src/kept/kept-json.ts';
import { openKeptAnswers } from '../../../../app/web/src/kept/kept-answers.ts';
import { forReadingOnly } from '../../../../app/web/src/kept/for-reading-only.ts';
import { loadParticipant, loadReaders } from '../../../../app/web/src/resident/network/load-participants.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, network } from '../../../core/domain/resident/bill-fixture.ts';
import { memoryDatabase } from '../support/memory-database.ts';

const SUM = { total: 1_575_360_000_000_000n, text: 'Счёт за октябрь', bytes: Uint8Array.of(1, 2) };
const silent = (): Promise<never> => Promise.reject(new ApiError('OFFLINE', 0, 'The portal does not answer.'));

describe('what a page keeps of what it found out', () => {
  const opened = () => {
    const database = memoryDatabase();
    const clock = { ms: 1_800_000_000_000 };
    const page = () => openKeptAnswers(openSealedTexts(database), () => clock.ms);
    return { database, clock, page };
  };

  it('is not shown where the portal answers, be it that it refuses', async () => {
    const { page } = opened();
    await page().put('bills:0x1', SUM);
    const answers = page();
    expect(await answers.orKept<unknown>('bills:0x1', async () => 'new')).to.equal('new');
    for (const [code, status] of [
      ['SESSION_REQUIRED', 401],
      ['NOT_YOURS', 403],
      ['ANSWER_MALFORMED', 200],
    ] as const) {
      const refused = (): Promise<never> => Promise.reject(new ApiError(code, status, 'no'));
      expect(await refusal(() => answers.orKept('bills:0x1', refused))).to.equal(code);
    }
    expect(await refusal(() => answers.orKept('bills:0x1', () => Promise.reject(new InputError('X', 'x'))))).to.equal(
      'X',
    );
    expect(answers.since()).to.equal(undefined);
    expect(await refusal(() => answers.orKept('bills:0x2', silent))).to.equal('OFFLINE');
  });

  it('is shown while the portal is silent, with when the oldest of it was found, until it answers', async () => {
    const { page, clock } = opened();
    const before = page();
    await before.orKept('bills:0x1', async () => SUM);
    await before.put('letters:0x1', []);
    const foundAt = clock.ms;
    clock.ms += 86_400_000;
    const answers = page();
    let told = 0;
    answers.listen(() => told++);
    expect(await answers.orKept('bills:0x1', silent)).to.deep.equal(SUM);
    const busy = (): Promise<never> => Promise.reject(new ApiError('PORTAL_FAULT', 502, 'nobody'));
    expect(await answers.orKept('letters:0x1', busy)).to.deep.equal([]);
    expect([answers.since(), told]).to.deep.equal([foundAt, 2]);
    await answers.orKept('bills:0x1', async () => SUM);
    await answers.orKept('letters:0x1', async () => []);
    expect([answers.since(), told]).to.deep.equal([undefined, 4]);
  });

  it('lies closed in the browser, bound to its place, and goes with the session, of every account', async () => {
    const { page, database } = opened();
    const answers = page();
    await answers.orKept('bills:0x1', async () => SUM);
    await answers.put('bills:0x2', { text: 'a neighbour’s' });
    const lying = [...database.values].filter(([slot]) => slot.startsWith('answer:'));
    expect(lying.map(([slot]) => slot)).to.deep.equal(['answer:bills:0x1', 'answer:bills:0x2']);
    for (const [, kept] of lying) {
      const { ciphertext } = kept as { ciphertext: ArrayBuffer };
      expect(Buffer.from(ciphertext).toString('utf8')).not.to.match(/total|Счёт|neighbour/);
    }
    database.values.set('answer:bills:0x1', database.values.get('answer:bills:0x2'));
    expect(await page().read('bills:0x1')).to.equal(undefined);
    database.values.set('draft:0x1:', 'stays');
    await answers.end();
    await answers.put('bills:0x1', SUM);
    expect([...database.values.keys()].filter((slot) => slot.startsWith('answer:'))).to.deep.equal([]);
    expect(database.values.get('draft:0x1:')).to.equal('stays');
  });

  it('is read only: nothing is sealed for keys that were in force when it was found', async () => {
    const known = { network: { ...network, handovers: [] }, directory: [], witnesses: { required: 0, known: [] } };
    const api = createApi({ fetch: () => Promise.reject(new TypeError('offline')) });
    const kept = { api, chain: openChainMemory(memoryDatabase()), ...forReadingOnly(known) };
    const { address } = actors.provider;
    expect(await refusal(() => loadParticipant(kept, address))).to.equal('DIRECTORY_KEPT');
    expect(await refusal(() => loadReaders(kept, address))).to.equal('DIRECTORY_KEPT');
  });

  it('comes back as it was: exact numbers, bytes, maps, refusals', () => {
    const value = { ...SUM, map: new Map([['a', [2n ** 80n]]]), none: null, list: [1, 'n', true] };
    expect(fromKeptJson(toKeptJson(value))).to.deep.equal(value);
    const fault = fromKeptJson(toKeptJson(new InputError('KEY_LOST', 'lost')));
    expect(fault).to.be.instanceOf(InputError).and.include({ code: 'KEY_LOST', message: 'lost' });
  });
});
