import { expect } from 'chai';
import { applyPage, nextBlock } from '../../../app/server/indexer/apply-page.ts';
import { dumpReadModel } from '../../../app/server/indexer/dump-read-model.ts';
import { compareWithRebuilt, rebuildReadModel } from '../../../app/server/indexer/rebuild-read-model.ts';
import { runIndexer } from '../../../app/server/indexer/run-indexer.ts';
import type { RecordedPage } from '../../../core/chain/follow.ts';
import { readPages } from '../../../core/chain/follow.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { World } from '../../support/world.ts';
import { world } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import type { BusyLedger } from './support/busy-ledger.ts';
import { fillLedgers } from './support/busy-ledger.ts';
import { databaseKinds, PGLITE } from './support/databases.ts';

describe('the indexer', () => {
  let house: World;
  let ledger: Ledger;
  let resident: Account;
  let busy: BusyLedger;
  let pages: RecordedPage[];

  before(async () => {
    house = await world({ ledger: { active: ['company', 'portal', 'provider', 'collector'] } });
    ({ ledger } = house);
    resident = newAccount();
    await ledger.enrol(resident, ROLE.subscriber);
    busy = await fillLedgers(ledger, resident);
    pages = [];
    for await (const page of readPages(ledger.client, 0n, await ledger.client.head())) pages.push(page);
  });
  after(() => house[Symbol.asyncDispose]());

  for (const kind of databaseKinds()) {
    describe(`on ${kind.name}`, () => {
      it('refuses a page when blocks before it are missing, and writes nothing of it', async () => {
        await using database = await kind.open();
        const { readModel } = database.store;
        const late = { fromBlock: 3n, toBlock: 9n, blocks: [] };
        const fault = await applyPage({ readModel, network: ledger.client.network, page: late }).catch(
          (error: unknown) => error,
        );
        expect(fault).to.be.instanceOf(TransientError).with.property('code', 'PAGE_OUT_OF_ORDER');
        expect(await nextBlock(readModel)).to.equal(0n);
      });

      it('writes a page and its cursor together or not at all', async () => {
        await using database = await kind.open();
        const { readModel } = database.store;
        const [first] = pages;
        if (first === undefined) throw new Error('no page');
        const twice = { ...first, blocks: [...first.blocks, ...first.blocks.slice(-1)] };
        const fault = await applyPage({ readModel, network: ledger.client.network, page: twice }).catch(
          (error: unknown) => error,
        );
        expect(String(fault)).to.match(/duplicate key|unique/);
        expect(await nextBlock(readModel)).to.equal(0n);
        expect((await dumpReadModel(readModel)).rows['internal_blocks']).to.equal(0);
      });

      it('refuses a page with data that no ledger takes, and writes nothing of it', async () => {
        await using database = await kind.open();
        const { readModel } = database.store;
        const before = pages.findIndex(({ blocks }) => blocks.some(({ block }) => block.kind === KIND.RATE));
        const [page] = pages.slice(before);
        if (page === undefined) throw new Error('no rate');
        for (const earlier of pages.slice(0, before))
          await applyPage({ readModel, network: ledger.client.network, page: earlier });
        const good = (await dumpReadModel(readModel)).hash;
        const blocks = page.blocks.map((one) =>
          one.block.kind === KIND.RATE ? { ...one, data: `${one.data}00` as const } : one,
        );
        const changed = { ...page, blocks };
        expect(await refusal(() => applyPage({ readModel, network: ledger.client.network, page: changed }))).to.equal(
          'DATA_MALFORMED',
        );
        expect((await dumpReadModel(readModel)).hash).to.equal(good);
      });

      it('fills every table, changes nothing when pages come again, and is the same when rebuilt from block 0', async () => {
        await using database = await kind.open();
        const { readModel } = database.store;
        for (const page of pages) await applyPage({ readModel, network: ledger.client.network, page });
        const once = await dumpReadModel(readModel);
        expect(
          Object.entries(once.rows)
            .filter(([, count]) => count === 0)
            .map(([table]) => table),
        ).to.deep.equal([]);
        expect(once.rows['frames']).to.equal(busy.frames);
        for (const page of pages) {
          expect(await applyPage({ readModel, network: ledger.client.network, page })).to.equal(0);
        }
        expect((await dumpReadModel(readModel)).hash).to.equal(once.hash);
        const compared = await compareWithRebuilt({ store: database.store, client: ledger.client });
        expect(compared).to.deep.include({ equal: true, live: once.hash });
      });

      it('says that a read model which was changed by hand is another one', async () => {
        await using database = await kind.open();
        const { readModel } = database.store;
        for (const page of pages) await applyPage({ readModel, network: ledger.client.network, page });
        await database.store.script("update read_model.invoices set state = 'carried' where state = 'settled'");
        expect((await compareWithRebuilt({ store: database.store, client: ledger.client })).equal).to.equal(false);
      });

      it('goes on where it was after being stopped at any page, to the same tables', async () => {
        await using database = await kind.open();
        const log = createLog('test', 'silent');
        const head = await ledger.client.head();
        for (let stops = 0; (await nextBlock(database.store.readModel)) <= head; stops++) {
          const stop = new AbortController();
          const state = { nextBlock: 0n, applied: 0, fault: undefined };
          await runIndexer({
            readModel: database.store.readModel,
            // Two blocks a page, so that there are many places to stop at.
            client: { ...ledger.client, head: async () => minimum(head, state.nextBlock + 1n + BigInt(stops)) },
            signal: stop.signal,
            pollMs: 1,
            log,
            state,
            beforePage: async () => undefined,
            onPage: () => stop.abort(),
          });
        }
        const schema = await rebuildReadModel({ store: database.store, client: ledger.client, to: head });
        const live = await dumpReadModel(database.store.readModel);
        expect(live.hash).to.equal((await dumpReadModel(database.store.readModelIn(schema))).hash);
      });

      it('says that it stands still while the database refuses, and goes on when it does not', async () => {
        await using database = await kind.open();
        const stop = new AbortController();
        const state = { nextBlock: 0n, applied: 0, fault: undefined };
        await database.store.script('alter table read_model.rates add constraint never check (false)');
        const running = runIndexer({
          readModel: database.store.readModel,
          client: ledger.client,
          signal: stop.signal,
          pollMs: 5,
          log: createLog('test', 'silent'),
          state,
          beforePage: async () => undefined,
          onPage: () => undefined,
        });
        await waitFor('it reports the fault', async () => state.fault !== undefined);
        await database.store.script('alter table read_model.rates drop constraint never');
        const head = await ledger.client.head();
        await waitFor('it has caught up', async () => state.nextBlock > head && state.fault === undefined);
        stop.abort();
        await running;
      });
    });
  }

  it('holds the plaintext of no amount and no reading', async () => {
    await using database = await PGLITE.open();
    for (const page of pages)
      await applyPage({ readModel: database.store.readModel, network: ledger.client.network, page });
    const { text } = await dumpReadModel(database.store.readModel);
    // The bill's amount and the first register, as decimal text and as a 32-byte word.
    for (const value of [5_000_000n, 1001n]) {
      expect(text).not.to.match(new RegExp(`"${value}"`));
      expect(text).not.to.include(
        encodeData('SUSPEND', { account: `0x${value.toString(16).padStart(40, '0')}` }).slice(2),
      );
    }
  });
});

function minimum(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
