import { expect } from 'chai';
import { accountFromMnemonic, createMnemonic } from '../../../../../core/domain/ledger/account.ts';
import { frameKeys } from '../../../../../core/domain/reading/payload.ts';
import { encodeFrame } from '../../../../../core/domain/reading/frame.ts';
import { channelOf } from '../../../../../core/domain/ledger/ids.ts';
import { sealEnvelope } from '../../../../../core/domain/crypto/envelope.ts';
import { toHex } from '../../../../../core/domain/bytes/hex.ts';
import { encodeClosing } from '../../../../../core/domain/ownership/closing-content.ts';
import type { BillEvidence } from '../../../../../core/domain/resident/check/bill-evidence.ts';
import { checkBill } from '../../../../../core/domain/resident/check/check-bill.ts';
import { contextOf } from '../../../../support/context-of.ts';
import { actors, billWorld, METER, network, OBIS, periodKeys, record, type Actor } from '../bill-fixture.ts';

const FIRST = {
  value: 10_000n,
  ...frameKeys({ periodKey: periodKeys[202609], channel: channelOf(METER, OBIS), sequence: 1n }),
};

/** The bill of a new owner, who was told the running period's key alone, and the handover behind the first frame. */
async function handedOver(
  change: { from?: Actor; value?: bigint; reader?: { address: `0x${string}`; encryptionKey: `0x${string}` } } = {},
): Promise<BillEvidence> {
  const { evidence } = await billWorld();
  const { from = 'company', value = FIRST.value, reader = actors.subscriber } = change;
  const [first] = evidence.frames;
  if (first === undefined) throw new Error('no frames');
  const envelope = await sealEnvelope({
    content: encodeClosing({ registers: [{ obis: OBIS, value, blinding: FIRST.blinding }] }),
    addressees: [reader],
    context: contextOf(network, actors[from], 'METER_TRANSFER', { ledger: 'meters', subject: METER }),
  });
  const handover = record('METER_TRANSFER', from, 'subscriber', 'meters', METER, {
    meterId: METER,
    owner: actors.subscriber.address,
    estimated: false,
    closings: [toHex(encodeFrame(first.frame))],
    envelope,
  });
  return {
    ...evidence,
    meters: evidence.meters.map((meter) => ({ ...meter, handovers: [handover] })),
    periodKeyEnvelopes: evidence.periodKeyEnvelopes.filter(({ period }) => period !== 202609),
  };
}

async function readingsOf(evidence: BillEvidence): Promise<string> {
  const policy = { witnesses: [], required: 0 };
  const { checks } = await checkBill({ network, account: actors.subscriber, policy, now: 0n, evidence });
  const check = checks.find(({ name }) => name === 'readings');
  return `${check?.state} ${check?.code ?? ''}`.trim();
}

describe('the first bill of a new owner', () => {
  it('does not open without the handover, by one for somebody else, or by one that another than the company signed', async () => {
    const evidence = await handedOver();
    const without = { ...evidence, meters: evidence.meters.map((meter) => ({ ...meter, handovers: [] })) };
    expect(await readingsOf(without)).to.equal('waiting PERIOD_KEY_MISSING');
    const reader = accountFromMnemonic(createMnemonic());
    expect(await readingsOf(await handedOver({ reader }))).to.equal('waiting PERIOD_KEY_MISSING');
    expect(await readingsOf(await handedOver({ from: 'provider' }))).to.equal('failed SENDER_MISMATCH');
  });

  it('is refused where the company told another register than the frame commits to', async () => {
    expect(await readingsOf(await handedOver({ value: FIRST.value + 1n }))).to.equal('failed CLOSING_NOT_OPENED');
  });

  it('opens by the closing register that the handover tells, and by nothing else of before', async () => {
    expect(await readingsOf(await handedOver())).to.equal('passed');
  });
});
