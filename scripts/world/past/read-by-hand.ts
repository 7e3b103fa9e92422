import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { keepReading } from '../../../app/web/src/resident/act/keep-reading.ts';
import { loadReaders } from '../../../app/web/src/resident/network/load-participants.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { makeManualReading, type ChannelTip } from '../../../core/domain/resident/make-manual-reading.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { premiseOf } from '../house-plan.ts';
import type { Past } from './past.ts';
import { residentOf } from './people.ts';
import { rolesOf, seededBytes } from './seeded-house.ts';

const FIRST = 1_204_310n;

/** The meter that no gateway hears, and what its owner said of it last. */
export type HandReading = { tip?: ChannelTip; value: bigint };

export function beginHandReading(): HandReading {
  return { value: FIRST };
}

/** Its owner reads it at these moments: at the first for the beginning, and behind each month for its end. */
export async function readByHand(past: Past, reading: HandReading, times: readonly bigint[]): Promise<void> {
  const { plan, spec } = past;
  const meter = plan.house.meters.find(({ device }) => device === 'owner');
  const meterId: Hex | undefined = past.meterIds.get(meter?.name ?? '');
  const [code] = meter?.obis ?? [];
  if (meter === undefined || meterId === undefined || code === undefined) return;
  const resident = await residentOf(past, premiseOf(rolesOf(spec).readByHand));
  const channel = channelOf(meterId, obisFromText(code));
  for (const time of times) {
    const close = reading.tip !== undefined;
    if (close) reading.value += 4_000n + BigInt(seededBytes(spec.seed, `by hand ${time}`, 2).readUInt16BE() % 3_000);
    const mantissa = reading.value;
    const made = await makeManualReading({
      ...resident,
      ...{
        timestamp: unixSeconds(),
        time,
        meterId,
        obis: obisFromText(code),
        exponent: meter.exponent,
        mantissa,
        close,
      },
      readers: await loadReaders(resident, plan.accounts.water),
      ...(reading.tip === undefined ? {} : { tip: reading.tip }),
    });
    const said = { channel, mantissa, close, time };
    await untilRecorded(resident, await keepReading(resident, said, async () => made.blocks));
    reading.tip = made.tip;
  }
}
