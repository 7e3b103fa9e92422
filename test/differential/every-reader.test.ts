import { join } from 'node:path';
import { expect } from 'chai';
import { applyPage } from '../../app/server/indexer/apply-page.ts';
import { applyBlock } from '../../biller/apply/apply-block.ts';
import { emptyState } from '../../biller/state.ts';
import { readPages, type RecordedBlock, type RecordedPage } from '../../core/chain/follow.ts';
import { checkSignedBlock } from '../../core/domain/ledger/internal-block.ts';
import type { DataKind } from '../../core/domain/ledger/fact-table.ts';
import { keyRegisterOf } from '../../core/domain/keys/key-statement.ts';
import { createKeyHistory, isKeyFact } from '../../core/domain/keys/key-history.ts';
import { KIND, kindOf, ROLE } from '../../core/domain/ledger/kinds.ts';
import { readFact, takesKind } from '../../core/domain/ledger/read-fact.ts';
import { domainOf, ledgerNameOf } from '../../core/domain/ledger/network.ts';
import { readRecorded } from '../../core/domain/resident/recorded.ts';
import { migrationsIn, openDatabase } from '../../core/runtime/sqlite.ts';
import { INBOX_MIGRATIONS } from '../../oracle/collector/inbox/inbox-sql.ts';
import { openInbox } from '../../oracle/collector/inbox/inbox.ts';
import { mirrorBlock } from '../../oracle/collector/relay/mirror-register.ts';
import { recordsOfUrl } from '../../sealer/verify/read-records.ts';
import { verifyChain } from '../../sealer/verify/verify-chain.ts';
import { PGLITE } from '../app/server/support/databases.ts';
import { fillLedgers } from '../app/server/support/busy-ledger.ts';
import { startEngine } from '../sealer/support/chains.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { newAccount, ROLES } from '../support/world/actors.ts';
import { randomFrom } from '../support/random-from.ts';
import { startMutatedLedger, type Executed, type MutatedLedger } from './support/mutated-ledger.ts';

const SEED = Number(process.env['DOMLEDGER_FUZZ_SEED'] ?? 20_261_126);
/** Mutations of each honest block; the ledgers are filled with about 40 of those. */
const COUNT = 84;

/** Whether a reader takes what it is given; it says no by throwing. */
function believes(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

describe('every reader and the execution, over thousands of mutated blocks of every kind', () => {
  const folder = tempFolder();
  const resources = new AsyncDisposableStack();
  let house: MutatedLedger;
  let executed: readonly Executed[];
  let taken: readonly Executed[];
  let pages: RecordedPage[];
  let recorded: readonly RecordedBlock[];

  before(async () => {
    house = resources.use(await startMutatedLedger({ folder: folder.path, count: COUNT, random: randomFrom(SEED) }));
    const { ledger } = house;
    for (const name of ['company', 'portal', 'provider', 'collector', 'owner'] as const)
      await ledger.enrol(ledger[name], ROLES[name]);
    const resident = newAccount();
    await ledger.enrol(resident, ROLE.subscriber);
    await fillLedgers(ledger, resident);
    await house.handOver();
    await house.loseKey(resident);
    ({ executed } = house);
    taken = executed.filter((one) => one.taken);
    pages = [];
    for await (const page of readPages(house.client, 0n, await house.client.head())) pages.push(page);
    recorded = pages.flatMap(({ blocks }) => blocks);
    console.log(`      seed ${SEED}: ${executed.length} blocks executed, ${taken.length} taken`);
    for (const name of new Set(executed.map((one) => one.name))) {
      const such = executed.filter((one) => one.name === name);
      console.log(`      ${name}: ${such.length}, ${such.filter((one) => one.taken).length} taken`);
    }
  });
  after(async () => {
    await resources.disposeAsync();
    folder[Symbol.dispose]();
  });

  it('are thousands, of every kind, some of each taken and some refused', () => {
    expect(executed.length).to.be.greaterThan(3_000);
    const kinds = new Set(taken.map(({ signed }) => kindOf(signed.block.kind)));
    // All but PAYMENT_DEEMED, for which three working days would have to go by, and FOUNDER_REKEY, for which 90 would.
    expect(kinds.size).to.equal(43);
    for (const kind of kinds) {
      const refused = executed.filter(({ signed, taken: its }) => !its && kindOf(signed.block.kind) === kind);
      expect(refused, kind).to.not.be.empty;
    }
  });

  it('followed pages hold what was taken, in its order, and nothing else', () => {
    expect(recorded.map(({ digest }) => digest)).to.deep.equal(taken.map(({ digest }) => digest));
  });

  it('a signature, a kind and data that a reader refuses, the execution refused', () => {
    const { network } = house.client;
    let believed = 0;
    const keys = createKeyHistory(keyRegisterOf(network));
    for (const { name, signed, taken: its } of executed) {
      const reads = believes(() => {
        checkSignedBlock(domainOf(network), signed, keys.at(0n));
        const ledger = ledgerNameOf(network, signed.ledger);
        const fact = readFact({ kind: signed.block.kind, data: signed.data });
        if (ledger === undefined || !takesKind(ledger, fact.kind)) throw new Error('another ledger');
      });
      if (its) expect(reads, `${name} of kind ${signed.block.kind} was taken`).to.equal(true);
      if (reads) believed++;
      if (!its) continue;
      const fact = readFact({ kind: signed.block.kind, data: signed.data });
      // The one REKEY that comes into force is of an account that says nothing more.
      if (isKeyFact(fact)) keys.take(signed.block, fact, 0n);
    }
    // What is well said can still be refused for what it says; the other way round never.
    console.log(`      ${believed} are well formed, ${executed.length - believed} are not`);
    expect(believed).to.be.greaterThan(taken.length);
  });

  it('verify executes them all again, and finds the same taken and refused', async () => {
    const { network, url } = { network: house.client.network, url: house.url };
    const records = recordsOfUrl(url, new AbortController().signal);
    const result = await verifyChain({ network, records, engine: await startEngine() });
    expect(result).to.have.property('ok', true);
    expect(result.counts.internalBlocks).to.equal(taken.length);
    expect(result.counts.refused).to.equal(executed.length - taken.length);
  });

  it('the indexer writes each that was taken', async () => {
    await using database = await PGLITE.open();
    const { readModel } = database.store;
    let written = 0;
    for (const page of pages) written += await applyPage({ readModel, network: house.client.network, page });
    expect(written).to.equal(taken.length);
  });

  for (const name of ['company', 'provider'] as const) {
    it(`the biller of the ${name} applies each that was taken`, () => {
      const state = emptyState(house.ledger[name].address, house.client.network);
      const kept = recorded.filter((one) => applyBlock(state, one).kept);
      expect(kept).to.not.be.empty;
    });
  }

  it('the collector mirrors each that was taken', () => {
    const database = openDatabase(join(folder.path, 'inbox.sqlite'), migrationsIn(INBOX_MIGRATIONS));
    const inbox = openInbox(database);
    const effects = recorded.map((one) => mirrorBlock(inbox, one, house.client.network));
    database.close();
    expect(effects.filter((effect) => effect === 'register')).to.not.be.empty;
  });

  it('the page believes each that was taken, and none under the digest of another', () => {
    const { network } = house.client;
    const changes = taken.map(({ signed }) => signed).filter(({ block }) => block.kind === KIND.KEY_ROTATE);
    let others = 0;
    for (const { signed, digest, taken: its } of executed) {
      const kind = kindOf(signed.block.kind);
      if (kind === undefined || kind === 'READINGS') continue;
      const keys = changes.filter(({ block }) => block.from === signed.block.from);
      const read = (said: { kind: DataKind; digest: typeof digest }): boolean =>
        believes(() =>
          readRecorded({
            network,
            recorded: { digest: said.digest, position: 1n, signed, keys },
            kind: said.kind,
            from: signed.block.from,
            ledgers: [signed.ledger],
          }),
        );
      if (its) expect(read({ kind, digest })).to.equal(true);
      for (const other of taken.slice(-1)) {
        if (other.digest === digest) continue;
        others++;
        expect(read({ kind, digest: other.digest })).to.equal(false);
      }
    }
    expect(others).to.be.greaterThan(3_000);
  });
});
