import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { DataKind } from '../../../core/domain/ledger/fact-table.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { encodeFrame } from '../../../core/domain/reading/frame.ts';
import type { House, SendOptions } from './house.ts';
import type { MadeFrame } from './metering.ts';

/** METER_TRANSFER data behind these frames, one for each register of the meter. */
export function transferData(
  meterId: Hex,
  owner: Hex,
  closings: readonly (MadeFrame | undefined)[],
  estimated = false,
): BlockData['METER_TRANSFER'] {
  const bytes = closings.map((frame) => (frame === undefined ? '0x' : toHex(encodeFrame(frame))));
  return { meterId, owner, estimated, closings: bytes, envelope: '0x' };
}

/** One act by company and portal, in this order; resolves to the transaction of the second. */
export async function sendByBoth<K extends DataKind>(
  house: House,
  kind: K,
  data: BlockData[K],
  options: SendOptions = {},
): Promise<Hex> {
  await house.send(house.company, kind, data, options);
  return await house.send(house.portal, kind, data, options);
}

export async function transferMeter(house: House, data: BlockData['METER_TRANSFER']): Promise<Hex> {
  return await sendByBoth(house, 'METER_TRANSFER', data, { subject: data.meterId });
}
