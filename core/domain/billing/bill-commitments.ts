import { keccak_256 } from '@noble/hashes/sha3.js';
import {
  addPoints,
  equalPoints,
  isOnCurve,
  multiplyPoint,
  subtractPoints,
  sumPoints,
  type Point,
} from '../crypto/commitment.ts';
import type { InvoiceData, MeteredLine } from '../ledger/block-data.ts';
import { InputError } from '../bytes/errors.ts';
import { concatBytes, fromHex, toHex, uintBytes, type Hex } from '../bytes/hex.ts';
import { channelOf } from '../ledger/ids.ts';
import { zoneOfObis } from './rates/tariff.ts';

/** A register that a frame fixed, as bills name it. `link`: the first 16 bytes of the frame's hash. */
export type FixedRegister = { channel: Hex; sequence: bigint; time: bigint; point: Point; link: Hex };

/**
 * What ReadingLedger.closeHash keeps of a frame before the tenures: the first 28 bytes of
 * keccak256(abi.encode(bytes4 channel, uint64 sequence, uint64 time, uint256 x, uint256 y, bytes16 link)).
 */
export function closeHashOf({ channel, sequence, time, point, link }: FixedRegister): Hex {
  const left = (hex: Hex): Uint8Array => concatBytes(fromHex(hex), new Uint8Array(32 - (hex.length - 2) / 2));
  const words = [sequence, time, point.x, point.y].map((value) => uintBytes(value, 32));
  return toHex(keccak_256(concatBytes(left(channel), ...words, left(link))).slice(0, 28));
}

/** C_total = Σ rate × (C_close − C_open) + Σ C_declared + C_account, as the contract computes it (docs/formats.md §6). */
export function totalCommitment(
  data: Pick<InvoiceData, 'metered' | 'declared' | 'account'>,
  rateOf: (line: MeteredLine) => bigint,
): Point {
  return addPoints(linesCommitment(data, rateOf), data.account);
}

/** The part of C_total that the lines are. */
export function linesCommitment(
  data: Pick<InvoiceData, 'metered' | 'declared'>,
  rateOf: (line: MeteredLine) => bigint,
): Point {
  const lines = data.metered.map((line) => multiplyPoint(subtractPoints(line.close, line.open), rateOf(line)));
  return sumPoints([...lines, ...data.declared.map((line) => line.commitment)]);
}

/**
 * Checks a bill from public data alone, as any stranger can: the frames are the ledger's, the rates are the register's, the sum is right.
 * @param rateOf the rate that the Tariffs register holds for the line
 * @param closeHashOnLedger ReadingLedger.closeHash(channel, sequence), undefined or zero where there is none
 * @param ledgerTotal C_total as the ledger keeps it
 * @returns C_total
 * @throws InputError POINT_INVALID, FRAME_NOT_ON_LEDGER, READING_ORDER, ZONE_WRONG, TOTAL_WRONG
 */
export function checkBillArithmetic(args: {
  invoiceData: Pick<InvoiceData, 'metered' | 'declared' | 'account'>;
  rateOf: (line: MeteredLine) => bigint;
  closeHashOnLedger: (channel: Hex, sequence: bigint) => Hex | undefined;
  ledgerTotal: Point;
}): Point {
  const { metered, declared } = args.invoiceData;
  for (const [index, line] of metered.entries()) {
    const name = `metered line ${index + 1}`;
    checkPoints(name, line.open, line.close);
    if (line.zone !== zoneOfObis(line.obis)) {
      throw new InputError('ZONE_WRONG', `In ${name} the register ${line.obis} does not belong to zone ${line.zone}.`);
    }
    if (line.closeSequence <= line.openSequence || line.closeTime <= line.openTime) {
      throw new InputError('READING_ORDER', `In ${name} the closing frame is not after the opening frame.`);
    }
    const channel = channelOf(line.meterId, line.obis);
    const ends = [
      { sequence: line.openSequence, time: line.openTime, point: line.open, link: line.openLink },
      { sequence: line.closeSequence, time: line.closeTime, point: line.close, link: line.closeLink },
    ];
    for (const { sequence, ...end } of ends) {
      const kept = args.closeHashOnLedger(channel, sequence)?.toLowerCase() ?? '';
      if (!kept.startsWith(closeHashOf({ channel, sequence, ...end }))) {
        throw new InputError(
          'FRAME_NOT_ON_LEDGER',
          `Frame ${sequence} of channel ${channel} in ${name} is not the one that the reading ledger kept.`,
        );
      }
    }
  }
  for (const [index, line] of declared.entries()) checkPoints(`declared line ${index + 1}`, line.commitment);
  checkPoints('the account', args.invoiceData.account);
  const total = totalCommitment(args.invoiceData, args.rateOf);
  if (!equalPoints(total, args.ledgerTotal)) {
    throw new InputError('TOTAL_WRONG', "The lines do not sum to the bill's commitment on the ledger.");
  }
  return total;
}

function checkPoints(name: string, ...points: Point[]): void {
  if (!points.every(isOnCurve))
    throw new InputError('POINT_INVALID', `A commitment of ${name} is not a point of the curve.`);
}
