import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../../../../core/runtime/log.ts';
import { openDecoderMemory } from '../../../../../oracle/gateway/telegram/decoder-memory.ts';
import { parseInputs } from '../../../../../oracle/gateway/inputs/parse-inputs.ts';
import { runInputs } from '../../../../../oracle/gateway/inputs/run-inputs.ts';
import { parseMeterRegister } from '../../../../../oracle/gateway/meters/meter-register.ts';
import { openGatewayStore } from '../../../../../oracle/gateway/store/store.ts';
import { createIntake } from '../../../../../oracle/gateway/telegram/intake.ts';
import { waitFor } from '../../../../support/wait-for.ts';
import type { Hex } from '../../../../../core/domain/bytes/hex.ts';
import type { GatewayStore } from '../../../../../oracle/gateway/store/store-rows.ts';

export type Listening = AsyncDisposable & {
  folder: string;
  store: GatewayStore;
  /** Waits until an event was counted so often. */
  counted(event: string, times?: number): Promise<void>;
  /** The newest register value of a meter's first register. */
  value(meter: string): bigint;
};

const ENTRY = { unit: 'm3', exponent: -3, obis: ['8-0:1.0.0*255'], cadence: 'each' };

export function meterId(digit: string): Hex {
  return `0x${digit.repeat(64)}`;
}

/** The agent's inputs over a real store, as the setting `inputs` starts them. Entries are of cold water unless they say otherwise. */
export function listen(inputs: (folder: string) => object[], entries: readonly object[]): Listening {
  const folder = mkdtempSync(join(tmpdir(), 'domledger-inputs-'));
  const store = openGatewayStore(join(folder, 'gateway.sqlite'));
  const meters = parseMeterRegister(entries.map((entry) => ({ ...ENTRY, ...entry })));
  const log = createLog('test', 'silent');
  const stop = new AbortController();
  const rules = {
    timeZone: 'Europe/Moscow',
    cadence: 'each',
    toleranceSeconds: 60n,
    domain: new Uint8Array(32),
  } as const;
  const state = openDecoderMemory(store);
  const consumption = () => ({ store, meters, rules, nowMs: Date.now(), state });
  const intake = createIntake({ consumption, maxBytes: 100_000_000, log, onTaken: () => undefined });
  const settings = { inputs: parseInputs(inputs(folder)), gatewayId: 'test' };
  const running = runInputs({ settings, store, intake, meters: () => meters, log, signal: stop.signal });
  const failed = Promise.all(running);
  failed.catch(() => undefined);
  return {
    folder,
    store,
    counted: (event, times = 1) =>
      Promise.race([
        waitFor(`${event} counted`, () => (store.counters()[event] ?? 0) >= times).then(() => undefined),
        failed.then(() => undefined),
      ]),
    value(meter) {
      const channel = meters.byName(meter)?.registers[0]?.channel;
      if (channel === undefined) throw new Error(`no meter ${meter}`);
      return store.channel(channel).memory.lastValue;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await failed;
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
