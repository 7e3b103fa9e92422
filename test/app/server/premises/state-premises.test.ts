import { join } from 'node:path';
import { expect } from 'chai';
import { createAccounts } from '../../../../app/server/accounts/accounts.ts';
import { applyPage, nextBlock } from '../../../../app/server/indexer/apply-page.ts';
import { confirmActs, decideAct, openActs, type ActTools } from '../../../../app/server/statements/confirm-acts.ts';
import { createPortalBlocks } from '../../../../app/server/statements/portal-blocks.ts';
import { stateAccount, stateFact } from '../../../../app/server/statements/state-premises.ts';
import { openVault } from '../../../../app/server/vault.ts';
import { readPages } from '../../../../core/chain/follow.ts';
import { toHex, uintBytes, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { equalPoints, INFINITY } from '../../../../core/domain/crypto/commitment.ts';
import { deviceIdOf, deviceSigner } from '../../../../core/domain/crypto/device-signature.ts';
import { decodeData } from '../../../../core/domain/ledger/block-data.ts';
import { QUANTITY, ROLE, TRUST } from '../../../../core/domain/ledger/kinds.ts';
import { dateOfDay } from '../../../../core/domain/premises/day-number.ts';
import { openFlatFact } from '../../../../core/domain/premises/open-flat-fact.ts';
import { carriedBy } from '../../../../core/domain/sealed/carried-envelope.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { plainMeter } from '../../../support/plain-meter.ts';
import { world, type World } from '../../../support/world.ts';
import { newAccount, nowSeconds } from '../../../support/world/actors.ts';
import { PGLITE, type TestDatabase } from '../support/databases.ts';
import { runOutbox } from '../support/run-outbox.ts';

const id = (byte: string): Hex => `0x${byte.repeat(32)}`;
const [HOUSE, FLAT] = [id('40'), id('f1')];
const TODAY = Number(nowSeconds() / 86_400n);
const FROM = dateOfDay(TODAY);

describe('what the portal says of premises', () => {
  let house: World;
  let database: TestDatabase;
  let tools: ActTools;
  const resident = newAccount();
  const stack = new AsyncDisposableStack();

  before(async () => {
    house = await world({ ledger: { active: ['company', 'portal', 'provider'] } });
    const { ledger } = house;
    database = await PGLITE.open();
    const outbox = runOutbox(stack, ledger);
    const { store } = database;
    const seconds = (): number => Number(nowSeconds());
    const accounts = createAccounts({ store, vault: openVault(join(ledger.folder, 'vault')), nowSeconds: seconds });
    const { network, portal: account } = ledger;
    const blocks = createPortalBlocks({ store, outbox, account, network, nowSeconds: seconds });
    tools = { store, accounts, blocks, network, nowSeconds: seconds };
    await ledger.enrol(resident, ROLE.subscriber);
    await registerMeter();
  });
  after(async () => {
    await stack.disposeAsync();
    await database[Symbol.asyncDispose]();
    await house[Symbol.asyncDispose]();
  });

  /** Of the resident, so that its provider bills the flat. */
  async function registerMeter(): Promise<void> {
    const { ledger } = house;
    const signer = deviceSigner(1, uintBytes(7, 32));
    const key = { algorithm: 1, x: toHex(uintBytes(signer.key.x, 32)), y: toHex(uintBytes(signer.key.y, 32)) };
    await ledger.record(ledger.company, 'meters', 'DEVICE_REGISTER', { ...key, trustClass: TRUST.gatewaySigned });
    const { address: provider } = ledger.provider;
    const owned = { meterId: id('a1'), owner: resident.address, provider, deviceId: deviceIdOf(signer.key) };
    await ledger.record(ledger.company, 'meters', 'METER_REGISTER', plainMeter(owned));
  }
  function stating() {
    const { portal: account, network } = house.ledger;
    return { readModel: tools.store.readModel, blocks: tools.blocks, account, network };
  }
  async function index(): Promise<void> {
    const { client } = house.ledger;
    const { readModel } = tools.store;
    for await (const page of readPages(client, await nextBlock(readModel), await client.head()))
      await applyPage({ readModel, network: client.network, page });
  }
  async function until(what: string, is: () => Promise<boolean>): Promise<void> {
    await waitFor(what, async () => {
      await tools.blocks.relay();
      await index();
      await confirmActs(tools);
      return is();
    });
  }
  async function recorded(digest: Hex) {
    const rows = tools.store.readModel.selectFrom('internal_blocks').selectAll().where('digest', '=', digest);
    await until('the ledger has it', async () => (await rows.executeTakeFirst()) !== undefined);
    return rows.executeTakeFirstOrThrow();
  }
  const list = (flats: Hex[]): Promise<unknown> => {
    const data = { houseId: HOUSE, from: TODAY - 30, flats, groups: [] };
    return house.ledger.record(house.ledger.company, 'premises', 'HOUSE', data, HOUSE);
  };

  it('is refused of a house that has no list by both hands, and of no date', async () => {
    const fact = { houseId: HOUSE, flat: FLAT, from: FROM, reference: '1', quantity: 'residents', value: '2' } as const;
    expect(await refusal(() => stateFact(stating(), fact))).to.equal('HOUSE_UNKNOWN');
    const word = { houseId: HOUSE, flat: FLAT, from: FROM, reference: '1', account: resident.address };
    expect(await refusal(() => stateAccount(stating(), word))).to.equal('HOUSE_UNKNOWN');
    expect(await refusal(() => stateAccount(stating(), { ...word, from: '2026-02-30' }))).to.equal('DATE_INVALID');
  });

  it('waits for a clerk where the company lists a house, who refuses one list and confirms another', async () => {
    for (const [flats, decision] of [
      [[id('f9')], 'refuse'],
      [[FLAT], 'confirm'],
    ] as const) {
      await list([...flats]);
      await index();
      await confirmActs(tools);
      const [act, ...others] = await openActs(tools);
      expect(others).to.deep.equal([]);
      expect(act).to.deep.include({ kind: 'HOUSE', houseId: HOUSE, from: TODAY - 30, flats });
      if (act === undefined) throw new Error('the list waits');
      await recorded(await decideAct(tools, { actHash: act.actHash, decision }));
      await until('nothing waits', async () => (await openActs(tools)).length === 0);
    }
    const houses = await tools.store.readModel.selectFrom('houses').selectAll().execute();
    expect(houses.map(({ house_id, flats }) => ({ house_id, flats }))).to.deep.equal([{ house_id: HOUSE, flats: 1 }]);
  });

  it('opens for who answers for the flat, its providers and the company, once for one reference, and ends', async () => {
    const { ledger } = house;
    const about = { houseId: HOUSE, flat: FLAT, from: FROM };
    await recorded(await stateAccount(stating(), { ...about, reference: 'in', account: resident.address }));
    const fact = { ...about, quantity: 'residents', reference: 'form 9', value: '3' } as const;
    const digest = await stateFact(stating(), fact);
    expect(await stateFact(stating(), fact)).to.equal(digest);
    const { data: bytes, ledger: address, sender, subject } = await recorded(digest);
    const data = decodeData('FLAT_FACT', toHex(bytes));
    expect(data).to.include({ quantity: QUANTITY.residents, from: TODAY });
    const carried = carriedBy({ ledger: address, block: { from: sender, subject } }, data);
    for (const account of [resident, ledger.company, ledger.portal, ledger.provider]) {
      const sealed = await openFlatFact({ network: ledger.network, account, carried, commitment: data.commitment });
      expect(sealed.state === 'opened' && sealed.content.value).to.equal(3n);
    }
    const stranger = newAccount();
    const closed = await openFlatFact({
      network: ledger.network,
      account: stranger,
      carried,
      commitment: data.commitment,
    });
    expect(closed.state).to.equal('closed');

    const ended = await recorded(await stateFact(stating(), { ...fact, reference: 'moved out', value: null }));
    const end = decodeData('FLAT_FACT', toHex(ended.data));
    expect(equalPoints(end.commitment, INFINITY)).to.equal(true);
    await recorded(await stateAccount(stating(), { ...about, reference: 'out', account: null }));
  });
});
