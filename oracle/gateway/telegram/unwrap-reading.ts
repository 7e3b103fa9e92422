import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { BlockData } from '../../../core/domain/ledger/block-data.ts';
import { unwrapRegister, wrapOf } from '../../../core/domain/reading/dial.ts';
import type { MeterEntry } from '../meters/meter-register.ts';
import type { RegisterMarks } from '../recovery/register-marks.ts';
import type { ChannelMemory, GatewayStore } from '../store/store-rows.ts';

type Facts = Pick<GatewayStore, 'fact' | 'setFact'>;
type Unwrapped = { ok: true; value: bigint } | { ok: false; code: string; message: string };

/** Keeps where the meter's counters begin again, by its registration: reading that anew for each telegram takes its time. */
export function keepWrap(store: Facts, registered: BlockData['METER_REGISTER']): void {
  store.setFact(`wrap ${registered.meterId}`, (wrapOf(registered) ?? 0n).toString());
}

/** Nothing here says any more how often the register's counter has begun again. */
export function loseTurns(store: Facts, channel: Hex): void {
  store.setFact(`turns lost ${channel}`, '1');
}

/** The register as frames commit to it, without end, of what the counter shows; or why nobody here can tell. */
export function unwrapReading(
  given: { store: Facts; marks?: RegisterMarks | undefined; meter: MeterEntry; memory: ChannelMemory },
  channel: Hex,
  shown: bigint,
): Unwrapped {
  const { store, meter, memory } = given;
  // Pulses are counted here, without end.
  if (meter.pulse !== undefined) return { ok: true, value: shown };
  const text = store.fact(`wrap ${meter.meterId}`);
  const isLost = store.fact(`turns lost ${channel}`) === '1';
  if (text === undefined)
    return isLost
      ? unknown(`The registration of ${meter.name} is not known here yet, and with it how its counter ends.`)
      : { ok: true, value: shown };
  const wrap = text === '0' ? undefined : BigInt(text);
  const known = isLost || memory.lastTime < 0n ? given.marks?.of(channel) : memory.lastValue;
  const { obis = '' } = meter.registers.find((register) => register.channel === channel) ?? {};
  const turns = meter.turns?.[obis];
  if (wrap !== undefined && isLost && known === undefined && turns === undefined)
    return unknown(
      `How often the counter of ${meter.name} has begun again is lost. Say turns for ${obis} in its entry.`,
    );
  try {
    const before = known ?? (isLost && wrap !== undefined ? BigInt(turns ?? 0) * wrap + shown : undefined);
    return { ok: true, value: unwrapRegister(shown, before, wrap) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ok: false, code: error.code, message: `${meter.name}: ${error.message}` };
  }
}

/** What a log says, on the turn of a register that is known; without what the counter cannot have shown. */
export function unwrapLog<T extends { value: bigint }>(
  { store, meter }: { store: Facts; meter: MeterEntry },
  log: readonly T[],
  register: bigint,
): T[] {
  const wrap = BigInt(store.fact(`wrap ${meter.meterId}`) ?? '0');
  if (wrap === 0n) return [...log];
  return log
    .filter(({ value }) => value < wrap)
    .map((each) => ({ ...each, value: unwrapRegister(each.value, register, wrap) }));
}

/** What was unwrapped has been taken: from here on it is known again. */
export function keepTurns(
  { store, marks }: { store: Facts; marks?: RegisterMarks | undefined },
  meterId: Hex,
  channel: Hex,
  value: bigint,
): void {
  if (store.fact(`turns lost ${channel}`) === '1') store.setFact(`turns lost ${channel}`, '0');
  const wrap = BigInt(store.fact(`wrap ${meterId}`) ?? '0');
  if (wrap > 0n) marks?.keep(channel, value, wrap);
}

function unknown(message: string): Unwrapped {
  return { ok: false, code: 'TURNS_UNKNOWN', message };
}
