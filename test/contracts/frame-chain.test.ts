import { expect } from 'chai';
import fc from 'fast-check';
import { BaseError, ContractFunctionRevertedError } from 'viem';

import { readingLedgerAbi } from '../../core/chain/generated/ReadingLedger.ts';
import { G } from '../../core/domain/crypto/commitment.ts';
import {
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  payloadHashOf,
  ZERO_LINK,
} from '../../core/domain/reading/frame.ts';
import { concatBytes, fromHex, toHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { FLAG, KIND } from '../../core/domain/ledger/kinds.ts';
import { CLOCK_TOLERANCE, FRAME_LATE_AFTER, SEQUENCE_JUMP_MAX, SEQUENCE_MAX } from '../../core/domain/limits.ts';
import { followsFrame, type ChainVerdict, type LastFrame } from '../../core/domain/reading/follows-frame.ts';
import { BATCH_HEAD_BYTES, encodeReadings, sizeOfFrame } from '../../core/domain/reading/readings-data.ts';
import { networkHelpers, publicClient, refused, type House } from './support/house.ts';
import { makeRegister, sendPacked, signBatch, type MadeFrame } from './support/metering.ts';
import { gateway, metered } from './support/metered-house.ts';
import { DOMAIN } from '../support/domain.ts';

/** What a frame does with each field, seen from where its channel stands. */
type Step = {
  sequence: { by: bigint } | { at: bigint };
  previous: 'head' | 'other at its end' | 'zero' | 'other';
  time: bigint;
  flags: number;
};

const step: fc.Arbitrary<Step> = fc.record({
  sequence: fc.oneof(
    { weight: 12, arbitrary: fc.constant({ by: 1n }) },
    { weight: 3, arbitrary: fc.bigInt({ min: -2n, max: 4n }).map((by) => ({ by })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom({ at: SEQUENCE_MAX }, { by: SEQUENCE_JUMP_MAX }, { by: SEQUENCE_JUMP_MAX + 1n }),
    },
  ),
  previous: fc.oneof(
    { weight: 12, arbitrary: fc.constant('head' as const) },
    {
      weight: 4,
      arbitrary: fc.constantFrom('other at its end', 'zero', 'other' as const),
    },
  ),
  time: fc.oneof({ weight: 9, arbitrary: fc.bigInt({ min: 1n, max: 3_600n }) }, fc.bigInt({ min: -2n, max: 1n })),
  flags: fc
    .subarray([FLAG.gap, FLAG.periodClose, FLAG.tamper, FLAG.encrypted])
    .map((flags) => flags.reduce((sum, flag) => sum | flag, 0)),
});

type Verdict = ChainVerdict | 'signature';
const OF_ERROR: Record<string, Verdict> = {
  SequenceOutOfOrder: 'sequence',
  SequenceTooFar: 'sequence',
  // Number and link are signed and not sent: whatever else a frame names, the signature is over other bytes.
  DeviceSignatureInvalid: 'signature',
  TimeNotRising: 'time',
};

/** What the contract says of a block, without recording it. */
async function contractSays(signed: SignedBlock): Promise<Verdict> {
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
  const head = fromHex(before?.link ?? ZERO_LINK);
  switch (kind) {
    case 'head':
      return toHex(head);
    case 'other at its end':
      return toHex(head.map((byte, index) => (index === 15 ? byte ^ 1 : byte)));
    case 'zero':
      return ZERO_LINK;
    case 'other':
      return `0x${'11'.repeat(16)}`;
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
    domain: frameDomain(DOMAIN, house.contracts.readingLedger.address),
    channel,
    sequence: wanted < 0n ? 0n : wanted,
    time: before === undefined ? (one.time > 0n ? start + one.time : 0n) : before.time + one.time,
    previous: previousOf(one.previous, before),
    commitment: G,
    payloadHash: payloadHashOf(ciphertext),
  };
  const hash = frameHash(encodeFrame(frame));
  return { ...frame, ciphertext, hash, link: linkOf(toHex(hash)), value: 1n, blinding: 0n };
}

/** How the contract sees what followsFrame says: it counts by itself where no number is sent, and knows the link. */
function asContract(verdict: ChainVerdict, before: LastFrame | undefined, frame: MadeFrame): Verdict {
  const isStated = (frame.flags & FLAG.gap) !== 0;
  if (verdict !== 'previous' && (verdict !== 'sequence' || isStated)) return verdict;
  return frame.time > (before?.time ?? 0n) ? 'signature' : 'time';
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
          const expected = asContract(verdict, before, frame);
          expect(await contractSays(signed), `frame ${frame.sequence} of flags ${frame.flags}`).to.equal(expected);
          verdicts[verdict] += 1;
          if (verdict !== 'follows') continue;
          await house.carry(signed);
          before = { sequence: frame.sequence, time: frame.time, link: frame.link };
        }
      }),
      { numRuns: 100 },
    );
    const total = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
    expect(total).to.be.greaterThan(300);
    // Chance decides how many of each there are: of a hundred runs some forty-five of the rarest, so that ten or fewer come once in many million.
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
      const frame = register.read(5n, { sequence: 1n, previous: ZERO_LINK, time });
      return await sendPacked(house, encodeReadings([signBatch(gateway, [frame])]), { timestamp });
    };
    const latest = now + CLOCK_TOLERANCE;
    await refused(send(latest + 1n, now), readingLedger, 'TimeAhead', [register.channel, latest + 1n, latest]);
    await refused(send(latest, latest + 1n), readingLedger, 'TimestampAhead', [latest + 1n, latest]);
    await send(latest, latest);
  });

  it('M7, A8: refuse a frame of 40 days and a second ago, unless it says that it comes late', async () => {
    const house = await metered();
    const { register } = house;
    const { readingLedger } = house.contracts;
    const now = (await publicClient.getBlock()).timestamp + 1_000n;
    const earliest = now - FRAME_LATE_AFTER;
    const send = async (time: bigint, flags: number): Promise<Hex> => {
      await networkHelpers.time.setNextBlockTimestamp(now);
      const frame = register.read(5n, { sequence: 1n, previous: ZERO_LINK, time, flags });
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
    const length = 2 + BATCH_HEAD_BYTES + sizeOfFrame(frame);
    expect(data.length).to.equal(length);
    for (const cut of [2 + BATCH_HEAD_BYTES - 1, 2 + BATCH_HEAD_BYTES + 73, length - 1]) {
      const call = sendPacked(house, toHex(data.subarray(0, cut)));
      await refused(call, readingLedger, 'ReadingsTruncated', [BigInt(cut)]);
    }
    const long = sendPacked(house, toHex(concatBytes(data, new Uint8Array(1))));
    await refused(long, readingLedger, 'ReadingsTrailing', [BigInt(length), BigInt(length + 1)]);
  });
});
