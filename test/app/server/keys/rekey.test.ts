import { expect } from 'chai';
import { applyPage, nextBlock } from '../../../../app/server/indexer/apply-page.ts';
import { settleKeys } from '../../../../app/server/indexer/apply-keys.ts';
import { recordedByDigest } from '../../../../app/server/read/recorded-json.ts';
import { readKeyChanges } from '../../../../app/server/read/read-key-changes.ts';
import { openActs } from '../../../../app/server/statements/confirm-acts.ts';
import { createPortalBlocks } from '../../../../app/server/statements/portal-blocks.ts';
import { requestRekey } from '../../../../app/server/statements/request-rekey.ts';
import { applyBlock } from '../../../../biller/apply/apply-block.ts';
import { settleKeys as settleInBiller } from '../../../../biller/apply/apply-key-blocks.ts';
import { emptyState } from '../../../../biller/state.ts';
import { readPages } from '../../../../core/chain/follow.ts';
import { ZERO_32, ZERO_ADDRESS, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { accountSubject } from '../../../../core/domain/ledger/ids.ts';
import { signedBlockFromJson } from '../../../../core/domain/ledger/internal-block.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import { REKEY_OBJECTION } from '../../../../core/domain/limits.ts';
import { readRecorded } from '../../../../core/domain/resident/recorded.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount, nowSeconds } from '../../../support/world/actors.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { runOutbox } from '../support/run-outbox.ts';

describe('a resident’s lost key', () => {
  let house: World;
  let database: TestDatabase;
  let tools: Parameters<typeof requestRekey>[0];
  const [resident, other] = [newAccount(), newAccount()];
  const next = newAccount();
  const stack = new AsyncDisposableStack();
  const now = (): number => Math.floor(Date.now() / 1000);

  const asked = (account: Account, to = next): BlockData['REKEY'] => ({
    account: account.address,
    ...acceptKey(keyRegisterOf(house.ledger.network), to, { account: account.address, retiring: account.address }),
  });
  const index = async (): Promise<void> => {
    const { client, network } = house.ledger;
    const { readModel } = database.store;
    for await (const page of readPages(client, await nextBlock(readModel), await client.head()))
      await applyPage({ readModel, network, page });
  };
  const byCompany = async (data: BlockData['REKEY']): Promise<void> => {
    const subject = accountSubject(data.account);
    await house.ledger.record(house.ledger.company, 'participants', 'REKEY', data, subject);
    await index();
  };
  const keysOf = async ({ address }: Account, time = now()) =>
    (await readKeyChanges(database.store.readModel, [address], time))[0];
  const byPortal = async (data: BlockData['REKEY']): Promise<Hex> => {
    const digest = await requestRekey(tools, [data.account], data);
    await waitFor('the portal’s word is recorded', async () => {
      await tools.blocks.relay();
      await index();
      return (await keysOf({ ...next, address: data.account }))?.proposed.length === 1;
    });
    return digest;
  };

  before(async () => {
    house = await world({ ledger: { active: ['company', 'portal', 'provider'] } });
    const { ledger } = house;
    database = await PGLITE.open();
    const outbox = runOutbox(stack, ledger);
    const { store } = database;
    const signing = { store, outbox, account: ledger.portal, network: ledger.network, nowSeconds: now };
    tools = {
      readModel: store.readModel,
      blocks: createPortalBlocks(signing),
      network: ledger.network,
      nowSeconds: now,
    };
    for (const one of [resident, other]) await ledger.enrol(one, ROLE.subscriber);
    await index();
  });
  after(async () => {
    await stack.disposeAsync();
    await database[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  it('is refused for another’s account, one that is not active, and a key that did not agree', async () => {
    const own = [resident.address];
    const { acceptance } = asked(other);
    expect(await refusal(() => requestRekey(tools, own, asked(other)))).to.equal('NOT_YOURS');
    const forged = { ...asked(resident), acceptance };
    expect(await refusal(() => requestRekey(tools, own, forged))).to.equal('KEY_NOT_ACCEPTED');
    const unknown = newAccount();
    expect(await refusal(() => requestRekey(tools, [unknown.address], asked(unknown)))).to.equal('REKEY_NOT_ACTIVE');
  });

  it('is proposed by the portal once, shown to whoever has the account, and waits for the company', async () => {
    const data = asked(resident);
    const digest = await byPortal(data);
    expect(await requestRekey(tools, [resident.address], data)).to.equal(digest);
    const keys = await keysOf(resident);
    expect(keys).to.deep.include({ account: resident.address, key: resident.address, waiting: null });
    expect(keys?.proposed[0]).to.include({ key: next.address, by: house.ledger.portal.address });
    const acting = { ...tools, store: database.store, accounts: { movedInAfter: async () => false } };
    expect(await openActs(acting)).to.deep.equal([]);
  });

  it('is replaced seven days after the company’s word, for readers, for billers and for pages', async () => {
    const data = asked(resident);
    await byCompany(data);
    const waiting = (await keysOf(resident))?.waiting;
    const from = Number(waiting?.from);
    expect(waiting?.key).to.equal(next.address);
    expect(BigInt(from) - nowSeconds() > REKEY_OBJECTION - 900n).to.equal(true);
    expect((await keysOf(resident, from - 1))?.key).to.equal(resident.address);
    expect((await keysOf(resident, from))?.key).to.equal(next.address);
    expect(await refusal(() => requestRekey(tools, [resident.address], asked(resident, newAccount())))).to.equal(
      'REKEY_UNDER_WAY',
    );

    const { readModel } = database.store;
    const sealedTo = async (time: number): Promise<Hex | undefined> => {
      await readModel.transaction().execute((writer) => settleKeys(writer, BigInt(time)));
      const row = readModel.selectFrom('participants').select('encryption_key').where('address', '=', resident.address);
      return (await row.executeTakeFirst())?.encryption_key;
    };
    const { company, network, client } = house.ledger;
    const state = emptyState(company.address, network);
    for await (const page of readPages(client, 0n, await client.head()))
      for (const block of page.blocks) applyBlock(state, block);
    const billedTo = (time: number): Hex | undefined => {
      settleInBiller(state, BigInt(time));
      return state.participants.get(resident.address)?.encryptionKey;
    };
    for (const [time, key] of [
      [from - 1, resident.encryptionKey],
      [from, next.encryptionKey],
    ] as const) {
      expect(await sealedTo(time)).to.equal(key);
      expect(billedTo(time)).to.equal(key);
    }
  });

  it('is proved to pages by the blocks of both hands beside what the account says since', async () => {
    const { ledger } = house;
    const { network } = ledger;
    // The proof stands beside what the old key signs meanwhile, too: a page takes any key that is, was or is to be the account's.
    const letter = { category: 1, addressees: 1, provider: ZERO_ADDRESS, about: ZERO_32, envelope: '0x' } as const;
    const signed = await ledger.record(resident, 'readingLedger', 'APPEAL', letter);
    await index();
    const rows = await database.store.readModel.selectFrom('internal_blocks').select('digest').execute();
    const all = await recordedByDigest(
      database.store.readModel,
      rows.map(({ digest }) => digest),
    );
    const found = [...all.values()].find(({ signature }) => signature === signed.signature);
    const keys = found?.keys?.map((one) => signedBlockFromJson(one)) ?? [];
    expect(keys.map(({ block }) => block.from)).to.deep.equal([ledger.portal.address, ledger.company.address]);
    const digest = found?.digest ?? '0x';
    const since = { ...signed, signature: next.sign(digest) };
    const read = (proof: typeof keys): BlockData['APPEAL'] =>
      readRecorded({
        network,
        recorded: { digest, position: 1n, signed: since, keys: proof },
        kind: 'APPEAL',
        from: resident.address,
        ledgers: [network.contracts.readingLedger],
      });
    expect(await refusal(() => read([]))).to.equal('SENDER_MISMATCH');
    expect(read(keys)).to.deep.equal(letter);
  });

  it('stays where the old key objects, which the portal carries', async () => {
    const replacing = newAccount();
    const data = asked(other, replacing);
    await byPortal(data);
    await byCompany(data);
    expect((await keysOf(other))?.waiting?.key).to.equal(replacing.address);
    const objection = await house.ledger.record(other, 'participants', 'REKEY_OBJECT', { key: replacing.address });
    await index();
    const later = now() + Number(REKEY_OBJECTION) + 900;
    expect(await keysOf(other, later)).to.deep.equal({
      account: other.address,
      key: other.address,
      waiting: null,
      proposed: [],
      objected: [{ key: replacing.address, at: String(objection.block.timestamp) }],
    });
    expect((await keysOf(resident))?.objected).to.deep.equal([]);
  });
});
