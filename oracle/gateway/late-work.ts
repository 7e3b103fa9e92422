import { lasting } from '../../core/runtime/start/lasting.ts';
import type { Work } from '../../core/runtime/start/illnesses.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { MeterEntry } from './meters/meter-register.ts';

const AT_MOST_SECONDS = 60;
/** Twice the time from one packet to the next; a meter that is read more often is silent no sooner. */
export const SILENT_SECONDS = 2 * 86_400;

/**
 * What keeps frames from leaving, also those that are still to come, measured from the first question that met it.
 * @param now milliseconds of a clock that only goes forward
 */
export function gatewayWork(args: {
  uplink: { readonly connected: boolean };
  signing: { readonly signs: boolean };
  now: () => number;
}): () => Work[] {
  const away = lasting(() => !args.uplink.connected, args.now);
  const unsigned = lasting(() => !args.signing.signs, args.now);
  return () => [
    {
      code: 'BROKER_AWAY',
      what: 'The broker is away, and no frame leaves',
      waitsSeconds: away(),
      atMostSeconds: AT_MOST_SECONDS,
    },
    {
      what: 'The device key does not sign, and no frame leaves',
      waitsSeconds: unsigned(),
      atMostSeconds: AT_MOST_SECONDS,
    },
  ];
}

/**
 * Meters of the register from which nothing comes. One that was never heard counts from when the gateway began.
 * @param heardAtMs when a channel was heard last, ms since 1970
 */
export function meterWork(args: {
  meters: readonly MeterEntry[];
  heardAtMs: ReadonlyMap<Hex, number>;
  begunMs: number;
  nowMs: number;
}): Work[] {
  const replaced = new Set(args.meters.map(({ replaces }) => replaces?.meterId));
  const silent = args.meters
    .filter(({ meterId }) => !replaced.has(meterId))
    .map(({ registers }) => Math.max(args.begunMs, ...registers.map(({ channel }) => args.heardAtMs.get(channel) ?? 0)))
    .map((atMs) => Math.floor((args.nowMs - atMs) / 1000))
    .filter((seconds) => seconds > SILENT_SECONDS);
  const what = `Of ${silent.length} meters nothing has come`;
  const waitsSeconds = silent.length === 0 ? undefined : Math.max(...silent);
  return [{ code: 'METERS_SILENT', what, waitsSeconds, atMostSeconds: SILENT_SECONDS }];
}
