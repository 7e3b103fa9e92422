import { ownedBy } from './owned-by.ts';
import { need, pick, recordedByDigest } from './recorded-json.ts';
import type { Kysely } from 'kysely';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ReadModelTables } from '../database/tables.ts';
import type { RecordedJson } from './recorded-json.ts';

export type MeterJson = {
  meterId: Hex;
  owner: Hex;
  provider: Hex;
  resource: number;
  unit: number;
  exponent: number;
  deviceId: Hex;
  verifiedUntil: string;
  obis: Hex[];
  channels: Hex[];
  replacedBy: Hex | null;
  device: { algorithm: 1 | 2; x: Hex; y: Hex; trustClass: number } | null;
  recorded: RecordedJson;
  /** The METER_REPLACE by which another meter took this one's place. */
  replacement: RecordedJson | null;
  /** The DEVICE_REVOKE that ended the key of its device. */
  revocation: RecordedJson | null;
  /** Handovers of the meter, oldest first: the company's METER_TRANSFER blocks. */
  handovers: RecordedJson[];
  /** False of a meter that went to somebody else. */
  isOwn: boolean;
};

/** All that was said of meters that these addresses own, owned, or were to own, in the ledger's order. */
export async function readMeterWords(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<RecordedJson[]> {
  if (own.length === 0) return [];
  const words = await readModel
    .selectFrom('internal_blocks')
    .select('digest')
    .where('digest', 'in', readModel.selectFrom('meter_words').select('meter_words.digest').where('account', 'in', own))
    .orderBy('position')
    .execute();
  const digests = words.map(({ digest }) => digest);
  return pick(await recordedByDigest(readModel, digests), digests);
}

/** Meters that these addresses own, or owned. */
export async function readMeters(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<MeterJson[]> {
  if (own.length === 0) return [];
  const meters = await readModel
    .selectFrom('meters')
    .innerJoin('devices', 'devices.device_id', 'meters.device_id')
    .selectAll('meters')
    .select(['devices.algorithm', 'devices.x', 'devices.y', 'devices.trust_class', 'devices.revocation'])
    .where(ownedBy(own))
    .orderBy('meters.resource')
    .orderBy('meters.meter_id')
    .execute();
  if (meters.length === 0) return [];
  const channels = await readModel
    .selectFrom('channels')
    .selectAll()
    .where(
      'meter_id',
      'in',
      meters.map((meter) => meter.meter_id),
    )
    .orderBy('place')
    .execute();
  const handovers = await readModel
    .selectFrom('handovers')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'handovers.digest')
    .select(['handovers.digest', 'handovers.meter_id'])
    .where(
      'handovers.meter_id',
      'in',
      meters.map((meter) => meter.meter_id),
    )
    .orderBy('internal_blocks.block_number')
    .orderBy('internal_blocks.log_index')
    .execute();
  const recorded = await recordedByDigest(readModel, [
    ...meters.flatMap(({ digest, replacement, revocation }) => [digest, replacement ?? [], revocation ?? []].flat()),
    ...handovers.map(({ digest }) => digest),
  ]);
  return meters.map((meter) => {
    const registers = channels.filter((channel) => channel.meter_id === meter.meter_id);
    return {
      meterId: meter.meter_id,
      owner: meter.owner,
      provider: meter.provider,
      resource: meter.resource,
      unit: meter.unit,
      exponent: meter.exponent,
      deviceId: meter.device_id,
      verifiedUntil: meter.verified_until,
      obis: registers.map((register) => register.obis),
      channels: registers.map((register) => register.channel),
      replacedBy: meter.replaced_by,
      device: {
        algorithm: meter.algorithm,
        x: meter.x,
        y: meter.y,
        trustClass: meter.trust_class,
      },
      recorded: need(recorded, meter.digest),
      replacement: meter.replacement === null ? null : need(recorded, meter.replacement),
      revocation: meter.revocation === null ? null : need(recorded, meter.revocation),
      handovers: handovers
        .filter((handover) => handover.meter_id === meter.meter_id)
        .map(({ digest }) => need(recorded, digest)),
      isOwn: own.includes(meter.owner),
    };
  });
}

/** Devices of the meters that these addresses own, or owned. */
export async function devicesOf(readModel: Kysely<ReadModelTables>, own: readonly Hex[]): Promise<Hex[]> {
  if (own.length === 0) return [];
  const rows = await readModel.selectFrom('meters').select('device_id').distinct().where(ownedBy(own)).execute();
  return rows.map(({ device_id }) => device_id);
}
