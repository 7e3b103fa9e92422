import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import { channelOf } from '../../../../../core/domain/ledger/ids.ts';
import { makeManualReading } from '../../../../../core/domain/resident/make-manual-reading.ts';
import { periodKeyName } from '../../../../../core/domain/reading/open-readings.ts';
import { periodOfFrame } from '../../../../../core/domain/billing/period.ts';
import type { LoadedReadings, MeterReadings } from '../load/load-readings.ts';
import { loadReaders } from '../network/load-participants.ts';
import type { Resident } from '../resident.ts';
import { keepReading } from './keep-reading.ts';
import { provedDate } from './proved-date.ts';

/** Signs a reading that the resident took by eye, and keeps it; `mantissa` is what the meter shows, at its exponent. @returns its id in the outbox */
export function submitReading(
  resident: Resident,
  args: { loaded: LoadedReadings; meter: MeterReadings; obis: Hex; mantissa: bigint; close: boolean },
): Promise<Hex> {
  const { meter, request, registers, wrap } = args.meter;
  const { meterId, exponent } = meter;
  const { obis, mantissa, close } = args;
  const tip = registers.find((register) => register.obis === obis)?.tip;
  const channel = channelOf(meterId, obis);
  const said = { channel, mantissa, close, ...(request === undefined ? {} : { requestId: request.requestId }) };
  return keepReading(resident, said, async (replaces) => {
    const time = await provedDate(resident);
    const period = periodOfFrame(time, resident.network.timeZone);
    const periodKey = args.loaded.periodKeys.get(periodKeyName(meterId, period))?.[0];
    const { blocks, tip: made } = await makeManualReading({
      ...resident,
      timestamp: time,
      replaces,
      time,
      meterId,
      obis,
      exponent,
      mantissa,
      wrap,
      readers: await loadReaders(resident, meter.provider),
      close,
      attempted: await resident.chain.attempted(channel),
      ...(tip === undefined ? {} : { tip }),
      ...(periodKey === undefined ? {} : { periodKey }),
      ...(request === undefined ? {} : { requestId: request.requestId }),
    });
    await resident.chain.attempt(channel, made.sequence);
    return blocks;
  });
}
