import { toHex } from '../../core/domain/bytes/hex.ts';
import type { DayContent } from '../../core/domain/reading/day-packet.ts';
import { encodePayload } from '../../core/domain/reading/payload.ts';

const DAYS: Record<string, DayContent> = {
  whole: { mantissas: Array.from({ length: 24 }, (_, hour) => 100_000n + 7n * BigInt(hour)), late: [] },
  ofTwentyFiveHours: { mantissas: Array.from({ length: 25 }, (_, hour) => 100_000n + BigInt(hour)), late: [] },
  withHoles: {
    mantissas: Array.from({ length: 24 }, (_, hour) => (hour < 3 || hour === 11 ? undefined : 100_000n + BigInt(hour))),
    late: [],
  },
  withOneLate: {
    mantissas: Array.from({ length: 23 }, (_, hour) => 100_000n + BigInt(hour)),
    late: [{ back: 1_380, mantissa: 99_999n }],
  },
  withTwoLate: {
    mantissas: Array.from({ length: 24 }, (_, hour) => 100_000n + BigInt(hour)),
    late: [
      { back: 65_520, mantissa: 10n },
      { back: 1_500, mantissa: 99_990n },
    ],
  },
};

/** Plaintexts of day packets (docs/formats.md §4, Payload), each with what it says. */
export function dayPacketVectors(): object[] {
  return Object.entries(DAYS).map(([name, { mantissas, late }]) => ({
    name,
    mantissas: mantissas.map((mantissa) => mantissa?.toString() ?? null),
    late: late.map(({ back, mantissa }) => ({ back, mantissa: mantissa.toString() })),
    plaintext: toHex(encodePayload({ kind: 'day', exponent: -3, mantissas, late })),
  }));
}
