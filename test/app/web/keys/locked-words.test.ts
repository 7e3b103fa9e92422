import { inspect } from 'node:util';
import { expect } from 'chai';
import { lockWords } from '../../../../app/web/src/keys/lock-words.ts';
import { openLockedWords, type LockKind, type LockedWords } from '../../../../app/web/src/keys/locked-words.ts';
import { pinKey, pinLock } from '../../../../app/web/src/keys/pin-key.ts';
import { openVault } from '../../../../app/web/src/keys/vault.ts';
import { wrappingKeyOf } from '../../../../app/web/src/keys/wrapping-key.ts';
import { ownLocks } from '../../../../app/web/src/outbox/locks.ts';
import type { InputError } from '../../../../core/domain/bytes/errors.ts';
import { memoryDatabase } from '../support/memory-database.ts';

const PHRASE = 'test test test test test test test test test test test junk';
const FLAT = 'flat-1';

async function codeOf(run: Promise<unknown>): Promise<string | undefined> {
  return run.then(
    () => undefined,
    (error: InputError) => error.code,
  );
}

/** What a lock's key costs is tried once; here a try costs nothing. */
const keys = new Map<string, Promise<CryptoKey>>();
function quickKey(pin: string): Promise<CryptoKey> {
  const made =
    keys.get(pin) ?? crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  keys.set(pin, made);
  return made;
}

describe('the words of a sheet behind a PIN', () => {
  let time = 1_000_000;
  let database: ReturnType<typeof memoryDatabase>;
  let locked: LockedWords;
  const by: LockKind = { kind: 'pin', salt: new Uint8Array(16) };

  beforeEach(async () => {
    database = memoryDatabase();
    locked = openLockedWords({ database, locks: ownLocks(), clock: () => time });
    await locked.keep(FLAT, PHRASE, { by, key: await quickKey('right') });
  });
  const tryPin = (pin: string): Promise<string[]> => locked.open(FLAT, () => quickKey(pin));

  it('are refused to a wrong one, and shown to the right one, through a key that takes its time', async () => {
    await locked.keep(FLAT, PHRASE, await pinLock('482913'));
    const began = performance.now();
    expect(await codeOf(locked.open(FLAT, (kind) => pinKey('482914', kind.salt)))).to.equal('WORDS_LOCKED');
    expect(performance.now() - began).to.be.greaterThan(30);
    expect((await locked.open(FLAT, (kind) => pinKey('482913', kind.salt))).join(' ')).to.equal(PHRASE);
    expect(await codeOf(pinLock('12345'))).to.equal('PIN_SHORT');
  });

  it('do not lie open for whoever has the key of the browser, nor for whoever has the PIN alone', async () => {
    const wrapping = await wrappingKeyOf(database, crypto);
    expect(await codeOf(locked.open(FLAT, async () => wrapping))).to.equal('WORDS_LOCKED');
    const kept = Object(database.values.get('words:flat-1'));
    expect(inspect(kept, { depth: 9 })).not.to.contain('junk');
    // Copied to another browser, which has another key.
    const other = memoryDatabase();
    other.values.set('words:flat-1', kept);
    const elsewhere = openLockedWords({ database: other, locks: ownLocks() });
    const failed = await elsewhere
      .open(FLAT, () => quickKey('right'))
      .then(
        () => 'opened',
        (error: Error) => error.name,
      );
    expect(failed).to.equal('OperationError');
  });

  it('make whoever guesses wait longer each time, and are gone after ten wrong ones, with the right one too', async () => {
    const waits: number[] = [];
    for (let wrong = 1; wrong < 10; wrong++) {
      expect(await codeOf(tryPin(`wrong ${wrong}`))).to.equal('WORDS_LOCKED');
      const { from = 0, triesLeft } = (await locked.state(FLAT)) ?? {};
      expect(triesLeft).to.equal(10 - wrong);
      waits.push(from === 0 ? 0 : (from - time) / 1000);
      if (from === 0) continue;
      time = from - 1;
      expect(await codeOf(tryPin('right'))).to.equal('WORDS_WAIT');
      time = from;
    }
    expect(waits).to.deep.equal([0, 0, 30, 60, 120, 240, 480, 960, 1920]);
    expect(await codeOf(tryPin('wrong 10'))).to.equal('WORDS_GONE');
    expect(await codeOf(tryPin('right'))).to.equal('WORDS_NOT_KEPT');
    expect(await locked.state(FLAT)).to.equal(undefined);
  });

  it('count a try before it is made, for whoever closes the tab meanwhile, and one at a time', async () => {
    const { promise: closed, reject: close } = Promise.withResolvers<CryptoKey>();
    const first = locked.open(FLAT, () => closed).catch((error: Error) => error.message);
    const [second, third] = [tryPin('wrong 1'), tryPin('wrong 2')];
    close(new Error('the tab was closed'));
    expect(await first).to.equal('the tab was closed');
    expect([await codeOf(second), await codeOf(third)]).to.deep.equal(['WORDS_LOCKED', 'WORDS_LOCKED']);
    expect((await locked.state(FLAT))?.triesLeft).to.equal(7);
    time += 30_000;
    await tryPin('right');
    expect((await locked.state(FLAT))?.triesLeft).to.equal(10);
  });

  it('are gone with the keys that they bring back', async () => {
    const vault = openVault(database);
    await vault.create(FLAT);
    expect(await locked.state(FLAT)).to.equal(undefined);
    await locked.keep(FLAT, PHRASE, { by, key: await quickKey('right') });
    await vault.renew(FLAT);
    expect(await codeOf(tryPin('right'))).to.equal('WORDS_NOT_KEPT');
  });

  it('are kept again by whoever forgot the PIN and has the sheet, and by nobody with the words of other keys', async () => {
    const vault = openVault(database);
    const stores = { vault, locked };
    const anew = async (): Promise<{ by: LockKind; key: CryptoKey }> => ({ by, key: await quickKey('new') });
    await vault.restore(FLAT, PHRASE);
    const neighbour = openVault(memoryDatabase());
    await neighbour.create('flat-2');
    const theirs = (await neighbour.words('flat-2')).join(' ');
    expect(await codeOf(lockWords(stores, FLAT, theirs, anew))).to.equal('KEY_OTHER');
    expect(await codeOf(lockWords(stores, FLAT, 'test test', anew))).to.equal('MNEMONIC_INVALID');
    expect(await locked.state(FLAT)).to.equal(undefined);
    await lockWords(stores, FLAT, ` ${PHRASE.toUpperCase()}\n`, anew);
    expect((await tryPin('new')).join(' ')).to.equal(PHRASE);
  });
});
