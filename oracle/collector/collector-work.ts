import { lasting } from '../../core/runtime/start/lasting.ts';
import type { Work } from '../../core/runtime/start/illnesses.ts';
import { certificateWork } from '../../core/runtime/tls/certificate-work.ts';
import type { Broker } from './broker/broker.ts';
import type { OracleSettings } from './settings.ts';

const BROKER_SECONDS = 60;
/** Twice the time in which each gateway sends something. */
export const SILENT_SECONDS = 2 * 86_400;

/**
 * Why readings do not come, beyond what single messages say.
 * @param lastHeard by `now`, when each gateway sent something last since the start
 * @param now milliseconds of a clock that only goes forward
 */
export function collectorWork(args: {
  settings: Pick<OracleSettings, 'mqttCa' | 'mqttCert' | 'gateways'>;
  broker: Pick<Broker, 'fault'>;
  lastHeard: ReadonlyMap<string, number>;
  /** Those that ever signed in. */
  gateways: () => readonly { gatewayId: string }[];
  now: () => number;
}): () => Work[] {
  const { settings, broker, lastHeard, now } = args;
  const begun = now();
  const away = lasting(() => broker.fault !== undefined, now);
  return () => {
    const known = args.gateways().filter(({ gatewayId }) => settings.gateways.includes(gatewayId));
    const silent = known
      .map(({ gatewayId }) => Math.floor((now() - (lastHeard.get(gatewayId) ?? begun)) / 1000))
      .filter((seconds) => seconds > SILENT_SECONDS);
    return [
      {
        code: 'BROKER_AWAY',
        what: `The broker is away: ${broker.fault ?? 'no session stands.'} No reading comes`,
        waitsSeconds: away(),
        atMostSeconds: BROKER_SECONDS,
      },
      {
        code: 'GATEWAY_SILENT',
        what: `Of ${silent.length} of ${known.length} gateways nothing has come`,
        waitsSeconds: silent.length === 0 ? undefined : Math.max(...silent),
        atMostSeconds: SILENT_SECONDS,
      },
      ...certificateWork([settings.mqttCert, settings.mqttCa], Date.now()),
    ];
  };
}
