import { join } from 'node:path';
import { expect } from 'chai';
import { createAccounts } from '../../../app/server/accounts/accounts.ts';
import { applyPage, nextBlock } from '../../../app/server/indexer/apply-page.ts';
import { confirmActs, decideAct, openActs, type ActTools } from '../../../app/server/statements/confirm-acts.ts';
import { createPortalBlocks } from '../../../app/server/statements/portal-blocks.ts';
import { openVault } from '../../../app/server/vault.ts';
import { readPages } from '../../../core/chain/follow.ts';
import { toHex, uintBytes, type Hex } from '../../../core/domain/bytes/hex.ts';
import { deviceIdOf, deviceSigner } from '../../../core/domain/crypto/device-signature.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { ROLE, TRUST } from '../../../core/domain/ledger/kinds.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { plainMeter } from '../../support/plain-meter.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';
import { PGLITE, type TestDatabase } from './support/databases.ts';
import { runOutbox } from './support/run-outbox.ts';

const signer = deviceSigner(1, uintBytes(7, 32));
const deviceId = deviceIdOf(signer.key);
const meterId = (byte: string): Hex => `0x${byte.repeat(32)}`;

describe('acts that the portal has to say too', () => {
  let house: World;
  let database: TestDatabase;
  let tools: ActTools;
  let say: (meter: Hex, owner: Hex) => Promise<unknown>;
  const [old, next, stranger] = [newAccount(), newAccount(), newAccount()];
  const stack = new AsyncDisposableStack();
  let clock = 1_000;

  before(async () => {
    house = await world({ ledger: { active: ['company', 'portal', 'provider'] } });
    const { ledger } = house;
    database = await PGLITE.open();
    const outbox = runOutbox(stack, ledger);
    const nowSeconds = (): number => Math.floor(Date.now() / 1000);
    const { store } = database;
    const vault = openVault(join(ledger.folder, 'vault-key'));
    const accounts = createAccounts({ store, vault, nowSeconds: () => clock });
    const blocks = createPortalBlocks({ store, outbox, account: ledger.portal, network: ledger.network, nowSeconds });
    tools = { store, accounts, blocks, network: ledger.network, nowSeconds };
    for (const one of [old, next, stranger]) await ledger.enrol(one, ROLE.subscriber);
    const movesIn = async (account: Account, subject: string, premise: string): Promise<void> => {
      clock += 10;
      const { address: subscriber } = account;
      const identity = { issuer: 'https://id', subject, displayName: subject, premises: [] };
      const made = await accounts.link({
        identity,
        premise: { premise, address: premise, personalAccount: 'A1' },
        subscriber,
        enrolDigest: meterId('01'),
      });
      await accounts.attested(made);
    };
    await movesIn(stranger, 'stranger', 'flat-02');
    await movesIn(old, 'old', 'flat-01');
    await movesIn(next, 'next', 'flat-01');
    const { company } = ledger;
    const device = { algorithm: 1, x: toHex(uintBytes(signer.key.x, 32)), y: toHex(uintBytes(signer.key.y, 32)) };
    await ledger.record(company, 'meters', 'DEVICE_REGISTER', { ...device, trustClass: TRUST.gatewaySigned });
    for (const byte of ['a1', 'a2', 'a3'])
      await ledger.record(company, 'meters', 'METER_REGISTER', registration(meterId(byte), old.address));
    say = (meter, owner) =>
      ledger.record(
        company,
        'meters',
        'METER_TRANSFER',
        { meterId: meter, owner, estimated: false, closings: ['0x'], envelope: '0x' },
        meter,
      );
  });
  after(async () => {
    await stack.disposeAsync();
    await database[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  function registration(meter: Hex, owner: Hex, device = deviceId) {
    const provider = house.ledger.provider.address;
    return plainMeter({ meterId: meter, owner, provider, deviceId: device });
  }
  async function index(): Promise<void> {
    const { client } = house.ledger;
    const { readModel } = tools.store;
    for await (const page of readPages(client, await nextBlock(readModel), await client.head()))
      await applyPage({ readModel, network: client.network, page });
  }
  /** Works as the portal does until the ledgers say so. */
  async function until(what: string, is: () => Promise<boolean>): Promise<void> {
    await waitFor(what, async () => {
      await tools.blocks.relay();
      await index();
      await confirmActs(tools);
      return is();
    });
  }
  async function ownerOf(meter: Hex): Promise<string | undefined> {
    const rows = tools.store.readModel.selectFrom('meters').select('owner').where('meter_id', '=', meter);
    return (await rows.executeTakeFirst())?.owner;
  }

  it('are said by itself for whoever holds the newer account of the same flat', async () => {
    await say(meterId('a1'), next.address);
    await until('the meter is handed over', async () => (await ownerOf(meterId('a1'))) === next.address);
    const [handover] = await tools.store.readModel.selectFrom('handovers').selectAll().execute();
    expect(handover).to.include({ former: old.address, owner: next.address, meter_id: meterId('a1') });
    expect(await tools.accounts.movedInAfter(old.address, next.address)).to.equal(false);
    expect(await tools.accounts.movedInAfter(stranger.address, old.address)).to.equal(false);
  });

  it('wait for a clerk where no account bears them out, who refuses them on the ledger', async () => {
    await say(meterId('a2'), stranger.address);
    await index();
    await confirmActs(tools);
    const [open] = await openActs(tools);
    expect(open).to.include({ kind: 'METER_TRANSFER', owner: stranger.address, formerOwner: old.address });
    const unknown = { actHash: meterId('00'), decision: 'confirm' } as const;
    expect(await refusal(() => decideAct(tools, unknown))).to.equal('ACT_UNKNOWN');
    await decideAct(tools, { actHash: open?.actHash ?? '0x', decision: 'refuse' });
    await until('it is refused', async () => (await openActs(tools)).length === 0);
    expect(await ownerOf(meterId('a2'))).to.equal(old.address);
  });

  it('are said for a clerk who confirmed them', async () => {
    await say(meterId('a3'), stranger.address);
    await index();
    const [open] = await openActs(tools);
    await decideAct(tools, { actHash: open?.actHash ?? '0x', decision: 'confirm' });
    await until('the meter is handed over', async () => (await ownerOf(meterId('a3'))) === stranger.address);
  });

  it('wait for a clerk where a witness comes or goes', async () => {
    const { company } = house.ledger;
    const [witness, owner] = [newAccount().address, newAccount().address];
    await house.ledger.record(company, 'participants', 'WITNESS_ENTER', { witness, owner });
    await index();
    const [open] = await openActs(tools);
    expect(open).to.include({ kind: 'WITNESS_ENTER', witness, owner });
    await decideAct(tools, { actHash: open?.actHash ?? '0x', decision: 'confirm' });
    await until('it stands', async () => (await openActs(tools)).length === 0);
    await house.ledger.record(company, 'participants', 'WITNESS_REMOVE', { witness });
    await index();
    const [going] = await openActs(tools);
    expect(going).to.include({ kind: 'WITNESS_REMOVE', witness, owner: null });
    await decideAct(tools, { actHash: going?.actHash ?? '0x', decision: 'refuse' });
    await until('it stays', async () => (await openActs(tools)).length === 0);
  });

  it('wait for a clerk where a meter signs by itself, whoever owns it', async () => {
    const { ledger } = house;
    const own = deviceSigner(1, uintBytes(9, 32));
    const device = { algorithm: 1, x: toHex(uintBytes(own.key.x, 32)), y: toHex(uintBytes(own.key.y, 32)) };
    await ledger.record(ledger.company, 'meters', 'DEVICE_REGISTER', { ...device, trustClass: TRUST.meterSigned });
    const data = registration(meterId('a4'), next.address, deviceIdOf(own.key));
    await ledger.record(ledger.company, 'meters', 'METER_REGISTER', data);
    await index();
    await confirmActs(tools);
    const [open] = await openActs(tools);
    expect(open).to.include({ kind: 'METER_REGISTER', owner: next.address, estimated: null });
    expect(await ownerOf(meterId('a4'))).to.equal(undefined);
    await decideAct(tools, { actHash: open?.actHash ?? '0x', decision: 'confirm' });
    await until('it is registered', async () => (await ownerOf(meterId('a4'))) === next.address);
  });
});
