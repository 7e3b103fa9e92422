import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import type { BlockData } from '../ledger/block-data.ts';
import { KIND } from '../ledger/kinds.ts';
import type { Network } from '../ledger/network.ts';
import { readRecorded, same, type Recorded } from '../resident/recorded.ts';
import { actHashOf, signAct, type Proposal } from './both-hands.ts';

/** What somebody is shown of a meter. `handovers`: the company's blocks of those that hold. */
export type ShownMeter = { meterId: Hex; replacement: Recorded | null; handovers: readonly Recorded[] };

/** A word on a meter that was read and whose signature is right. `time`: when it was signed; `owner`: who is to own it by this word. */
export type MeterWord = {
  digest: Hex;
  kind: MeterKind;
  meterId: Hex;
  owner: Hex | undefined;
  effect: WordEffect;
  by: Hex;
  time: bigint;
};
export type WordEffect = 'done' | 'proposed' | 'withdrawn';
type MeterKind = 'METER_REGISTER' | 'METER_REPLACE' | 'METER_VERIFY' | 'METER_TRANSFER' | 'ACT_WITHDRAW';
type Handover = BlockData['METER_TRANSFER'];
type Open = Proposal & { digest: Hex; data: Handover };

/**
 * What the words on an account's meters say, in the ledger's order. Of a handover the second hand is done; its digest is the company's block.
 * @throws InputError BLOCK_OTHER and those of `readRecorded`
 */
export function readMeterWords(network: Network, words: readonly Recorded[]): MeterWord[] {
  const open = new Map<Hex, Open>();
  const ledgers = [network.contracts.meters];
  return words.map((recorded): MeterWord => {
    const { digest, signed } = recorded;
    const { block } = signed;
    const by = { network, recorded, from: block.from, ledgers };
    const word = (kind: MeterKind, meterId: Hex, effect: WordEffect = 'done', owner?: Hex): MeterWord => ({
      ...{ digest, kind, meterId, owner, effect, by: block.from, time: block.timestamp },
    });
    switch (block.kind) {
      case KIND.METER_REGISTER:
        return word('METER_REGISTER', readRecorded({ ...by, kind: 'METER_REGISTER' }).meterId);
      case KIND.METER_REPLACE:
        return word('METER_REPLACE', readRecorded({ ...by, kind: 'METER_REPLACE' }).oldMeterId);
      case KIND.METER_VERIFY:
        return word('METER_VERIFY', readRecorded({ ...by, kind: 'METER_VERIFY' }).meterId);
      case KIND.METER_TRANSFER: {
        const data = readRecorded({ ...by, kind: 'METER_TRANSFER' });
        const actHash = actHashOf(block);
        const first = open.get(actHash);
        const said = signAct(first, block);
        if (said !== 'both') {
          open.set(actHash, { ...said, digest, data });
          return word('METER_TRANSFER', data.meterId, 'proposed', data.owner);
        }
        open.delete(actHash);
        const isCompany = same(block.from, network.company);
        return {
          ...word('METER_TRANSFER', data.meterId, 'done', data.owner),
          digest: isCompany ? digest : (first?.digest ?? digest),
        };
      }
      case KIND.ACT_WITHDRAW: {
        const { actHash } = readRecorded({ ...by, kind: 'ACT_WITHDRAW' });
        const ended = open.get(actHash);
        if (ended === undefined)
          throw new InputError('BLOCK_OTHER', `What ${digest} withdraws is not among the words on own meters.`);
        open.delete(actHash);
        return word('ACT_WITHDRAW', ended.data.meterId, 'withdrawn', ended.data.owner);
      }
      default:
        throw new InputError('BLOCK_OTHER', `The server gave ${digest} as a word on a meter, which it is not.`);
    }
  });
}

/** Of these words those that the shown meters do not bear out: a meter, a replacement or a handover that is left out. */
export function missingFromMeters(words: readonly MeterWord[], meters: readonly ShownMeter[]): MeterWord[] {
  return words.filter((word, place) => {
    const { kind, meterId, digest, owner, effect } = word;
    if (effect !== 'done') return false;
    const meter = meters.find((one) => same(one.meterId, meterId));
    if (meter === undefined) return true;
    if (kind === 'METER_REPLACE') return meter.replacement === null || !same(meter.replacement.digest, digest);
    if (kind !== 'METER_TRANSFER') return false;
    // An estimated handover gives way to the one that puts it right.
    const isPutRight = words
      .slice(place + 1)
      .some(
        (later) =>
          later.kind === kind && later.effect === 'done' && same(later.meterId, meterId) && later.owner === owner,
      );
    return !isPutRight && !meter.handovers.some((one) => same(one.digest, digest));
  });
}
