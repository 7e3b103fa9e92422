import { pause } from '../../core/runtime/pause.ts';
import { runHousekeeping } from './housekeeping.ts';
import { runInputs } from './inputs/run-inputs.ts';
import { untilNext } from './inputs/until-next.ts';
import { askUntilComplete } from './recovery/confirm-channels.ts';
import { isClosed } from './telegram/close-replaced.ts';
import { readSpool } from './telegram/read-spool.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { ConnectedGateway } from './connect-gateway.ts';
import type { OpenGateway } from './open-gateway.ts';
import type { GatewaySettings } from './settings.ts';

type LoopArgs = {
  settings: GatewaySettings;
  opened: OpenGateway;
  connected: ConnectedGateway;
  log: Log;
  signal: AbortSignal;
};

/** Everything that a gateway does by itself, until the signal; each promise rejects with what ended its loop before. */
export function runLoops(args: LoopArgs): Promise<void>[] {
  const { settings, opened, connected, log, signal } = args;
  const { consumption, confirmation, meters, store } = opened;
  const { signing, intake } = connected;
  return [
    signing.done,
    askUntilComplete(confirmation, connected.ask, signal),
    pollMeters(args),
    runHousekeeping({
      consumption,
      dayGraceMs: settings.dayGrace,
      frameKeepMs: settings.frameKeep,
      onFrames: () => signing.wake(),
      onTimeToAsk: connected.askAll,
      signal,
    }),
    ...(settings.spoolDir === undefined ? [] : [followSpool(args, settings.spoolDir)]),
    ...runInputs({ settings, store, intake, meters, log, signal }),
  ];
}

async function pollMeters({ settings, opened, connected, signal }: LoopArgs): Promise<void> {
  while (await pause(untilNext(settings.pollInterval), signal)) {
    const polled = opened.meters().meters.filter((meter) => meter.poll !== undefined && !isClosed(opened.store, meter));
    for (const meter of polled) if (!signal.aborted) await connected.reader(meter, undefined);
  }
}

async function followSpool({ settings, opened, connected, log, signal }: LoopArgs, folder: string): Promise<void> {
  const { intake, signing } = connected;
  while (!signal.aborted) {
    const consumed = await readSpool({ folder, consumption: opened.consumption, intake, log, signal });
    if (consumed > 0) signing.wake();
    await pause(consumed > 0 ? 1 : settings.spoolInterval, signal);
  }
}
