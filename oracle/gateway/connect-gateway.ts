import { loadOrCreateToken } from '../access-token.ts';
import { isDiskFull } from '../sqlite-rows.ts';
import { MEGABYTE } from './open-gateway.ts';
import { askHeads } from './recovery/ask-heads.ts';
import { createIntake } from './telegram/intake.ts';
import { createMeterReader } from './telegram/meter-reader.ts';
import { handleDownlink } from './uplink/handle-downlink.ts';
import { performEffect } from './uplink/perform-effect.ts';
import { startSigning } from './uplink/run-signing.ts';
import { startUplink } from './uplink/uplink.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { MeterEntry } from './meters/meter-register.ts';
import type { OpenGateway } from './open-gateway.ts';
import type { GatewaySettings } from './settings.ts';
import type { Intake } from './telegram/intake.ts';
import type { MeterReader } from './telegram/meter-reader.ts';
import type { DownlinkContext } from './uplink/handle-downlink.ts';
import type { Signing } from './uplink/run-signing.ts';
import type { Uplink } from './uplink/uplink.ts';

/** The parts that wake each other: telegrams in, frames signed, messages to and from the collector. */
export type ConnectedGateway = {
  intake: Intake;
  reader: MeterReader;
  uplink: Uplink;
  signing: Signing;
  /** Asks the collector where these channels stand. */
  ask(channels: readonly Hex[]): void;
  /** Asks about every channel of which something is not known. */
  askAll(): void;
  /** Rejects with what went wrong while a message of the collector was handled. */
  faults: Promise<never>;
};

/** The uplink ends with `resources`, everything else with `signal`. */
export async function connectGateway(args: {
  settings: GatewaySettings;
  opened: OpenGateway;
  log: Log;
  signal: AbortSignal;
  resources: AsyncDisposableStack;
}): Promise<ConnectedGateway> {
  const { settings, opened, log, signal } = args;
  const { store, confirmation, consumption, device } = opened;
  const faults = Promise.withResolvers<never>();
  const wakeSigning = (): void => signing.wake();
  const onDiskFull = (): void => intake.foundDiskFull();

  const intake = createIntake({
    consumption,
    maxBytes: settings.queueMax * MEGABYTE,
    log,
    onTaken: wakeSigning,
  });
  const reader = createMeterReader({
    consumption,
    intake,
    timeoutMs: settings.pollTimeout,
    onAnswered: wakeSigning,
    log,
    signal,
  });
  const ask = (channels: readonly Hex[]): void => askHeads(channels).forEach((question) => uplink.say(question));
  const askAll = (): void => ask([...confirmation.missing(), ...store.unsureChannels(), ...store.unlandedChannels()]);
  const read = (meter: MeterEntry, requestId: Hex): void => void reader(meter, requestId).catch(faults.reject);
  const onDown = (payload: Uint8Array): void => {
    try {
      const targets = { ...opened, uplink, signing, ask, read, retryAfterMs: settings.retryAfter };
      performEffect(targets, handleDownlink(downlinkContext(settings, opened, log), payload));
    } catch (error) {
      // Whatever it said, the collector says again.
      if (isDiskFull(error)) onDiskFull();
      else faults.reject(error);
    }
  };
  const uplink = args.resources.use(
    await startUplink({
      url: settings.mqttUrl,
      access: settings,
      gatewayId: settings.gatewayId,
      token: loadOrCreateToken(settings.tokenFile),
      hello: device.hello,
      store,
      onDown,
      onOpen: askAll,
      log,
      signal,
    }),
  );
  const signing = startSigning({
    ...opened,
    signer: device.signer,
    domain: opened.rules.domain,
    settings,
    maySendFrames: () => confirmation.isComplete(),
    onQueued: () => uplink.wake(),
    onDiskFull,
    log,
    signal,
  });
  return { intake, reader, uplink, signing, ask, askAll, faults: faults.promise };
}

function downlinkContext(settings: GatewaySettings, opened: OpenGateway, log: Log): DownlinkContext {
  const { store, network, rules } = opened;
  return {
    store,
    network,
    company: settings.company,
    meters: opened.meters(),
    rules,
    retryAfterMs: settings.retryAfter,
    log,
  };
}
