import { randomBytes } from 'node:crypto';
import { addPoints, G, INFINITY } from '../../core/domain/crypto/commitment.ts';
import { encodeSubmit } from '../../core/domain/ledger/block-data.ts';
import { toHex, ZERO_32 } from '../../core/domain/bytes/hex.ts';
import { checkSignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { LABEL, RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { OFFER_LIFE } from '../../core/domain/limits.ts';
import { bareEngineSeconds } from './bare-engine.ts';
import { startBenchHouse } from './bench-house.ts';
import { allRecords, executeSeconds, gasOf } from './chain-records.ts';
import { round } from './round.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import type { BenchHouse } from './bench-house.ts';
import { domainOf } from '../../core/domain/ledger/network.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

const INVOICES = 600;
/** What an envelope with a bill of three lines for two addressees takes. */
const ENVELOPE_BYTES = 2_476;

/** The company's upkeep invoices (two declared lines) through the whole path of a ledger; ceilings as in `benchFrames`. */
export async function benchInvoices(): Promise<Record<string, number>> {
  await using house = await startBenchHouse();
  const contractId = await signContract(house);
  let commitment = G;
  const point = (): typeof G => (commitment = addPoints(commitment, G));
  const invoices = Array.from({ length: INVOICES }, (_, index): SignedBlock => {
    const value = {
      contractId,
      period: 200_001 + Math.floor(index / 12) * 100 + (index % 12),
      series: 0,
      dueDate: unixSeconds() + OFFER_LIFE,
      metered: [],
      declared: [
        { label: LABEL.upkeep, commitment: point() },
        { label: LABEL.rounding, commitment: point() },
      ],
      account: INFINITY,
      replaces: ZERO_32,
      envelope: toHex(randomBytes(ENVELOPE_BYTES)),
    };
    const { company, subscriber } = house.people;
    return house.form(company, 'contractLedger', 'INVOICE', value, { to: subscriber.address, subject: contractId });
  });
  const first = (await house.client.head()) + 1n;
  const seconds = await house.deliver(invoices, 16);
  const records = await allRecords(house);
  const { gas, perBlock } = gasOf(records, first);
  await house.stop();
  const bytes = invoices.reduce((sum, block) => sum + encodeSubmit(block).length / 2 - 1, 0) / INVOICES;
  const bare = await bareEngineSeconds({ count: INVOICES, bytes: Math.round(bytes), perBlock });
  return {
    invoices_per_s: round(INVOICES / seconds),
    invoices_per_s_ceiling: round(INVOICES / bare),
    invoices_per_s_engine_only: round(INVOICES / (await executeSeconds(records, first))),
    gas_per_invoice: Math.ceil(Number(gas) / INVOICES),
  };
}

async function signContract(house: BenchHouse): Promise<Hex> {
  const { company, subscriber } = house.people;
  const validUntil = unixSeconds() + OFFER_LIFE;
  const offer = house.form(
    company,
    'contractLedger',
    'OFFER',
    { resource: RESOURCE.upkeep, meterId: ZERO_32, validUntil, envelope: '0x' },
    { to: subscriber.address },
  );
  const contractId = checkSignedBlock(domainOf(house.client.network), offer);
  const copy = { contractId, subjectHash: toHex(randomBytes(32)), meterIds: [], envelope: '0x' } as const;
  await house.deliver([
    offer,
    house.form(subscriber, 'contractLedger', 'COPY', copy, { to: company.address, subject: contractId }),
    house.form(company, 'contractLedger', 'COPY', copy, { to: subscriber.address, subject: contractId }),
  ]);
  return contractId;
}
