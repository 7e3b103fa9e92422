import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { accountOfContract } from '../../../biller/accounts/account-of-contract.ts';
import { openDesk, type Desk } from '../../../biller/commands/act-by-hand.ts';
import { billerSettings } from '../../../biller/settings.ts';
import { standingOf } from '../../../biller/letters/letter-term.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startEmbeddedEngine } from '../../../sealer/engine/embedded/embedded-engine.ts';
import { startSealer, type RunningSealer } from '../../../sealer/main.ts';
import { genesisOf } from '../../../sealer/network/genesis.ts';
import { sealerSettings } from '../../../sealer/settings.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { sourceOf } from '../../../scripts/commands/verify.ts';
import { freeWorldPorts } from '../../../scripts/world/free-ports.ts';
import { houseOf, pastOf, seedWorld, withPast, type SeededWorld } from '../../../scripts/world/seed-world.ts';
import { planWorld } from '../../../scripts/world/world-plan.ts';
import type { WorldPorts } from '../../../scripts/world/world-ports.ts';
import type { WorldPlan } from '../../../scripts/world/planned-program.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { refusal } from '../../support/refusal.ts';

/** Two months of two flats that ended long ago, from seed 1: what stands on the ledgers. `FACTS_WRITE=1` takes it anew. */
const FACTS = fileURLToPath(new URL('past-facts.txt', import.meta.url));
const SIZE = { months: 2, flats: 2, seed: 1 };
const REPLICAS = ['replica-portal', 'replica-electricity', 'replica-water', 'replica-company'];

describe('a house with a past', function () {
  this.timeout(900_000);
  const folder = tempFolder();
  const dataDir = join(folder.path, 'house');
  let ports: WorldPorts;
  let made: SeededWorld;
  let plan: WorldPlan;
  let sealer: RunningSealer;

  before(async () => {
    ports = await freeWorldPorts();
    made = await seedWorld({ dataDir, ports, size: SIZE, until: 202609, check: true });
    const planned = await planWorld({ dataDir, ports, house: houseOf(made.spec), liveMeters: true });
    plan = withPast(planned, made.spec);
  });
  after(async () => {
    await sealer?.[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const deskOf = (name: 'company' | 'electricity' | 'water'): Promise<Desk> => {
    const program = plan.programs.find((one) => one.name === `biller-${name}`);
    const here = { replicaUrl: [sealer.url], queueUrl: [sealer.url], logLevel: 'silent' };
    const overrides = { ...program?.settings, ...here };
    const settings = readSettings(billerSettings, { prefix: 'TEST_', overrides });
    return openDesk(settings, new AbortController().signal);
  };

  it('says the same from the same seed, to the day and the kopeck', () => {
    if (process.env['FACTS_WRITE'] === '1') writeFileSync(FACTS, `${made.facts.join('\n')}\n`);
    const known = readFileSync(FACTS, 'utf8').trimEnd().split('\n');
    expect({ more: without(made.facts, known), fewer: without(known, made.facts) }).to.deep.equal({
      more: [],
      fewer: [],
    });
  });

  it('has bills in which the pages of its people find nothing', () => {
    // Two flats, two months, three contracts, and one bill that was issued anew.
    expect(made.checked).to.deep.equal({ bills: 13, faults: [] });
  });

  it('verifies from block 0, at every register', async () => {
    const { network, records } = await sourceOf({ data: dataDir });
    await using engine = await startEmbeddedEngine(genesisOf(network.chainId));
    const verified = await verifyChain({ network, records, engine });
    expect(verified.ok, JSON.stringify(verified.ok ? '' : verified.fault)).to.equal(true);
    expect(verified.counts.bills).to.equal(13);
    const length = statSync(join(dataDir, 'sealer', 'blocks.log')).size;
    for (const name of REPLICAS) {
      const log = join(dataDir, name, 'blocks.log');
      expect([existsSync(log), length - statSync(log).size < 65_536], name).to.deep.equal([true, true]);
    }
  });

  it('goes on where it was left, and is no other house', async () => {
    expect(pastOf(dataDir, undefined)).to.deep.equal(made.spec);
    expect(await refusal(() => pastOf(dataDir, { ...SIZE, months: 3 }))).to.equal('WORLD_OTHER');
    expect(await refusal(() => seedWorld({ dataDir, ports, size: SIZE }))).to.equal('DATA_NOT_EMPTY');
    const program = plan.programs.find(({ name }) => name === 'sealer');
    const overrides = { ...program?.settings, answersState: true, logLevel: 'silent' };
    const settings = readSettings(sealerSettings, { prefix: 'TEST_', overrides });
    sealer = await startSealer(settings, new AbortController().signal);
    const { context } = await deskOf('company');
    expect([...context.state.participants.values()].filter(({ role }) => role === ROLE.subscriber)).to.have.length(2);
  });

  it('owes what was not paid, and holds a bill in part, one issued anew, and letters with and without an answer', async () => {
    const { context: company } = await deskOf('company');
    const { context: electricity } = await deskOf('electricity');
    const overdue = async (context: typeof company): Promise<string[]> => {
      const own = [...context.state.contracts.values()].filter(({ supplier }) => supplier === context.state.me);
      const statements = await Promise.all(own.map(({ contractId }) => accountOfContract(context, contractId)));
      return statements.map((statement) => statement?.overdue ?? '');
    };
    for (const context of [company, electricity]) {
      const sums = await overdue(context);
      expect(sums).to.have.length(2);
      for (const sum of sums) expect(Number(sum), sum).to.be.greaterThan(0);
    }
    const states = [...company.state.invoices.values()].map(({ state }) => state);
    expect(states.filter((state) => state === 'void')).to.have.length(1);
    const parts = [...electricity.state.invoices.values()].filter(
      ({ state, payments }) => state === 'issued' && payments.length === 1,
    );
    expect(parts).to.have.length(1);
    const letters = [...company.state.appeals.values()].map((letter) => standingOf(company, letter).word);
    expect(letters).to.deep.equal(['answered', 'received']);
  });
});

/** The lines that the others have not, or have fewer times. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}
