import { meterTelegram } from './write-spool.ts';
import { startMbusSlaves } from './mbus-slave.ts';
import type { MbusSlaves } from './mbus-slave.ts';
import type { SampleHouse } from './sample-house.ts';

/**
 * The house's meters on one bus, primary addresses 1, 2, 3 … in the order of `house.meters`, rising with real time: each register
 * by one mantissa unit every `secondsPerUnit` since `since`.
 */
export async function startLiveMeters(args: {
  house: SampleHouse;
  port: number;
  /** Register mantissas at `since`; the house's start values without it. */
  registers?: ReadonlyMap<string, readonly bigint[]>;
  /** Unix milliseconds. */
  since?: number;
  secondsPerUnit?: bigint;
  now?: () => number;
}): Promise<MbusSlaves> {
  const { house, since = Date.now(), secondsPerUnit = 4n, now = Date.now } = args;
  let access = 0;
  return startMbusSlaves({
    port: args.port,
    answer(address) {
      const meter = house.meters[address - 1];
      if (meter === undefined) return undefined;
      const risen = BigInt(Math.max(0, Math.floor((now() - since) / 1000))) / secondsPerUnit;
      const base = args.registers?.get(meter.name) ?? meter.start;
      return meterTelegram(
        meter,
        base.map((value) => value + risen),
        access++,
        address,
      );
    },
  });
}
