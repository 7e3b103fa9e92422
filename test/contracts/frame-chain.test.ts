import { expect } from 'chai';
import fc from 'fast-check';
import { BaseError, ContractFunctionRevertedError } from 'viem';

import { readingLedgerAbi } from '../../core/chain/generated/ReadingLedger.ts';
import { G } from '../../core/domain/crypto/commitment.ts';
import { encodeFrame, frameDomain, frameHash, payloadHashOf } from '../../core/domain/reading/frame.ts';
import { concatBytes, fromHex, toHex, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { FLAG, KIND } from '../../core/domain/ledger/kinds.ts';
import { CLOCK_TOLERANCE, FRAME_LATE_AFTER, SEQUENCE_JUMP_MAX, SEQUENCE_MAX } from '../../core/domain/limits.ts';
import { followsFrame, type ChainVerdict, type LastFrame } from '../../core/domain/reading/follows-frame.ts';
import { BATCH_HEAD_BYTES, encodeReadings, FRAME_HEAD_BYTES } from '../../core/domain/reading/readings-data.ts';
import { CHAIN_ID, networkHelpers, publicClient, refused, type House } from './support/house.ts';
import { makeRegister, sendPacked, signBatch, type MadeFrame } from './support/metering.ts';
import { gateway, metered } from './support/metered-house.ts';

/** What a frame does with each field, seen from where its channel stands. */
type Step = {
  sequence: { by: bigint } | { at: bigint };
  previous: 'head' | 'as far as kept' | 'other in the kept part' | 'zero' | 'other';
  time: bigint;
  flags: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  sequence: fc.oneof(
    { weight: 12, arbitrary: fc.constant({ by: 1n }) },
    { weight: 3, arbitrary: fc.bigInt({ min: -2n, max: 4n }).map((by) => ({ by })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        { at: SEQUENCE_MAX },
        { at: (1n << 64n) - 1n },
        { by: SEQUENCE_JUMP_MAX },
        { by: SEQUENCE_JUMP_MAX + 1n },
      ),
    },
  ),
  previous: fc.oneof(
    { weight: 12, arbitrary: fc.constant('head' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('as far as kept', 'other in the kept part', 'zero', 'other' as const),
    },
  ),
  time: fc.oneof({ weight: 9, arbitrary: fc.bigInt({ min: 1n, max: 3_600n }) }, fc.bigInt({ min: -2n, max: 1n })),
  flags: fc
    .subarray([FLAG.gap, FLAG.periodClose, FLAG.tamper, FLAG.dayPacket])
    .map((flags) => flags.reduce((sum, flag) => sum | flag, 0)),
});

const OF_ERROR: Record<string, ChainVerdict> = {
  SequenceOutOfOrder: 'sequence',
  SequenceTooFar: 'sequence',
  PreviousMismatch: 'previous',
  TimeNotRising: 'time',
};

/** What the contract says of a block, without recording it. */
async function contractSays(signed: SignedBlock): Promise<ChainVerdict> {
  try {
    await publicClient.simulateContract({
      address: signed.ledger,
      abi: readingLedgerAbi,
      functionName: 'submit',
      args: [signed.block, signed.signature, signed.data],
      gas: 16_000_000n,
    });
    return 'follows';
  } catch (error) {
    const revert =
      error instanceof BaseError ? error.walk((one) => one instanceof ContractFunctionRevertedError) : error;
    const name = revert instanceof ContractFunctionRevertedError ? (revert.data?.errorName ?? '') : '';
    const verdict = OF_ERROR[name];
    if (verdict === undefined) throw error;
    return verdict;
  }
}

function previousOf(kind: Step['previous'], before: LastFrame | undefined): Hex {
  const head = fromHex(before?.hash ?? ZERO_32);
  const flipped = (at: number): Hex => toHex(head.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  switch (kind) {
    case 'head':
      return toHex(head);
    case 'as far as kept':
      return flipped(22);
    case 'other in the kept part':
      return flipped(21);
    case 'zero':
      return ZERO_32;
    case 'other':
      return `0x${'11'.repeat(32)}`;
  }
}

/** The frame that a step makes behind `before`; every one has the same register, which the chain does not depend on. */
function frameOf(house: House, channel: Hex, start: bigint, before: LastFrame | undefined, one: Step): MadeFrame {
  const ciphertext = new Uint8Array(26).fill(7);
  const last = before?.sequence ?? 0n;
  const wanted = 'at' in one.sequence ? one.sequence.at : last + one.sequence.by;
  const frame = {
    algorithm: gateway.key.algorithm,
    flags: one.flags,
    domain: frameDomain(CHAIN_ID, house.contracts.readingLedger.address),
    channel,
    sequence: wanted < 0n ? 0n : wanted,
    time: before === undefined ? (one.time > 0n ? start + one.time : 0n) : before.time + one.time,
    previous: previousOf(one.previous, before),
    commitment: G,
    payloadHash: payloadHashOf(ciphertext),
  };
  return { ...frame, ciphertext, hash: frameHash(encodeFrame(frame)), value: 1n, blinding: 0n };
}

describe('the chain of a channel, by the contract and by followsFrame', () => {
  it('gets the same verdict of both for hundreds of frames, right and wrong ones', async function () {
    this.timeout(300_000);
    const verdicts: Record<ChainVerdict, number> = { follows: 0, sequence: 0, previous: 0, time: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 14 }), async (steps) => {
        const house = await metered();
        const { channel } = house.register;
        let before: LastFrame | undefined;
        for (const one of steps) {
          const frame = frameOf(house, channel, house.now - 1_000_000n, before, one);
          const data = encodeReadings([signBatch(gateway, [frame])]);
          const signed = house.sign(house.collector, KIND.READINGS, data);
          const verdict = followsFrame(before, frame);
          expect(await contractSays(signed), `frame ${frame.sequence} of flags ${frame.flags}`).to.equal(verdict);
          verdicts[verdict] += 1;
          if (verdict !== 'follows') continue;
          await house.carry(signed);
          before = { sequence: frame.sequence, time: frame.time, hash: toHex(frame.hash) };
        }
      }),
      { numRuns: 40 },
    );
    const total = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
    expect(total).to.be.greaterThan(300);
    for (const count of Object.values(verdicts)) expect(count, JSON.stringify(verdicts)).to.be.greaterThan(10);
  });
});

describe('limits that contract and programs both state', () => {
  it('refuse a frame and a block that are dated a second further ahead than the tolerance', async () => {
    const house = await metered();
    const { register } = house;
    const { readingLedger } = house.contracts;
    const now = (await publicClient.getBlock()).timestamp + 1_000n;
    const send = async (time: bigint, timestamp: bigint): Promise<Hex> => {
      await networkHelpers.time.setNextBlockTimestamp(now);
      const frame = register.read(5n, { sequence: 1n, previous: ZERO_32, time });
      return await sendPacked(house, encodeReadings([signBatch(gateway, [frame])]), { timestamp });
    };
    const latest = now + CLOCK_TOLERANCE;
    await refused(send(latest + 1n, now), readingLedger, 'TimeAhead', [register.channel, latest + 1n, latest]);
    await refused(send(latest, latest + 1n), readingLedger, 'TimestampAhead', [latest + 1n, latest]);
    await send(latest, latest);
  });

  it('M7: refuse a frame of 40 days and a second ago, unless it says that it comes late', async () => {
    const house = await metered();
    const { register } = house;
    const { readingLedger } = house.contracts;
    const now = (await publicClient.getBlock()).timestamp + 1_000n;
    const earliest = now - FRAME_LATE_AFTER;
    const send = async (time: bigint, flags: number): Promise<Hex> => {
      await networkHelpers.time.setNextBlockTimestamp(now);
      const frame = register.read(5n, { sequence: 1n, previous: ZERO_32, time, flags });
      return await sendPacked(house, encodeReadings([signBatch(gateway, [frame])]));
    };
    for (const time of [1n, earliest - 1n])
      await refused(send(time, 0), readingLedger, 'TimeTooOld', [register.channel, time, earliest]);
    const before = await networkHelpers.takeSnapshot();
    await send(earliest, 0);
    await before.restore();
    await send(1n, FLAG.gap);
  });

  it('refuse READINGS that are a byte shorter than heads and ciphertext say', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const frame = makeRegister(house, gateway, house.meterId).read(5n);
    const data = fromHex(encodeReadings([signBatch(gateway, [frame])]));
    const length = 2 + BATCH_HEAD_BYTES + FRAME_HEAD_BYTES + frame.ciphertext.length;
    expect(data.length).to.equal(length);
    for (const cut of [2 + BATCH_HEAD_BYTES - 1, 2 + BATCH_HEAD_BYTES + FRAME_HEAD_BYTES - 1, length - 1]) {
      const call = sendPacked(house, toHex(data.subarray(0, cut)));
      await refused(call, readingLedger, 'ReadingsTruncated', [BigInt(cut)]);
    }
    const long = sendPacked(house, toHex(concatBytes(data, new Uint8Array(1))));
    await refused(long, readingLedger, 'ReadingsTrailing', [BigInt(length), BigInt(length + 1)]);
  });
});
