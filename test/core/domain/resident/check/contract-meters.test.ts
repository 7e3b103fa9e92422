import { expect } from 'chai';
import { periodStart } from '../../../../../core/domain/billing/period.ts';
import { ZERO_32, type Hex } from '../../../../../core/domain/bytes/hex.ts';
import { deviceIdOf } from '../../../../../core/domain/crypto/device-signature.ts';
import { decodeData, type BlockData } from '../../../../../core/domain/ledger/block-data.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { checkBill } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { MeterEvidence } from '../../../../../core/domain/resident/check/check-frames.ts';
import {
  actors,
  billWorld,
  CONTRACT,
  device,
  METER,
  meterRecord,
  network,
  PERIOD,
  record,
  terms,
  upkeepWorld,
  type BillWorld,
} from '../bill-fixture.ts';

const [OLD, OLDER] = [`0x${'99'.repeat(32)}`, `0x${'88'.repeat(32)}`] as const;
const START = periodStart(PERIOD, network.timeZone);

/** A meter of the flat's, with the METER_REPLACE that names its successor. */
function meter(
  meterId: Hex,
  successor?: Hex,
  by: 'company' | 'provider' = 'company',
  change: Partial<BlockData['METER_REGISTER']> = {},
): MeterEvidence {
  const recorded = meterRecord('company', deviceIdOf(device.key), { meterId, ...change });
  const data = { oldMeterId: meterId, newMeterId: successor ?? ZERO_32 };
  const replacement = successor === undefined ? null : record('METER_REPLACE', by, 'company', 'meters', meterId, data);
  return { recorded, device: device.key, replacement };
}

describe('the meters and the time of a contract, for its bills', () => {
  let world: BillWorld;
  before(async () => {
    world = await billWorld();
  });
  /** The check of the terms after a change of the evidence. */
  const after = async (change: Partial<BillEvidence>, { evidence } = world): Promise<string> => {
    const policy = { witnesses: [], required: 0 };
    const bill = { network, account: actors.subscriber, policy, now: 0n, evidence: { ...evidence, ...change } };
    const found = (await checkBill(bill)).checks.find(({ name }) => name === 'terms');
    return `${found?.state} ${found?.code ?? ''}`.trim();
  };
  const other = { terms: { ...terms, meterIds: [OLD] } };

  it('T1: alarms at a meter that is not in the contract and took no place of one that is', async () => {
    expect(await after(other)).to.equal('failed TERMS_OTHER');
    expect(await after({ ...other, meters: [meter(METER), meter(OLD)] })).to.equal('failed TERMS_OTHER');
    expect(await after({ ...other, meters: [meter(METER), meter(OLD, OLDER)] })).to.equal('failed TERMS_OTHER');
    expect(await after({ ...other, meters: [meter(METER, OLD)] })).to.equal('failed TERMS_OTHER');
  });

  it('M4: alarms at a replacement that the company did not sign, and at a chain with a link left out', async () => {
    const forged = [meter(METER), meter(OLD, METER, 'provider')];
    expect(await after({ ...other, meters: forged })).to.equal('failed SENDER_MISMATCH');
    const broken = { terms: { ...terms, meterIds: [OLDER] }, meters: [meter(METER), meter(OLD, METER), meter(OLDER)] };
    expect(await after(broken)).to.equal('failed TERMS_OTHER');
    const round = { terms: { ...terms, meterIds: [OLDER] }, meters: [meter(METER, OLD), meter(OLD, METER)] };
    expect(await after(round)).to.equal('failed TERMS_OTHER');
  });

  it('M4: alarms at a successor that is registered for another flat, provider or service, or not shown at all', async () => {
    const strangers = [{ owner: actors.company.address }, { provider: actors.company.address }, { resource: 2 }];
    for (const change of strangers) {
      const meters = [meter(METER, undefined, 'company', change), meter(OLD, METER)];
      expect(await after({ ...other, meters })).to.equal('failed TERMS_OTHER');
    }
    expect(await after({ ...other, meters: [meter(OLD, METER)] })).to.equal('failed TERMS_OTHER');
  });

  it('M4: accepts the meter at the end of a chain of replacements that the company signed', async () => {
    expect(await after({ ...other, meters: [meter(METER), meter(OLD, METER)] })).to.equal('passed');
    const twice = [meter(OLDER, OLD), meter(OLD, METER), meter(METER)];
    expect(await after({ terms: { ...terms, meterIds: [OLDER] }, meters: twice })).to.equal('passed');
  });

  it('M4: alarms at a line that begins when the contract had ended, and accepts the one that its end lies in', async () => {
    expect(await after({ until: START })).to.equal('failed CONTRACT_ENDED');
    expect(await after({ until: START + 1n })).to.equal('passed');
  });

  it('M4: alarms at a line that ends after the month of the bill', async () => {
    const data = decodeData('INVOICE', world.evidence.invoice.signed.data);
    const [line] = data.metered;
    if (line === undefined) throw new Error('no line');
    const metered = [{ ...line, closeTime: line.closeTime + 1n }];
    const invoice = record('INVOICE', 'provider', 'subscriber', 'billingLedger', CONTRACT, { ...data, metered });
    expect(await after({ invoice })).to.equal('failed LINE_BEYOND_PERIOD');
  });

  it('M4: alarms at a bill without meters for a month that the contract did not reach', async () => {
    const upkeep = await upkeepWorld();
    expect(await after({ until: START }, upkeep)).to.equal('failed CONTRACT_ENDED');
    expect(await after({ until: START + 1n }, upkeep)).to.equal('failed DECLARED_AMOUNT_WRONG');
  });
});
