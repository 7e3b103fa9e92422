import { randomInt } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { askComparison } from '../../../app/server/operator/ask-operator.ts';
import { loadBills } from '../../../app/web/src/resident/load/load-bills.ts';
import { loadReadings } from '../../../app/web/src/resident/load/load-readings.ts';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { channelOf, invoiceIdOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { nextPeriod, periodOf, periodStart, previousPeriod } from '../../../core/domain/billing/period.ts';
import { loadOrCreateAccount } from '../../../core/runtime/keystore.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { retry } from '../../../core/runtime/retry.ts';
import type { Registers } from '../../../sandbox/meters/house-registers.ts';
import { writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { signIn, type SandboxResident } from '../../../sandbox/residents/resident.ts';
import { waitFor } from '../../support/wait-for.ts';
import { checkBills, checkCopies, checkFrames, checkReplicas } from '../../../scripts/story/checks.ts';
import { openLedgerView, type LedgerView } from '../../../scripts/story/ledger-view.ts';
import { operatorPortOf } from '../../../scripts/world/operator-port.ts';
import { keystoreOf } from '../../../scripts/world/world-plan.ts';
import { randomFrom, shuffled } from '../../support/random-from.ts';
import { world } from '../../support/world.ts';
import type { House } from '../../support/world/house-part.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

/** One flat with a meter of a single register, one with three zones; both with cold water. */
const FLATS = [1, 7];
const CONTRACTS = 3 * FLATS.length;
/** A busy machine takes its time over a month of a house: the limit is for what hangs. */
const PATIENCE_MS = 600_000;
const LONGEST_PAUSE_MS = 600;
const DAY = 86_400n;
/** State of an invoice that nothing is open of. */
const SETTLED = 2;

describe('kill -9 of every program', function () {
  this.timeout(4 * PATIENCE_MS);
  const seed = Number(process.env['DOMLEDGER_TEST_SEED'] ?? randomInt(1_000_000));
  const random = randomFrom(seed);
  let house: House;
  let view: LedgerView;
  let client: ChainClient;
  let period: number;
  let registers: Registers;
  let residents: SandboxResident[];
  const kills = new Map<string, number>();

  before(async () => {
    console.log(`      DOMLEDGER_TEST_SEED=${seed}`);
    ({ house } = await world({ house: { flats: FLATS, played: true } }));
    client = await house.connect('replicaPortal');
    view = openLedgerView(client);
    period = previousPeriod(periodOf(BigInt(Math.floor(Date.now() / 1000)), client.network.timeZone));
    await untilLedgers('all contracts have two copies and all meters are registered', () => {
      const registered = new Set(
        view.ofKind('METER_REGISTER').map(({ data }) => decodeData('METER_REGISTER', data).meterId),
      );
      return view.ofKind('COPY').length === 2 * CONTRACTS && registered.size === house.house.meters.length;
    });
    await killWhileItWorks();
    await house.settle();
    await view.refresh();
    residents = await Promise.all(house.house.premises.map(({ premise }) => residentOf(premise)));
    const counted = [...kills].map(([name, count]) => `${name} ${count}`).join(', ');
    console.log(`      killed: ${counted}`);
  });
  after(async () => {
    await house?.[Symbol.asyncDispose]();
  });

  /** Hands a part of the month's telegrams to the gateway before each pair of kills; then goes on killing while bills are made and paid. */
  async function killWhileItWorks(): Promise<void> {
    const { plan } = house;
    const waiting = join(house.dataDir, 'telegrams');
    const written = writeSpool({ house: house.house.house, period, spoolDir: waiting });
    registers = written.registers;
    mkdirSync(plan.spoolDir, { recursive: true });
    const days = readdirSync(waiting).toSorted();
    const names = plan.programs.map(({ name }) => name);
    const once = pairs(shuffled(names, random));
    const twice = pairs(shuffled(names, random));
    const portion = Math.ceil(days.length / once.length);
    for (const pair of once) {
      for (const day of days.splice(0, portion)) renameSync(join(waiting, day), join(plan.spoolDir, day));
      await killPair(pair);
    }
    for (const pair of twice) {
      if (await settledNow()) break;
      await killPair(pair);
    }
    await untilLedgers('every bill is settled', () => settled() === CONTRACTS);
  }

  async function killPair(names: readonly string[]): Promise<void> {
    await Promise.all(
      names.map(async (name) => {
        await pause(random() * LONGEST_PAUSE_MS, new AbortController().signal);
        await house.kill(name);
        kills.set(name, (kills.get(name) ?? 0) + 1);
        await retry(() => house.restart(name), {
          attempts: 3,
          baseMs: 200,
          maxMs: 1_000,
          signal: AbortSignal.timeout(PATIENCE_MS),
        });
      }),
    );
  }

  function settled(): number {
    return view.ofKind('RECEIPT').filter(({ data }) => decodeData('RECEIPT', data).settles).length;
  }

  async function settledNow(): Promise<boolean> {
    await refreshed();
    return settled() === CONTRACTS;
  }

  /** The replica that is asked may be the one that was killed. */
  async function refreshed(): Promise<void> {
    await view.refresh().catch((error: unknown) => {
      if (!(error instanceof TransientError)) throw error;
    });
  }

  async function untilLedgers(what: string, question: () => boolean): Promise<void> {
    const asked = async (): Promise<boolean> => {
      await refreshed();
      return question();
    };
    await waitFor(what, asked, { ms: PATIENCE_MS });
  }

  async function residentOf(premise: string): Promise<SandboxResident> {
    const account = await loadOrCreateAccount(keystoreOf(join(house.dataDir, 'sandbox-residents', premise)));
    return signIn({ person: { login: premise, premise }, account, portalUrl: house.url('app') });
  }

  it('kills each of them while it works', () => {
    expect([...kills.keys()].toSorted()).to.deep.equal(house.plan.programs.map(({ name }) => name).toSorted());
  });

  it('leaves one frame of each day in each channel, in one chain without a gap', () => {
    const { timeZone } = client.network;
    expect(checkFrames(view)).to.deep.equal([]);
    const [start, end] = [periodStart(period, timeZone), periodStart(nextPeriod(period), timeZone)];
    const days = Number((end - start + DAY / 2n) / DAY);
    const channels = house.house.meters.flatMap(({ name, obis }) =>
      obis.map((code) => channelOf(house.plan.meterIds.get(name) ?? '0x', obisFromText(code))),
    );
    const frames = Map.groupBy(view.frames, ({ channel }) => channel);
    expect([...frames.keys()].toSorted()).to.deep.equal(channels.toSorted());
    for (const [channel, chain] of frames) {
      expect(
        chain.map(({ sequence }) => Number(sequence)),
        channel,
      ).to.deep.equal(chain.map((_, index) => index + 1));
      expect(
        chain.filter(({ flags }) => (flags & FLAG.dayPacket) !== 0),
        channel,
      ).to.have.length(days);
      const closing = chain.filter(({ flags }) => (flags & FLAG.periodClose) !== 0).map(({ time }) => time);
      expect([chain.at(0)?.time, closing.at(-1), chain.at(-1)?.time], channel).to.deep.equal([start, end, end]);
    }
  });

  it('leaves registers that each resident can open, with the last value that the meters had', async () => {
    for (const resident of residents) {
      const { meters } = await loadReadings(resident, 1n);
      for (const { meter, registers: read } of meters) {
        const name = house.house.meters.find((one) => house.plan.meterIds.get(one.name) === meter.meterId)?.name ?? '';
        const last = read
          .map(({ readings }) => readings.at(-1))
          .map((reading) => (reading?.state === 'opened' ? reading.value : undefined));
        expect(last, name).to.deep.equal(registers.get(name));
      }
    }
  });

  it('leaves one invoice of each contract and month, right by public data, and settled', async () => {
    expect(checkCopies(view, domainOf(client.network))).to.deep.equal([]);
    expect(await checkBills(view, client)).to.deep.equal([]);
    const invoices = view
      .ofKind('INVOICE')
      .map(({ block, data, ledgerName }) => ({ block, ledgerName, ...decodeData('INVOICE', data) }));
    const keys = invoices.map(({ contractId, period: month, series }) => `${contractId}:${month}:${series}`);
    expect(keys).to.have.length(CONTRACTS);
    expect(new Set(keys).size).to.equal(CONTRACTS);
    for (const { block, contractId, period: month, series, ledgerName } of invoices) {
      const ledger = ledgerName === 'contractLedger' ? 'contractLedger' : 'billingLedger';
      const kept = await client.read.invoice(ledger, invoiceIdOf(block.from, contractId, month, series));
      expect(kept?.state).to.equal(SETTLED);
    }
  });

  it('leaves one payment of each order that the bank took, and one receipt of each payment', async () => {
    const payments = view.ofKind('PAYMENT').map(({ digest, data }) => ({ digest, ...decodeData('PAYMENT', data) }));
    const receipts = view.ofKind('RECEIPT').map(({ data }) => decodeData('RECEIPT', data).paymentId);
    expect(new Set(payments.map(({ paymentReference }) => paymentReference)).size).to.equal(payments.length);
    expect(receipts.toSorted()).to.deep.equal(payments.map(({ digest }) => digest).toSorted());
    expect(paidAtBank()).to.equal(payments.length);
    expect(payments).to.have.length(CONTRACTS);
    for (const resident of residents) {
      for (const { record, report } of await loadBills(resident)) {
        expect(report.settled, record.invoiceId).to.equal(true);
        expect(
          report.payments.reduce((sum, { amount }) => sum + amount, 0n),
          record.invoiceId,
        ).to.equal(report.opened?.total);
      }
    }
  });

  function paidAtBank(): number {
    using book = new DatabaseSync(join(house.dataDir, 'sandbox-bank', 'bank.sqlite'), { readOnly: true });
    return Number(book.prepare("select count(*) as paid from orders where state = 'succeeded'").get()?.['paid']);
  }

  it('leaves every replica equal to the sealer, and the read model equal to one rebuilt from block 0', async () => {
    const replicas = await Promise.all([
      house.connect('replicaPortal'),
      house.connect('replicaElectricity'),
      house.connect('replicaWater'),
      house.connect('replicaCompany'),
    ]);
    expect(await checkReplicas(await house.connect('sealer'), replicas)).to.deep.equal([]);
    expect(await askComparison(operatorPortOf(house.plan))).to.include({ equal: true });
  });
});

function pairs<T>(members: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(members.length / 2) }, (_, index) => members.slice(2 * index, 2 * index + 2));
}
