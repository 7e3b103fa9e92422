import { floorTo, parseDecimal } from '../../../core/domain/bytes/decimal.ts';
import type { MeterEntry } from '../meters/meter-register.ts';
import type { ChannelMemory } from '../store/store-rows.ts';

/** The most that a meter of a house can count in an hour: a megawatt, and 200 m³. */
const MAX_PER_HOUR: Readonly<Record<MeterEntry['unit'], string>> = {
  Wh: '1000000',
  m3: '200',
  J: '3600000000',
  cal: '860000000',
};
/** Readings that come close to each other may still lie a day apart in truth: telegrams wait in meters and receivers. */
const LEAST_SECONDS = 86_400n;

/**
 * Why a register cannot have risen so far since its last reading; undefined when it can. A wrong high value would be billed, and every right one after
 * it would seem to have fallen. `memory` is that of a register whose last value is known.
 */
export function checkPlausibility(
  meter: Pick<MeterEntry, 'name' | 'unit' | 'exponent' | 'maxPerHour'>,
  memory: Pick<ChannelMemory, 'sequence' | 'lastTime' | 'lastValue'>,
  reading: { time: bigint; value: bigint },
): string | undefined {
  if (memory.sequence === 0n) return undefined;
  const text = meter.maxPerHour ?? MAX_PER_HOUR[meter.unit];
  const passed = reading.time - memory.lastTime;
  const seconds = passed > LEAST_SECONDS ? passed : LEAST_SECONDS;
  // One whole unit more, for what the entry's exponent cuts off.
  const { mantissa, exponent } = parseDecimal(text);
  const most = floorTo({ mantissa: mantissa * seconds, exponent }, meter.exponent) / 3_600n + 1n;
  if (reading.value - memory.lastValue <= most) return undefined;
  return `The register of ${meter.name} rose by more than ${text} ${meter.unit} an hour. Check the meter; say maxPerHour in its entry if it can.`;
}
