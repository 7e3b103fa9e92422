import { deviceIdOf } from '../../../../../core/domain/crypto/device-signature.ts';
import { encodeFrame, frameHash } from '../../../../../core/domain/reading/frame.ts';
import { toHex } from '../../../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { ChannelTip } from '../../../../../core/domain/resident/make-manual-reading.ts';
import { manualDeviceOf } from '../../../../../core/domain/resident/manual-device.ts';
import { openPeriodKeys, openReading } from '../../../../../core/domain/reading/open-readings.ts';
import type { OpenedReading, PeriodKeys } from '../../../../../core/domain/reading/open-readings.ts';
import { wrapOf } from '../../../../../core/domain/reading/dial.ts';
import { readDeviceWord } from '../../../../../core/domain/ownership/device-word.ts';
import { readMeterWords, type MeterWord } from '../../../../../core/domain/ownership/own-meter-words.ts';
import { readRecorded, same } from '../../../../../core/domain/resident/recorded.ts';
import { metersSchema, requestsSchema } from '../../api/schemas.ts';
import type { Meter, ReadingRequest } from '../../api/schemas.ts';
import { fetchReadings } from './fetch-readings.ts';
import type { Resident } from '../resident.ts';

/** One register of one meter with its readings, oldest first. */
export type Register = { obis: Hex; readings: OpenedReading[]; tip: ChannelTip | undefined };
export type MeterReadings = {
  meter: Meter;
  readByMe: boolean;
  /** When the company signed that the key of its device is revoked, in unix seconds. */
  revokedAt: bigint | undefined;
  /** Behind how many mantissa units its counters begin again at zero, by the company's signed registration. */
  wrap: bigint | undefined;
  registers: Register[];
  request: ReadingRequest | undefined;
};
/** `words`: what was said of own meters, newest first. */
export type LoadedReadings = { meters: MeterReadings[]; periodKeys: PeriodKeys; words: MeterWord[] };

/** Own meters with their readings since `fromTime` (unix seconds), opened with own keys. */
export async function loadReadings(resident: Resident, fromTime: bigint): Promise<LoadedReadings> {
  const { network, account } = resident;
  const [{ meters: all, words }, { requests }, fetched] = await Promise.all([
    resident.api.get('/api/meters', metersSchema),
    resident.api.get('/api/requests', requestsSchema),
    fetchReadings(resident, { fromTime }),
  ]);
  const meters = all.filter(({ isOwn }) => isOwn);
  const own = deviceIdOf(manualDeviceOf(account).key);
  // A reading by hand continues the register's chain, whose last link may be older than what is shown.
  const byHand = await Promise.all(
    meters
      .filter(({ deviceId }) => same(deviceId, own))
      .map(({ meterId }) => fetchReadings(resident, { meterId, toTime: fromTime - 1n })),
  );
  const parts = [fetched, ...byHand];
  const keys = await openPeriodKeys({
    network,
    account,
    periodKeyEnvelopes: parts.flatMap((part) => part.periodKeyEnvelopes),
  });
  const frames = parts.flatMap((part) => part.frames).sort((a, b) => (a.frame.sequence < b.frame.sequence ? -1 : 1));
  return {
    periodKeys: keys.periodKeys,
    words: readMeterWords(network, words).reverse(),
    meters: meters.map((meter) => ({
      meter,
      readByMe: same(meter.deviceId, own),
      revokedAt: readDeviceWord(network, meter).revokedAt,
      wrap: wrapOfMeter(network, meter),
      request: requests.find((each) => each.state === 'open' && each.manual && same(each.meterId, meter.meterId)),
      registers: meter.obis.map((obis) => {
        const closed = frames.filter((each) => same(each.meterId, meter.meterId) && same(each.obis, obis));
        const readings = closed.map((each) => openReading({ ...keys, timeZone: network.timeZone, own: each }));
        return { obis, readings, tip: tipOf(readings) };
      }),
    })),
  };
}

/** @throws InputError SENDER_MISMATCH and the like for a registration that is not the company's */
function wrapOfMeter(network: Resident['network'], { recorded }: Meter): bigint | undefined {
  const ledgers = [network.contracts.meters];
  return wrapOf(readRecorded({ network, recorded, kind: 'METER_REGISTER', from: network.company, ledgers }));
}

function tipOf(readings: readonly OpenedReading[]): ChannelTip | undefined {
  const last = readings.at(-1);
  if (last === undefined) return undefined;
  const { sequence, time } = last.frame;
  const hash = toHex(frameHash(encodeFrame(last.frame)));
  return { sequence, time, frameHash: hash, ...(last.state === 'opened' ? { value: last.value } : {}) };
}
