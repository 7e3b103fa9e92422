import { startInput } from './start-input.ts';
import type { Log } from '../../../core/runtime/log.ts';
import type { MeterRegister } from '../meters/meter-register.ts';
import type { GatewaySettings } from '../settings.ts';
import type { GatewayStore } from '../store/store-rows.ts';
import type { Intake } from '../telegram/intake.ts';
import type { TakenFiles } from './folder-input.ts';
import type { InputContext } from './input-context.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';

/** Starts every input of the settings; each promise ends with the signal. */
export function runInputs(args: {
  settings: Pick<GatewaySettings, 'inputs' | 'gatewayId'>;
  store: GatewayStore;
  intake: Intake;
  meters: () => MeterRegister;
  log: Log;
  signal: AbortSignal;
}): Promise<void>[] {
  const { settings, store, intake, log, signal } = args;
  const files: TakenFiles = {
    taken: (name) => store.spoolPosition(name) > 0,
    take: (name, work) => store.transaction(() => void (work() && store.setSpoolPosition(name, 1))),
  };
  return settings.inputs.map((input, index) => {
    const source = `input ${index} ${input.type}`;
    const context: InputContext = {
      take: (heard) => intake.take({ ...heard, time: heard.time ?? unixSeconds() }, source),
      count: (event) => store.increment(event),
      meters: args.meters,
      gatewayId: settings.gatewayId,
      log: log.child({ source }),
      signal,
    };
    return startInput(input, context, files);
  });
}
