import { deviceIdOf } from '../../../core/domain/crypto/device-signature.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { ALGORITHM } from '../../../core/domain/ledger/kinds.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelWriter } from '../database/tables.ts';

export async function applyDevice(writer: ReadModelWriter, data: BlockData['DEVICE_REGISTER']): Promise<void> {
  const algorithm = data.algorithm === ALGORITHM.p256 ? ALGORITHM.p256 : ALGORITHM.secp256k1;
  const device_id = deviceIdOf({ algorithm, x: BigInt(data.x), y: BigInt(data.y) });
  await writer
    .insertInto('devices')
    .values({ device_id, algorithm, x: data.x, y: data.y, trust_class: data.trustClass, revocation: null })
    .execute();
}

export async function revokeDevice(writer: ReadModelWriter, deviceId: Hex, revocation: Hex): Promise<void> {
  await writer.updateTable('devices').set({ revocation }).where('device_id', '=', deviceId).execute();
}

export async function applyMeter(
  writer: ReadModelWriter,
  digest: Hex,
  data: BlockData['METER_REGISTER'],
): Promise<void> {
  await writer
    .insertInto('meters')
    .values({
      meter_id: data.meterId,
      digest,
      owner: data.owner,
      provider: data.provider,
      resource: data.resource,
      unit: data.unit,
      exponent: data.exponent,
      device_id: data.deviceId,
      verified_until: data.verifiedUntil,
      replaced_by: null,
    })
    .execute();
  await writer
    .insertInto('channels')
    .values(
      data.obis.map((obis, place) => ({ channel: channelOf(data.meterId, obis), meter_id: data.meterId, place, obis })),
    )
    .execute();
}

export async function setMeter(
  writer: ReadModelWriter,
  meterId: Hex,
  change: { replaced_by: Hex; replacement: Hex } | { verified_until: bigint } | { owner: Hex; handover: Hex },
): Promise<void> {
  await writer.updateTable('meters').set(change).where('meter_id', '=', meterId).execute();
}

export async function applyRate(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['RATE'],
): Promise<void> {
  await writer
    .insertInto('rates')
    .values({
      digest: recorded.digest,
      provider: recorded.block.from,
      resource: data.resource,
      zone: data.zone,
      mantissa: data.mantissa,
      exponent: data.exponent,
      valid_from: data.validFrom,
      withdrawn: null,
    })
    .execute();
}

export async function applyRateWithdraw(
  writer: ReadModelWriter,
  recorded: RecordedBlock,
  data: BlockData['RATE_WITHDRAW'],
): Promise<void> {
  await writer
    .updateTable('rates')
    .set({ withdrawn: recorded.digest })
    .where('provider', '=', recorded.block.from)
    .where('resource', '=', data.resource)
    .where('zone', '=', data.zone)
    .where('valid_from', '=', String(data.validFrom))
    .where('withdrawn', 'is', null)
    .execute();
}
