import { draftBill, type BilledRegister, type BillDraft } from '../../../../core/domain/billing/bill-draft.ts';
import { linesByTerms, shareOfPeriod, type DeclaredAmount } from '../../../../core/domain/billing/bill-lines.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import type { ContractTerms } from '../../../../core/domain/billing/contract-terms.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../../core/domain/ledger/ids.ts';
import type { ReadingOpening } from '../../../../core/domain/billing/bill-open.ts';
import { rulesAt } from '../../../../core/domain/billing/tariff-rules.ts';

/** 1 October and 1 November 2026, 00:00 in Moscow. */
export const OCTOBER = 1_790_802_000n;
export const NOVEMBER = 1_793_480_400n;
export const TIME_ZONE = 'Europe/Moscow';

export function bytes32(fill: number): Hex {
  return toHex(new Uint8Array(32).fill(fill));
}

export const PROVIDER: Hex = '0x00000000000000000000000000000000000000b1';
export const SUBSCRIBER: Hex = '0x00000000000000000000000000000000000000a1';
export const CONTRACT = bytes32(0x0c);
export const METER = bytes32(0x3e);

export function meteredTerms(over: Partial<ContractTerms> = {}): ContractTerms {
  return {
    version: '1',
    resource: '1',
    provider: PROVIDER,
    subscriber: SUBSCRIBER,
    meterIds: [METER],
    zones: '3',
    unit: '1',
    exponent: '0',
    area: '54.3',
    residents: '2',
    norm: null,
    installation: 'possible',
    from: '2026-10-01',
    ...over,
  };
}

export function normTerms(over: Partial<ContractTerms> = {}): ContractTerms {
  return meteredTerms({ resource: '2', meterIds: [], zones: '1', unit: '2', exponent: '-3', norm: '4.745', ...over });
}

export function upkeepTerms(over: Partial<ContractTerms> = {}): ContractTerms {
  return meteredTerms({ resource: '6', meterIds: [], zones: '1', unit: '0', ...over });
}

/** One register per zone, from `open` to `close`, with blindings that depend on the zone. */
export function register(zone: number, rate: bigint, open: bigint, close: bigint): BilledRegister {
  const blinding = BigInt(zone + 1) * 1_000_003n;
  const reading = (sequence: bigint, time: bigint, value: bigint, b: bigint): BilledRegister['open'] => ({
    sequence,
    time,
    link: `0x${sequence.toString(16).padStart(32, '0')}`,
    point: commit(value, b),
    value,
    blinding: b,
  });
  return {
    meterId: METER,
    obis: obisFromText(`1-0:1.8.${zone}*255`),
    zone,
    rate,
    open: reading(1n, OCTOBER, open, blinding),
    close: reading(32n, NOVEMBER, close, blinding * 7n + 5n),
  };
}

export function openingsOf(registers: readonly BilledRegister[]): ReadingOpening[] {
  return registers.flatMap(({ meterId, obis, open, close }) =>
    [open, close].map(({ sequence, value, blinding }) => ({
      channel: channelOf(meterId, obis),
      sequence,
      value,
      blinding,
    })),
  );
}

export function scalars(start = 77n): () => bigint {
  let next = start;
  return () => (next = next * 6_364_136_223_846_793_005n + 1n);
}

/** @param over.termsRate of the whole period, of a contract without meters: its lines follow from the terms */
export function sampleBill({ termsRate, ...over }: SampleBill = {}): BillDraft {
  const terms = over.terms ?? meteredTerms();
  const rules = rulesAt('2026-10-01');
  return draftBill({
    contractId: CONTRACT,
    terms,
    period: 202610,
    series: 0,
    registers: sampleRegisters(),
    carriedIn: 0n,
    rules,
    currency: 'RUB',
    dueDate: 1_794_776_399n,
    randomScalar: scalars(),
    ...(termsRate === undefined ? {} : { lines: linesAt(terms, termsRate) }),
    ...over,
  });
}

/** What follows from the terms in October 2026 at one rate. */
export function linesAt(terms: ContractTerms, rate: bigint): DeclaredAmount[] {
  const { days, of } = shareOfPeriod({ from: terms.from, period: 202610, timeZone: TIME_ZONE });
  return linesByTerms({ terms, parts: [{ from: terms.from, days, rate }], of, rules: rulesAt('2026-10-01') });
}

type SampleBill = Partial<Parameters<typeof draftBill>[0]> & { termsRate?: bigint };

export function sampleRegisters(): BilledRegister[] {
  return [
    register(1, 10_130_000_000n, 100_000n, 181_234n),
    register(2, 6_730_000_000n, 50_000n, 93_001n),
    register(3, 3_410_000_000n, 7n, 25_018n),
  ];
}
