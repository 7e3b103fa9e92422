import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { frameDomain } from '../../core/domain/reading/frame.ts';
import { parseNetwork } from '../../core/domain/ledger/network.ts';
import { createLog } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { loadOrCreateToken } from '../access-token.ts';
import { isDiskFull } from '../sqlite-rows.ts';
import { askHeads } from './recovery/ask-heads.ts';
import { isClosed } from './telegram/close-replaced.ts';
import { askUntilComplete, confirmChannels } from './recovery/confirm-channels.ts';
import { consumeHeld } from './telegram/consume-telegram.ts';
import { detectRestore } from './recovery/detect-restore.ts';
import { openDecoderMemory } from './telegram/decoder-memory.ts';
import { followMeterRegister } from './meters/follow-meter-register.ts';
import { handleDownlink } from './uplink/handle-downlink.ts';
import { runInputs } from './inputs/run-inputs.ts';
import { untilNext } from './inputs/until-next.ts';
import { runHousekeeping } from './housekeeping.ts';
import { openDevice } from './device/open-device.ts';
import { createMeterReader } from './telegram/meter-reader.ts';
import { readSpool } from './telegram/read-spool.ts';
import { startSigning } from './uplink/run-signing.ts';
import { serveStatus } from './serve-status.ts';
import { openGatewayStore } from './store/store.ts';
import { createIntake } from './telegram/intake.ts';
import { startUplink } from './uplink/uplink.ts';
import { watchClock } from './watch-clock.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import type { RunningProgram } from '../../core/runtime/program.ts';
import type { Consumption } from './telegram/consume-telegram.ts';
import type { DownlinkEffect } from './uplink/handle-downlink.ts';
import type { GatewaySettings } from './settings.ts';

export type Gateway = RunningProgram & { readonly deviceId: Hex; readonly url: string };

const MEGABYTE = 1_048_576;
/** Signed copies of what waits need room beside it. */
const HARD_FACTOR = 4;
/** A refused announcement needs a new envelope: it is tried this many times less often than a refused frame. */
const KEYS_RETRY_FACTOR = 12;

/**
 * Runs the agent beside the meters: telegrams in, signed frames out. Everything that it took is in `<dataDir>/gateway.sqlite` before
 * the next telegram is read; `<dataDir>/device.json` is what the company registers.
 */
export async function startGateway(settings: GatewaySettings, signal: AbortSignal): Promise<Gateway> {
  if (!/^[A-Za-z0-9._-]{1,64}$/.test(settings.gatewayId)) {
    throw new InputError(
      'SETTINGS_INVALID',
      `"${settings.gatewayId}" is no gateway name. Use 1 to 64 letters, digits, dots, dashes or underscores.`,
    );
  }
  const log = createLog('gateway', settings.logLevel);
  await using resources = new AsyncDisposableStack();
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);

  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  if (settings.spoolDir !== undefined) mkdirSync(settings.spoolDir, { recursive: true });
  const network = parseNetwork(JSON.parse(readFileSync(settings.networkFile, 'utf8')));
  const domain = frameDomain(network.chainId, network.contracts.readingLedger);
  const meters = followMeterRegister(settings.metersFile, (fault) =>
    log.error(
      { code: fault.code, reason: fault.message },
      'the changed meter register is not taken; the one before holds',
    ),
  );
  const device = await openDevice(settings, domain);
  const { signer } = device;
  const storeFile = join(settings.dataDir, 'gateway.sqlite');
  const store = resources.adopt(openGatewayStore(storeFile, HARD_FACTOR * settings.queueMax * MEGABYTE), (opened) =>
    opened.close(),
  );
  if (detectRestore(store, storeFile, meters(), device.isOld))
    log.error('the database was restored or lost: telegrams wait until the collector says where the registers stand');
  const confirmation = confirmChannels([
    ...store.channels(),
    ...meters().meters.flatMap(({ registers }) => registers.map(({ channel }) => channel)),
  ]);
  const rules = {
    timeZone: network.timeZone,
    cadence: settings.cadence,
    toleranceSeconds: BigInt(Math.floor(settings.hourTolerance / 1000)),
    domain,
  };
  const clockFlags = watchClock({
    marker: settings.clockMarker,
    wallMs: () => Date.now(),
    steadyMs: () => performance.now(),
    onStep: (byMs) => log.error({ byMs }, 'the clock stepped; frames are flagged for an hour'),
  });
  const state = openDecoderMemory(store);
  const now = (): Consumption => ({
    store,
    meters: meters(),
    rules,
    nowMs: Date.now(),
    state,
    clockFlags: clockFlags(),
  });
  const intake = createIntake({
    consumption: now,
    maxBytes: settings.queueMax * MEGABYTE,
    log,
    onTaken: () => signing.wake(),
  });

  const reader = createMeterReader({
    consumption: now,
    intake,
    timeoutMs: settings.pollTimeout,
    onAnswered: () => signing.wake(),
    log,
    signal: ended,
  });

  const faults = Promise.withResolvers<never>();
  const guard = (work: Promise<void>): void => void work.catch((error: unknown) => faults.reject(error));
  const perform = (effect: DownlinkEffect): void => {
    switch (effect.kind) {
      case 'none':
        return;
      case 'queue-changed':
        uplink.wake();
        return;
      case 'send-again':
        uplink.rewind(settings.retryAfter);
        return;
      case 'keys-refused':
        signing.announce(KEYS_RETRY_FACTOR * settings.retryAfter);
        uplink.wake();
        return;
      case 'register-changed':
        signing.announce(0);
        return;
      case 'ask-heads':
        ask(effect.channels);
        return;
      case 'heads-known':
        confirmation.spokeOf(effect.channels);
        store.transaction(() => consumeHeld(now()));
        signing.wake();
        uplink.wake();
        return;
      case 'read-meter':
        guard(reader(effect.meter, effect.requestId));
        return;
      default:
        effect satisfies never;
    }
  };

  const ask = (channels: readonly Hex[]): void => askHeads(channels).forEach((question) => uplink.say(question));
  const askAll = (): void => ask([...confirmation.missing(), ...store.unsureChannels(), ...store.unlandedChannels()]);
  const uplink = resources.use(
    await startUplink({
      url: settings.mqttUrl,
      access: settings,
      gatewayId: settings.gatewayId,
      token: loadOrCreateToken(settings.tokenFile),
      hello: device.hello,
      store,
      onDown: (payload) => {
        try {
          perform(
            handleDownlink(
              {
                store,
                network,
                company: settings.company,
                meters: meters(),
                rules,
                retryAfterMs: settings.retryAfter,
                log,
              },
              payload,
            ),
          );
        } catch (error) {
          // Whatever it said, the collector says again.
          if (isDiskFull(error)) intake.foundDiskFull();
          else faults.reject(error);
        }
      },
      onOpen: askAll,
      log,
      signal: ended,
    }),
  );

  const signing = startSigning({
    store,
    signer,
    network,
    domain,
    settings,
    maySendFrames: () => confirmation.isComplete(),
    onQueued: () => uplink.wake(),
    onDiskFull: () => intake.foundDiskFull(),
    log,
    signal: ended,
  });
  const spooling = async (folder: string): Promise<void> => {
    while (!ended.aborted) {
      const consumed = await readSpool({ folder, consumption: now, intake, log, signal: ended });
      if (consumed > 0) signing.wake();
      await pause(consumed > 0 ? 1 : settings.spoolInterval, ended);
    }
  };
  const polling = async (): Promise<void> => {
    while (await pause(untilNext(settings.pollInterval), ended)) {
      const polled = meters().meters.filter((meter) => meter.poll !== undefined && !isClosed(store, meter));
      for (const meter of polled) if (!ended.aborted) await reader(meter, undefined);
    }
  };
  const loops = [
    signing.done,
    askUntilComplete(confirmation, ask, ended),
    polling(),
    runHousekeeping({
      consumption: now,
      dayGraceMs: settings.dayGrace,
      frameKeepMs: settings.frameKeep,
      onFrames: () => signing.wake(),
      onTimeToAsk: askAll,
      signal: ended,
    }),
    ...(settings.spoolDir === undefined ? [] : [spooling(settings.spoolDir)]),
    ...runInputs({ settings, store, intake, meters, log, signal: ended }),
  ];
  resources.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  const http = resources.use(
    await serveStatus({ settings, log, store, uplink, intake, signing, deviceId: signer.deviceId }),
  );
  announceReady({
    program: 'gateway',
    gatewayId: settings.gatewayId,
    url: http.url,
    deviceId: signer.deviceId,
    deviceFile: device.file,
  });
  const running = resources.move();
  return {
    deviceId: signer.deviceId,
    url: http.url,
    done: Promise.race([faults.promise, Promise.all(loops)]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}
