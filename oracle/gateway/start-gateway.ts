import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError, TransientError } from '../../core/domain/errors.ts';
import { frameDomain } from '../../core/domain/frame.ts';
import { toHex, uintBytes } from '../../core/domain/hex.ts';
import { parseNetwork } from '../../core/domain/network.ts';
import { normaliseSignature } from '../../core/domain/device-signature.ts';
import { createLog } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { announceReady } from '../../core/runtime/program.ts';
import { writeDurably } from '../../core/runtime/write-durably.ts';
import { loadOrCreateToken } from '../access-token.ts';
import { encodeUpMessage, helloMessage } from '../messages.ts';
import { announceKeys } from './announce-keys.ts';
import { answerRequest, closeAbandonedDays, consumeTelegram } from './consume-telegram.ts';
import { openFileSigner } from './device-signer.ts';
import { followMeterRegister } from './follow-meter-register.ts';
import { formBatches } from './form-batches.ts';
import { handleDown } from './handle-down.ts';
import { pollMbus } from './poll-mbus.ts';
import { readSpool } from './read-spool.ts';
import { serveStatus } from './serve-status.ts';
import { openGatewayStore } from './store.ts';
import { startUplink } from './uplink.ts';
import type { Hex } from '../../core/domain/hex.ts';
import type { RunningProgram } from '../../core/runtime/program.ts';
import type { Consumption } from './consume-telegram.ts';
import type { DownEffect } from './handle-down.ts';
import type { MeterEntry } from './meter-register.ts';
import type { GatewaySettings } from './settings.ts';

export type Gateway = RunningProgram & { readonly deviceId: Hex; readonly url: string };

const SIGN_INTERVAL_MS = 250;
const HOUSEKEEPING_MS = 30_000;
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
  const signer = openFileSigner({
    file: join(settings.dataDir, 'device-key.pem'),
    passwordFile: join(settings.dataDir, 'password'),
  });
  const { algorithm } = signer.key;
  const device = { algorithm, x: toHex(uintBytes(signer.key.x, 32)), y: toHex(uintBytes(signer.key.y, 32)) };
  const deviceFile = join(settings.dataDir, 'device.json');
  writeDurably(
    deviceFile,
    `${JSON.stringify({ gatewayId: settings.gatewayId, deviceId: signer.deviceId, ...device })}\n`,
    0o644,
  );

  const store = resources.adopt(openGatewayStore(join(settings.dataDir, 'gateway.sqlite')), (opened) => opened.close());
  const rules = {
    timeZone: network.timeZone,
    cadence: settings.cadence,
    toleranceSeconds: BigInt(Math.floor(settings.hourTolerance / 1000)),
    domain,
  };
  const now = (): Consumption => ({ store, meters: meters(), rules, nowMs: Date.now() });
  let signWake = new AbortController();
  const wakeSigner = (): void => signWake.abort();
  let registerChanged = true;
  let announceAfter = 0;

  const readMeter = async (meter: MeterEntry, requestId: Hex | undefined): Promise<void> => {
    const poll = meter.poll;
    if (poll !== undefined) {
      const bytes = await pollMbus({ ...poll, timeoutMs: settings.pollTimeout, signal: ended });
      const time = BigInt(Math.floor(Date.now() / 1000));
      const telegram = {
        meter: meter.name,
        time,
        format: 'mbus' as const,
        content: { format: 'mbus' as const, hex: toHex(bytes) },
      };
      const outcome = store.transaction(() => consumeTelegram({ ...now(), telegram, source: `poll ${meter.name}` }));
      log.debug({ meter: meter.name, code: outcome.code }, 'meter polled');
    } else if (requestId !== undefined) {
      store.transaction(() => answerRequest({ ...now(), meter, requestId }));
    }
    wakeSigner();
  };
  const tryRead = (meter: MeterEntry, requestId: Hex | undefined): Promise<void> =>
    readMeter(meter, requestId).catch((error: unknown) => {
      if (!(error instanceof TransientError)) throw error;
      store.increment(error.code);
      log.warn({ meter: meter.name, code: error.code }, error.message);
    });

  const faults = Promise.withResolvers<never>();
  const guard = (work: Promise<void>): void => void work.catch((error: unknown) => faults.reject(error));
  const perform = (effect: DownEffect): void => {
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
        registerChanged = true;
        announceAfter = Date.now() + KEYS_RETRY_FACTOR * settings.retryAfter;
        uplink.wake();
        return;
      case 'register-changed':
        announceAfter = 0;
        registerChanged = true;
        wakeSigner();
        return;
      case 'read-meter':
        guard(tryRead(effect.meter, effect.requestId));
        return;
      default:
        effect satisfies never;
    }
  };

  const uplink = resources.use(
    await startUplink({
      url: settings.mqttUrl,
      gatewayId: settings.gatewayId,
      token: loadOrCreateToken(settings.tokenFile),
      hello: async () => {
        const message = helloMessage(domain, settings.gatewayId);
        return encodeUpMessage({
          hello: { ...device, signature: normaliseSignature(signer.key, message, await signer.sign(message)) },
        });
      },
      store,
      onDown: (payload) => {
        try {
          perform(
            handleDown(
              { store, network, company: settings.company, meters: meters(), retryAfterMs: settings.retryAfter, log },
              payload,
            ),
          );
        } catch (error) {
          faults.reject(error);
        }
      },
      log,
      signal: ended,
    }),
  );

  const signing = async (): Promise<void> => {
    const told = new Set<string>();
    let waitingKeys = 0;
    while (!ended.aborted) {
      signWake = new AbortController();
      let queued = 0;
      if (Date.now() >= announceAfter && (registerChanged || store.unannouncedKeys() !== waitingKeys)) {
        registerChanged = false;
        const { announced, waiting } = await announceKeys({
          store,
          signer,
          network,
          domain,
          company: settings.company,
        });
        queued += announced;
        for (const { meterId, missing } of waiting) {
          if (!told.has(meterId)) log.info({ meterId, missing }, 'frames of a meter wait for its addressees');
          told.add(meterId);
        }
        waitingKeys = store.unannouncedKeys();
      }
      queued += await formBatches({
        store,
        signer,
        batchFrames: settings.batchFrames,
        batchAgeMs: settings.batchAge,
        retryAfterMs: settings.retryAfter,
        nowMs: Date.now(),
      });
      if (queued > 0) uplink.wake();
      await pause(SIGN_INTERVAL_MS, AbortSignal.any([ended, signWake.signal]));
    }
  };
  const spooling = async (folder: string): Promise<void> => {
    while (!ended.aborted) {
      const consumed = await readSpool({ folder, consumption: now, log, signal: ended });
      if (consumed > 0) wakeSigner();
      await pause(consumed > 0 ? 1 : settings.spoolInterval, ended);
    }
  };
  const polling = async (): Promise<void> => {
    while (await pause(untilNext(settings.pollInterval), ended)) {
      const polled = meters().meters.filter((meter) => meter.poll !== undefined);
      for (const meter of polled) if (!ended.aborted) await tryRead(meter, undefined);
    }
  };
  const housekeeping = async (): Promise<void> => {
    while (await pause(HOUSEKEEPING_MS, ended)) {
      if (closeAbandonedDays({ ...now(), graceMs: settings.dayGrace }) > 0) wakeSigner();
    }
  };
  const loops = [
    signing(),
    polling(),
    housekeeping(),
    ...(settings.spoolDir === undefined ? [] : [spooling(settings.spoolDir)]),
  ];
  resources.defer(async () => {
    stop.abort();
    await Promise.allSettled(loops);
  });
  const http = resources.use(await serveStatus({ settings, log, store, uplink, deviceId: signer.deviceId }));
  announceReady({
    program: 'gateway',
    gatewayId: settings.gatewayId,
    url: http.url,
    deviceId: signer.deviceId,
    deviceFile,
  });
  const running = resources.move();
  return {
    deviceId: signer.deviceId,
    url: http.url,
    done: Promise.race([faults.promise, Promise.all(loops)]),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** Milliseconds to the next multiple of the interval, so that hourly polls fall on the hour. */
function untilNext(intervalMs: number): number {
  return intervalMs - (Date.now() % intervalMs);
}
