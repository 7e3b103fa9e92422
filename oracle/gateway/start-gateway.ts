import { createLog } from '../../core/runtime/log.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { connectGateway } from './connect-gateway.ts';
import { openGateway } from './open-gateway.ts';
import { runLoops } from './run-loops.ts';
import { serveStatus } from './serve-status.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { RunningProgram } from '../../core/runtime/program.ts';
import type { GatewaySettings } from './settings.ts';

export type Gateway = RunningProgram & { readonly deviceId: Hex; readonly url: string };

/**
 * Runs the agent beside the meters: telegrams in, signed frames out. Everything that it took is in `<dataDir>/gateway.sqlite` before
 * the next telegram is read; `<dataDir>/device.json` is what the company registers.
 * @param steadyMs a clock that nobody sets: where this machine's moves against it, frames are flagged
 */
export async function startGateway(
  settings: GatewaySettings,
  signal: AbortSignal,
  steadyMs: () => number = () => performance.now(),
): Promise<Gateway> {
  const log = createLog('gateway', settings.logLevel);
  await using resources = new AsyncDisposableStack();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);

  const opened = await openGateway(settings, log, { resources, steadyMs });
  const connected = await connectGateway({ settings, opened, log, signal: ended, resources });
  const loops = runLoops({ settings, opened, connected, log, signal: ended });
  resources.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  const { deviceId } = opened.device.signer;
  const http = resources.use(
    await serveStatus({ settings, log, store: opened.store, meters: opened.meters, ...connected, deviceId }),
  );
  announceReady({
    program: 'gateway',
    gatewayId: settings.gatewayId,
    url: http.url,
    deviceId,
    deviceFile: opened.device.file,
  });
  const running = resources.move();
  return {
    deviceId,
    url: http.url,
    done: Promise.race([connected.faults, Promise.all(loops)]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
