import { inspect } from 'node:util';
import { expect } from 'chai';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { sameWitnesses } from '../../../app/web/src/resident/witness-policy.ts';
import { restoreKeys } from '../../../app/web/src/keys/restore-keys.ts';
import { sealText } from '../../../app/web/src/keys/seal-text.ts';
import { openVault } from '../../../app/web/src/keys/vault.ts';
import { wrappingKeyOf } from '../../../app/web/src/keys/wrapping-key.ts';
import { accountFromMnemonic } from '../../../core/domain/ledger/account.ts';
import type { InputError } from '../../../core/domain/bytes/errors.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import type { Seal, SealFields } from '../../../core/domain/seal/seal.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { actors, network } from '../../core/domain/resident/bill-fixture.ts';
import { memoryDatabase as memory } from './support/memory-database.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { handoverAt } from '../../support/handover.ts';

async function codeOf(run: Promise<unknown>): Promise<string | undefined> {
  return run.then(
    () => undefined,
    (error: InputError) => error.code,
  );
}

const PHRASE = 'test test test test test test test test test test test junk';

describe('keys in the browser', () => {
  it('refuses words that are no recovery sheet and keeps what was there', async () => {
    const vault = openVault(memory());
    const { account } = await vault.create('flat-1');
    expect(await codeOf(vault.restore('flat-1', 'test test test'))).to.equal('MNEMONIC_INVALID');
    expect((await vault.open('flat-1'))?.account.address).to.equal(account.address);
  });

  it('refuses the words of another flat than the one that takes part, and keeps what was there', async () => {
    const vault = openVault(memory());
    const own = await vault.create('flat-1');
    const premise = { premise: 'flat-1', subscriber: own.account.address };
    expect(await codeOf(restoreKeys(vault, premise, PHRASE))).to.equal('KEY_OTHER');
    expect((await vault.open('flat-1'))?.account.address).to.equal(own.account.address);
    const words = (await vault.words('flat-1')).join(' ');
    expect((await restoreKeys(vault, premise, `  ${words.toUpperCase()} `)).account.address).to.equal(
      own.account.address,
    );
    const stranger = { premise: 'flat-2', subscriber: null };
    expect((await restoreKeys(vault, stranger, PHRASE)).account.address).not.to.equal(own.account.address);
  });

  it('keeps the words only under a key that cannot be taken out', async () => {
    const database = memory();
    await openVault(database).restore('flat-1', PHRASE);
    const key = database.values.get('wrapping-key');
    if (!(key instanceof CryptoKey)) throw new Error('no key');
    expect(key.extractable).to.equal(false);
    const kept = inspect([...database.values.values()], { depth: 9, maxArrayLength: null });
    expect(kept).to.contain('Uint8Array(12)');
    for (const text of ['junk', accountFromMnemonic(PHRASE).encryptionPrivateKey.slice(2)])
      for (const each of [text, Buffer.from(text).toString('hex').match(/../g)?.join(' ') ?? ''])
        expect(kept).not.to.contain(each);
  });

  it('does not open one flat with the words of another', async () => {
    const database = memory();
    const vault = openVault(database);
    await vault.restore('flat-1', PHRASE);
    database.values.set('phrase:flat-2', database.values.get('phrase:flat-1'));
    const failed = await vault.open('flat-2').then(
      () => false,
      () => true,
    );
    expect(failed).to.equal(true);
  });

  it('makes keys once, and gives their words until the sheet is kept, from when on they lie here no more', async () => {
    const database = memory();
    const vault = openVault(database);
    expect(await vault.open('flat-1')).to.equal(undefined);
    const made = await vault.create('flat-1');
    expect((await vault.create('flat-1')).account.address).to.equal(made.account.address);
    const words = await vault.words('flat-1');
    expect(words).to.have.length(12);
    expect(made.sheetKept).to.equal(false);
    expect(Object.keys(Object(database.values.get('phrase:flat-1')))).to.include('words');
    await vault.markSheetKept('flat-1');
    const { account, sheetKept } = (await vault.open('flat-1')) ?? {};
    expect([account?.address, account?.encryptionPrivateKey, sheetKept]).to.deep.equal([
      made.account.address,
      made.account.encryptionPrivateKey,
      true,
    ]);
    expect(await vault.words('flat-1')).to.deep.equal([]);
    expect(Object.keys(Object(database.values.get('phrase:flat-1'))).toSorted()).to.deep.equal([
      'address',
      'keys',
      'sheetKept',
    ]);
    const restored = await openVault(memory()).restore('flat-1', words.join('  ').toUpperCase());
    expect(restored.account.address).to.equal(made.account.address);
    expect(await openVault(memory()).words('flat-1')).to.deep.equal([]);
  });

  it('takes over what earlier pages kept, without the words where the sheet has them', async () => {
    for (const sheetKept of [true, false]) {
      const database = memory();
      const key = await wrappingKeyOf(database, crypto);
      const { address } = accountFromMnemonic(PHRASE);
      const kept = { address, ...(await sealText(crypto, key, 'flat-1', PHRASE)), sheetKept };
      database.values.set('phrase:flat-1', kept);
      const vault = openVault(database);
      const opened = await vault.open('flat-1');
      expect([opened?.account.address, opened?.sheetKept]).to.deep.equal([address, sheetKept]);
      expect(await vault.words('flat-1')).to.deep.equal(sheetKept ? [] : PHRASE.split(' '));
      expect(Object(database.values.get('phrase:flat-1'))).not.to.have.property('ciphertext');
    }
  });
});

describe('what the browser remembers of the chain', () => {
  const sealOf = (fields: Omit<SealFields, 'r'>): Seal => {
    const { r, sealHash } = mineSeal(domainOf(network), fields, network.seal.targetBits);
    return { ...fields, r, signature: actors.company.sign(sealHash) };
  };
  const first = { number: 7n, parentSeal: ZERO_32, blockHash: ZERO_32, timestamp: 5n };

  it('refuses another network than the first', async () => {
    const database = memory();
    await openChainMemory(database).pin(network);
    const other = { ...network, company: actors.provider.address };
    expect(await codeOf(openChainMemory(database).pin(other))).to.equal('NETWORK_CHANGED');
    expect(await openChainMemory(database).pin(network)).to.equal(network);
  });

  it('goes on with the witnesses that it met first, also when the portal names others, fewer or none', async () => {
    const database = memory();
    const first = { required: 2, known: [{ address: actors.provider.address, name: 'One' }] };
    expect(await openChainMemory(database).pinWitnesses(first)).to.deep.equal(first);
    const weaker = { required: 0, known: [{ address: actors.company.address, name: 'Other' }] };
    expect(await openChainMemory(database).pinWitnesses(weaker)).to.deep.equal(first);
    expect([sameWitnesses(first, weaker), sameWitnesses(first, { ...first, required: 1 })]).to.deep.equal([
      false,
      false,
    ]);
    await openChainMemory(database).trustWitnesses(weaker);
    expect(await openChainMemory(database).pinWitnesses(first)).to.deep.equal(weaker);
  });

  it('keeps the handovers of the seal key that it was told, also when the portal hides or changes them', async () => {
    const database = memory();
    const handover = handoverAt(domainOf(network), 9n, actors.company, actors.provider);
    const told = [handover];
    expect(await openChainMemory(database).learn(network, told)).to.deep.equal(told);
    expect(await openChainMemory(database).learn(network, [])).to.deep.equal(told);
    const other = handoverAt(domainOf(network), 8n, actors.company, actors.portal);
    expect(await codeOf(openChainMemory(database).learn(network, [other]))).to.equal('HANDOVER_CONTRADICTION');
    const forged = { ...handover, signature: handover.acceptance };
    expect(await codeOf(openChainMemory(memory()).learn(network, [forged]))).to.equal('HANDOVER_SIGNER');
  });

  it('refuses a second block of one number, also when both arrive at once and after a reload', async () => {
    const database = memory();
    const chain = openChainMemory(database);
    const fork = { ...first, timestamp: 6n };
    const codes = await Promise.all(
      [first, fork].map((fields) => codeOf(chain.see({ network, seal: sealOf(fields), between: [] }))),
    );
    expect(codes).to.deep.equal([undefined, 'HEAD_CONTRADICTION']);
    const later = openChainMemory(database);
    expect(await codeOf(later.see({ network, seal: sealOf(fork), between: [] }))).to.equal('HEAD_CONTRADICTION');
    expect((await later.seen(network)).at(-1)?.seal.number).to.equal(7n);
  });

  it('keeps the highest number that a reading by hand was made with, also over a reload', async () => {
    const database = memory();
    expect(await openChainMemory(database).attempted(ZERO_32)).to.equal(0n);
    await openChainMemory(database).attempt(ZERO_32, 5n);
    expect(await openChainMemory(database).attempted(ZERO_32)).to.equal(5n);
    expect(await openChainMemory(database).attempted(`0x${'01'.repeat(32)}`)).to.equal(0n);
  });
});
