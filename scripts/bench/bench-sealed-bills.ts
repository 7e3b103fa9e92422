import type { Occasion } from '../../biller/engine/occasion.ts';
import { priceBill } from '../../biller/engine/price-bill.ts';
import { message, signMessage } from '../../biller/sender.ts';
import { draftBill } from '../../core/domain/billing/bill-draft.ts';
import { billRoom, encodeBill } from '../../core/domain/billing/bill.ts';
import type { ContractTerms } from '../../core/domain/billing/contract-terms.ts';
import { rulesAt } from '../../core/domain/billing/tariff-rules.ts';
import { toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { commit, randomScalar } from '../../core/domain/crypto/commitment.ts';
import { accountFromMnemonic, createMnemonic, type Account } from '../../core/domain/ledger/account.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { sealForBlock, withSelf } from '../../core/domain/resident/author.ts';
import { round } from './round.ts';

const BILLS = 300;
/** Promised, on one core. */
const LIMIT = 250;
const CONTRACT: Hex = `0x${'0c'.repeat(32)}`;
const DUE = 1_794_776_399n;

/**
 * Upkeep bills with house needs as the biller makes them, a second of one core's time: priced by the engine, three lines committed, sealed for two and signed.
 * The ceiling is their commitments alone.
 */
export async function benchSealedBills(): Promise<Record<string, number>> {
  const [account, resident] = [accountFromMnemonic(createMnemonic()), accountFromMnemonic(createMnemonic())];
  const network = networkOf(account.address);
  const of = occasionOf(account, resident);
  const make = (index: number): Promise<unknown> =>
    makeOne({ account, resident, network, of, period: 202_601 + (index % 12) });
  const sealed = await perSecond(make);
  const ceiling = await perSecond(() => {
    for (let line = 0; line < 4; line++) commit(randomScalar(), randomScalar());
    return Promise.resolve();
  });
  return {
    sealed_bills_per_s: round(sealed),
    sealed_bills_per_s_ceiling: round(ceiling),
    sealed_bills_per_s_limit: LIMIT,
  };
}

async function makeOne(args: {
  account: Account;
  resident: Account;
  network: Network;
  of: Occasion;
  period: number;
}): Promise<unknown> {
  const { account, resident, network, of, period } = args;
  const { lines } = priceBill({ ...of, period });
  const draft = draftBill({
    ...{ contractId: CONTRACT, terms: of.terms, period, series: 0, registers: [], lines, carriedIn: 0n },
    ...{ rules: of.rules, currency: 'RUB', dueDate: DUE, randomScalar },
  });
  const place = { ledger: 'contractLedger', kind: 'INVOICE', subject: draft.invoiceId } as const;
  const readers = withSelf(account, [{ address: resident.address, encryptionKey: resident.encryptionKey }]);
  const content = encodeBill(draft.content);
  const envelope = await sealForBlock({ account, network }, place, content, readers, billRoom(draft.content));
  const said = message(place, resident.address, { ...draft.invoiceData, envelope });
  return signMessage({ account, network, message: said, timestamp: DUE });
}

async function perSecond(work: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 0; index < BILLS / 10; index++) await work(index);
  const before = process.cpuUsage();
  for (let index = 0; index < BILLS; index++) await work(index);
  const { user, system } = process.cpuUsage(before);
  return BILLS / ((user + system) / 1e6);
}

function occasionOf(account: Account, resident: Account): Occasion {
  const terms: ContractTerms = {
    ...{ version: '1', resource: '6', provider: account.address, subscriber: resident.address, meterIds: [] },
    ...{ zones: '1', unit: '0', exponent: '0', area: '54.30', residents: '2', norm: null },
    ...{ installation: 'possible', from: '2025-01-01' },
  };
  const about = { enteredAt: 0n, date: '2026-01-01', author: 'bench', evidence: 'bench' };
  const water = { resource: 'coldWater', unit: 'm3', from: '2026-01-01' } as const;
  const norm = { kind: 'house-needs-norm', ...water, norm: '0.02', common_area: '810', area: '5430' } as const;
  return {
    ...{ contractId: CONTRACT, terms, period: 202_601, until: undefined, timeZone: 'Europe/Moscow', currency: 'RUB' },
    ...{ country: 'ru', isCompany: true, rules: rulesAt('2026-01-01'), metered: [], penalty: undefined },
    flat: { area: [], residents: [] },
    rates: [{ provider: account.address, resource: 6, zone: 0, validFrom: 0n, mantissa: 3_215n, exponent: -2 }],
    facts: [
      { ...about, number: 1, content: { kind: 'tariff', ...water, price: '50.93' } },
      { ...about, number: 2, content: norm },
    ],
  };
}

function networkOf(company: Hex): Network {
  const at = (fill: number): Hex => toHex(new Uint8Array(20).fill(fill));
  return {
    ...{ name: 'bench', chainId: 1n, salt: CONTRACT, currency: 'RUB', timeZone: 'Europe/Moscow' },
    ...{ seal: { address: at(9), targetBits: 0 }, company, portal: at(8), witnesses: [] },
    contracts: {
      ...{ participants: at(1), meters: at(2), tariffs: at(3), premises: at(7) },
      ...{ contractLedger: at(4), billingLedger: at(5), readingLedger: at(6) },
    },
  };
}
