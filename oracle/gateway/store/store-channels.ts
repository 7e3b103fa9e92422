import { hexOf, integerOf, textOf } from '../../sqlite-rows.ts';
import { ZERO_LINK } from '../../../core/domain/reading/frame.ts';
import { emptyMemory } from '../frames/plan-frames.ts';
import { lateFromText, lateToText } from './late-column.ts';
import { parseDay } from './store-rows.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { ChannelRow, GatewayStore, StoppedChannel } from './store-rows.ts';
import type { GatewayStatements } from './store-sql.ts';

/** Where each channel stands, which ones are stopped, and how far the spool was read. */
export function channelsOf(
  statements: GatewayStatements,
): Pick<
  GatewayStore,
  | 'spoolPosition'
  | 'setSpoolPosition'
  | 'channel'
  | 'setChannel'
  | 'openDays'
  | 'heardAtMs'
  | 'stopChannel'
  | 'stoppedChannels'
  | 'setProbe'
  | 'retryStoppedChannels'
  | 'resumeChannel'
> {
  return {
    spoolPosition: (name: string): number => integerOf(statements.position.get(name)?.['position'] ?? 0),
    setSpoolPosition: (name: string, position: number): void => void statements.setPosition.run(name, position),
    channel(channel: Hex): ChannelRow {
      const row = statements.channel.get(channel);
      if (row === undefined) return { memory: emptyMemory(), previous: ZERO_LINK, heardAtMs: 0 };
      return {
        memory: {
          sequence: BigInt(integerOf(row['sequence'])),
          frameTime: BigInt(integerOf(row['frame_time'])),
          closed: integerOf(row['closed']),
          lastTime: BigInt(integerOf(row['last_time'])),
          lastValue: BigInt(textOf(row['last_value'])),
          day: parseDay(textOf(row['day'])),
          late: lateFromText(textOf(row['late'])),
        },
        previous: hexOf(row['previous']),
        heardAtMs: integerOf(row['heard_at_ms']),
      };
    },
    setChannel(channel: Hex, meterId: Hex, { memory, previous, heardAtMs }: ChannelRow): void {
      const { sequence, frameTime, closed, lastTime, lastValue } = memory;
      const day = JSON.stringify(
        memory.day.map(({ time, value, word }) => [time.toString(), value.toString(), word ?? 0]),
      );
      statements.setChannel.run(
        channel,
        meterId,
        sequence,
        frameTime,
        closed,
        lastTime,
        lastValue.toString(),
        day,
        previous,
        heardAtMs,
        lateToText(memory.late),
      );
    },
    heardAtMs: (): Map<Hex, number> =>
      new Map(statements.heardAt.all().map((row) => [hexOf(row['channel']), integerOf(row['heard_at_ms'])])),
    openDays: (heardBeforeMs: number): { channel: Hex; meterId: Hex }[] =>
      statements.openDays
        .all(heardBeforeMs)
        .map((row) => ({ channel: hexOf(row['channel']), meterId: hexOf(row['meter_id']) })),
    stopChannel: (channel: Hex, code: string, retryAtMs: number): void =>
      void statements.stop.run(channel, code, retryAtMs),
    stoppedChannels: (): StoppedChannel[] =>
      statements.stopped.all().map((row) => ({
        channel: hexOf(row['channel']),
        code: textOf(row['code']),
        attempts: integerOf(row['attempts']),
        retryAtMs: integerOf(row['retry_at_ms']),
        probe: row['probe'] === null ? undefined : textOf(row['probe']),
      })),
    setProbe: (channel: Hex, message: string, retryAtMs: number): void =>
      void statements.probe.run(message, retryAtMs, channel),
    retryStoppedChannels: (): void => void statements.retryAll.run(),
    resumeChannel: (channel: Hex): void => void statements.resume.run(channel),
  };
}
