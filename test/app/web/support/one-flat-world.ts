import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requestReading } from '../../../../biller/commands.ts';
import { billerSettings } from '../../../../biller/settings.ts';
import type { Hex } from '../../../../core/domain/hex.ts';
import { periodOf, previousPeriod } from '../../../../core/domain/period.ts';
import { readSettings } from '../../../../core/runtime/settings.ts';
import { writeSpool } from '../../../../sandbox/meters/write-spool.ts';
import { freePorts } from '../../../../scripts/world/free-ports.ts';
import { planHouse, premiseOf } from '../../../../scripts/world/house-plan.ts';
import { startWorld } from '../../../../scripts/world/start-world.ts';
import { planWorld, PORT_NAMES } from '../../../../scripts/world/world-plan.ts';
import type { WorldPorts } from '../../../../scripts/world/world-plan.ts';

export type OneFlatWorld = AsyncDisposable & {
  url: string;
  /** Signs in at the sandbox's identity portal. */
  login: string;
  /** The month that ended last, YYYYMM: it is billed as soon as it is metered. */
  period: number;
  /** Hourly telegrams of the flat's electricity meter for that month. */
  sendTelegrams(): void;
  /** The water provider asks for a reading by hand. */
  askForReading(): Promise<Hex>;
};

/** The real system, every program a process, for the one flat that has both a meter behind the gateway and one that is read by hand. */
export async function startOneFlatWorld(): Promise<OneFlatWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'domledger-web-'));
  const whole = planHouse();
  const flat = whole.readByHand;
  const premise = premiseOf(flat);
  const house = {
    ...whole,
    premises: whole.premises.filter((each) => each.premise === premise),
    meters: whole.meters.filter((each) => each.premise === premise),
    house: { ...whole.house, meters: whole.house.meters.filter((each) => each.flat === flat) },
  };
  const free = await freePorts(PORT_NAMES.length);
  const ports = Object.fromEntries(PORT_NAMES.map((name, index) => [name, free[index]])) as WorldPorts;
  const plan = await planWorld({ dataDir, ports, house, billAfter: '1s', logLevel: 'warn' });
  const stop = new AbortController();
  const world = await startWorld(plan, {}, stop.signal).catch((error: unknown) => {
    rmSync(dataDir, { recursive: true, force: true });
    throw error;
  });
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));
  const period = previousPeriod(periodOf(now(), 'Europe/Moscow'));
  return {
    url: `http://127.0.0.1:${ports.app}`,
    login: premise,
    period,
    sendTelegrams: () => void writeSpool({ house: house.house, period, spoolDir: plan.spoolDir }),
    askForReading: async () => {
      const meter = house.meters.find(({ device }) => device === 'owner');
      const meterId = plan.meterIds.get(meter?.name ?? '');
      if (meterId === undefined) throw new Error('the flat has no meter that is read by hand');
      const program = plan.programs.find(({ name }) => name === 'biller-water');
      const overrides = { ...program?.settings, logLevel: 'silent' };
      const settings = readSettings(billerSettings, { prefix: 'DOMLEDGER_BILLER_', overrides });
      return requestReading({ settings, signal: stop.signal, meterId, manual: true, dueDate: now() + 5n * 86_400n });
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await world[Symbol.asyncDispose]();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
