import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { channelOf } from '../../../../../core/domain/ledger/ids.ts';
import { makeManualReading } from '../../../../../core/domain/resident/make-manual-reading.ts';
import { periodKeyName } from '../../../../../core/domain/reading/open-readings.ts';
import { periodOfFrame } from '../../../../../core/domain/billing/period.ts';
import type { LoadedReadings, MeterReadings } from '../load/load-readings.ts';
import { readersOf } from '../resident.ts';
import type { Resident } from '../resident.ts';
import { provedDate } from './proved-date.ts';
import { sendBlock } from './send-block.ts';

/** Sends a reading that the resident took by eye; `mantissa` is what the meter shows, at its exponent. */
export async function submitReading(
  resident: Resident,
  args: { loaded: LoadedReadings; meter: MeterReadings; obis: Hex; mantissa: bigint; close: boolean },
): Promise<void> {
  const { meter, request, registers, wrap } = args.meter;
  const time = await provedDate(resident);
  const period = periodOfFrame(time, resident.network.timeZone);
  const periodKey = args.loaded.periodKeys.get(periodKeyName(meter.meterId, period))?.[0];
  const tip = registers.find(({ obis }) => obis === args.obis)?.tip;
  const channel = channelOf(meter.meterId, args.obis);
  const { blocks, tip: made } = await makeManualReading({
    ...resident,
    timestamp: time,
    time,
    meterId: meter.meterId,
    obis: args.obis,
    exponent: meter.exponent,
    mantissa: args.mantissa,
    wrap,
    readers: readersOf(resident, meter.provider),
    close: args.close,
    attempted: await resident.chain.attempted(channel),
    ...(tip === undefined ? {} : { tip }),
    ...(periodKey === undefined ? {} : { periodKey }),
    ...(request === undefined ? {} : { requestId: request.requestId }),
  });
  await resident.chain.attempt(channel, made.sequence);
  for (const block of blocks) await sendBlock(resident, block);
}
