import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { domainOf, parseNetwork } from '../../core/domain/ledger/network.ts';
import { frameDomain } from '../../core/domain/reading/frame.ts';
import { openDevice } from './device/open-device.ts';
import { followMeterRegister } from './meters/follow-meter-register.ts';
import { confirmChannels } from './recovery/confirm-channels.ts';
import { openRegisterMarks } from './recovery/register-marks.ts';
import { detectRestore } from './recovery/detect-restore.ts';
import { openGatewayStore } from './store/store.ts';
import { openDecoderMemory } from './telegram/decoder-memory.ts';
import { watchClock } from './watch-clock.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { Log } from '../../core/runtime/log.ts';
import type { Device } from './device/open-device.ts';
import type { MeterRegister } from './meters/meter-register.ts';
import type { Confirmation } from './recovery/confirm-channels.ts';
import type { GatewaySettings } from './settings.ts';
import type { GatewayStore } from './store/store-rows.ts';
import type { Consumption, GatewayRules } from './telegram/consume-telegram.ts';

/** What lies in the gateway's folders, opened and checked; nothing of it talks to anybody yet. */
export type OpenGateway = {
  network: Network;
  meters: () => MeterRegister;
  device: Device;
  store: GatewayStore;
  confirmation: Confirmation;
  rules: GatewayRules;
  /** What a telegram is taken with, as it is now. */
  consumption: () => Consumption;
};

export const MEGABYTE = 1_048_576;
/** Signed copies of what waits need room beside it. */
const HARD_FACTOR = 4;

/** The store is closed with `resources`. @throws InputError SETTINGS_INVALID, and those of network, meter register and device */
export async function openGateway(
  settings: GatewaySettings,
  log: Log,
  { resources, steadyMs }: { resources: AsyncDisposableStack; steadyMs: () => number },
): Promise<OpenGateway> {
  checkName(settings.gatewayId);
  mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
  if (settings.spoolDir !== undefined) mkdirSync(settings.spoolDir, { recursive: true });
  const network = parseNetwork(JSON.parse(readFileSync(settings.networkFile, 'utf8')));
  const rules = rulesOf(settings, network);
  const meters = followMeterRegister(settings.metersFile, (fault) =>
    log.error(
      { code: fault.code, reason: fault.message },
      'the changed meter register is not taken; the one before holds',
    ),
  );
  const device = await openDevice(settings, rules.domain);
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
  const consumption = consumptionOf({ settings, store, meters, rules, log, steadyMs });
  return { network, meters, device, store, confirmation, rules, consumption };
}

function checkName(gatewayId: string): void {
  if (/^[A-Za-z0-9._-]{1,64}$/.test(gatewayId)) return;
  throw new InputError(
    'SETTINGS_INVALID',
    `"${gatewayId}" is no gateway name. Use 1 to 64 letters, digits, dots, dashes or underscores.`,
  );
}

function rulesOf(settings: GatewaySettings, network: Network): GatewayRules {
  return {
    timeZone: network.timeZone,
    cadence: settings.cadence,
    toleranceSeconds: BigInt(Math.floor(settings.hourTolerance / 1000)),
    domain: frameDomain(domainOf(network), network.contracts.readingLedger),
  };
}

function consumptionOf(args: {
  settings: GatewaySettings;
  store: GatewayStore;
  meters: () => MeterRegister;
  rules: GatewayRules;
  log: Log;
  steadyMs: () => number;
}): () => Consumption {
  const { settings, store, meters, rules, log, steadyMs } = args;
  const clockFlags = watchClock({
    marker: settings.clockMarker,
    wallMs: () => Date.now(),
    steadyMs,
    onStep: (byMs) => log.error({ byMs }, 'the clock stepped; frames are flagged for an hour'),
  });
  const state = openDecoderMemory(store);
  const marks = openRegisterMarks(join(settings.dataDir, 'registers.json'));
  return () => ({ store, meters: meters(), rules, nowMs: Date.now(), state, marks, clockFlags: clockFlags() });
}
