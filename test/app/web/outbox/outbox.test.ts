import { expect } from 'chai';
import { openSealedTexts } from '../../../../app/web/src/keys/sealed-texts.ts';
import { draftSlot, letterOf, openDrafts, type LetterDraft } from '../../../../app/web/src/keys/drafts.ts';
import { ownLocks } from '../../../../app/web/src/outbox/locks.ts';
import { openOutbox, type Intent, type Outbox } from '../../../../app/web/src/outbox/outbox.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { SAME_ACT_MS } from '../../../../core/domain/resident/outbox/act.ts';
import { advanceAct, type Evidence } from '../../../../core/domain/resident/outbox/advance.ts';
import { makeAppeal } from '../../../../core/domain/resident/make-appeal.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, network } from '../../../core/domain/resident/bill-fixture.ts';
import { memoryDatabase } from '../support/memory-database.ts';

const { subscriber, company, provider } = actors;
const TEXT = 'The lift has stood still since Monday';

describe('the outbox of a browser', () => {
  const opened = (locks = ownLocks()) => {
    const database = memoryDatabase();
    const clock = { ms: 1_800_000_000_000 };
    const listeners = new Set<() => void>();
    const calls = {
      call: () => listeners.forEach((listener) => listener()),
      listen: (listener: () => void) => (listeners.add(listener), () => void listeners.delete(listener)),
    };
    /** One tab; all of a browser share database and locks. */
    const tab = (account: Hex = subscriber.address): Outbox =>
      openOutbox({ texts: openSealedTexts(database), network, account, locks, calls, clock: () => clock.ms });
    return { database, clock, tab };
  };
  let seconds = 1_800_000_000n;
  const made: SignedBlock[] = [];
  const letter = (text = TEXT): Intent => ({
    kind: 'letter',
    content: { text },
    sign: async (replaces) => {
      const { signed } = await makeAppeal({
        ...{ network, account: subscriber, timestamp: (seconds += 1n), category: 'complaint', text, replaces },
        addressees: { company },
      });
      made.push(signed);
      return [signed];
    },
  });
  const learn = (outbox: Outbox, id: Hex, ...evidence: Evidence[]) =>
    outbox.change(id, (act) => advanceAct(network, act, { digest: id, evidence }));

  it('signs nothing twice: neither two presses at once, nor two tabs, nor a press after a reload', async () => {
    const { tab } = opened();
    const before = made.length;
    const one = tab();
    const ids = await Promise.all([one.keep(letter()), one.keep(letter()), tab().keep(letter())]);
    expect(new Set(ids).size).to.equal(1);
    expect(await tab().keep(letter())).to.equal(ids[0]);
    expect(made.length - before).to.equal(1);
    // The very bytes that were signed.
    expect((await tab().list()).map(({ blocks }) => blocks[0]?.signed)).to.deep.equal([made.at(-1)]);
    expect(await one.keep(letter('Another one'))).not.to.equal(ids[0]);
    expect(made.length - before).to.equal(2);
  });

  it('keeps nothing where nothing is signed', async () => {
    const { tab } = opened();
    const none: Intent = { kind: 'letter', content: {}, sign: async () => [] };
    expect(await refusal(() => tab().keep(none))).to.equal('ACT_MALFORMED');
    expect(await tab().list()).to.deep.equal([]);
  });

  it('puts what is signed again in the place of what was not taken, back to the first one', async () => {
    const { tab, clock } = opened();
    const outbox = tab();
    const first = await outbox.keep(letter());
    await learn(outbox, first, { kind: 'refused', code: 'QUEUE_FULL', message: 'full' });
    clock.ms += 1;
    const second = await outbox.keep(letter());
    await learn(outbox, second, { kind: 'refused', code: 'QUEUE_FULL', message: 'full' });
    const third = await outbox.keep(letter());
    expect(new Set([first, second, third]).size).to.equal(3);
    const [kept, ...rest] = await outbox.list();
    expect(rest).to.deep.equal([]);
    expect(kept?.blocks[0]?.signed.block.replaces).to.equal(first);
    expect(kept?.former).to.deep.equal([first, second]);
  });

  it('is each account’s own, and lies in the browser closed and bound to its place', async () => {
    const { tab, database } = opened();
    const id = await tab().keep(letter());
    expect(await tab(provider.address).list()).to.deep.equal([]);
    const slot = `outbox:${subscriber.address}:${id}`;
    const kept = database.values.get(slot) as { ciphertext: ArrayBuffer };
    expect(Buffer.from(kept.ciphertext).toString('latin1')).not.to.contain('lift');
    for (const value of database.values.values()) if (typeof value === 'string') expect(value).not.to.contain('lift');
    database.values.set(`outbox:${provider.address}:${id}`, kept);
    expect(await tab(provider.address).find(id)).to.equal(undefined);
    // What another version wrote stays where it is.
    await openSealedTexts(database).put(slot, '{"version":2}');
    expect(await tab().list()).to.deep.equal([]);
    expect(database.values.has(slot)).to.equal(true);
  });

  it('forgets what is over and was seen, and shows again what is said again meanwhile', async () => {
    const { tab, clock, database } = opened();
    const outbox = tab();
    const id = await outbox.keep(letter());
    await outbox.markSeen(id);
    clock.ms += SAME_ACT_MS;
    expect((await outbox.list()).map(({ isSeen }) => isSeen)).to.deep.equal([true]);
    expect(await outbox.keep(letter())).to.equal(id);
    expect((await outbox.list()).map(({ isSeen }) => isSeen)).to.deep.equal([false]);
    await learn(outbox, id, { kind: 'recorded', number: 1n, time: 2n });
    expect(await outbox.list()).to.have.length(1);
    await outbox.markSeen(id);
    expect(await outbox.list()).to.deep.equal([]);
    expect([...database.values.keys()].some((key) => key.startsWith('outbox:'))).to.equal(false);
    expect(await learn(outbox, id, { kind: 'taken' })).to.equal(undefined);
  });

  it('loses nothing that is learnt of an act while its content is said again', async () => {
    const own = ownLocks();
    const writes = Promise.withResolvers<void>();
    let waiting = 0;
    const { tab } = opened((name, run, signal) => {
      if (name.endsWith(':write') && ++waiting === 4) writes.resolve();
      return own(name, run, signal);
    });
    const outbox = tab();
    const id = await outbox.keep(letter());
    const held = own(`outbox:${subscriber.address}:write`, () => writes.promise);
    waiting = 2;
    const learnt = learn(outbox, id, { kind: 'taken' });
    await Promise.all([held, learnt, outbox.keep(letter())]);
    expect((await outbox.find(id))?.blocks[0]?.state).to.equal('taken');
  });

  it('tells all tabs what changes, and nothing where nothing does', async () => {
    const { tab } = opened();
    const [one, two] = [tab(), tab()];
    let told = 0;
    const listenNoMore = two.listen(() => (told += 1));
    const id = await one.keep(letter());
    await learn(one, id, { kind: 'taken' });
    expect(told).to.equal(2);
    await one.change(id, (act) => act);
    expect(told).to.equal(2);
    listenNoMore();
    await one.markSeen(id);
    expect(told).to.equal(2);
  });
});

describe('the draft of a letter', () => {
  const draft: LetterDraft = {
    ...{
      category: 'complaint',
      toCompany: true,
      toPortal: false,
      provider: provider.address,
      subject: null,
      text: TEXT,
    },
  };
  const slot = draftSlot(subscriber.address, '');

  it('stays as it was written last, closed, until it is dropped', async () => {
    const database = memoryDatabase();
    const drafts = openDrafts(openSealedTexts(database));
    expect(await drafts.get(slot)).to.equal(null);
    void drafts.put(slot, { ...draft, text: 'The li' });
    void drafts.put(slot, draft);
    expect(await drafts.get(slot)).to.deep.equal(draft);
    expect(await openDrafts(openSealedTexts(database)).get(slot)).to.deep.equal(draft);
    expect(await drafts.get(draftSlot(subscriber.address, 'bill'))).to.equal(null);
    const { ciphertext } = database.values.get(slot) as { ciphertext: ArrayBuffer };
    expect(Buffer.from(ciphertext).toString('latin1')).not.to.contain('lift');
    await drafts.drop(slot);
    expect([...database.values.keys()]).to.deep.equal(['wrapping-key']);
  });

  it('is made of a letter that was not taken', () => {
    const said = { category: 'complaint', toCompany: true, toPortal: false, provider: provider.address, about: null };
    const content = JSON.stringify({ ...said, text: TEXT });
    expect(letterOf({ content })).to.deep.equal(draft);
    const about = `0x${'b1'.repeat(32)}`;
    expect(letterOf({ content: JSON.stringify({ ...said, about, text: TEXT }) })?.subject).to.equal(about);
    expect(letterOf({ content: '{"text":1}' })).to.equal(undefined);
  });
});
