import { requestReading } from '../../../../biller/commands.ts';
import { billerSettings } from '../../../../biller/settings.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { periodOf, previousPeriod } from '../../../../core/domain/billing/period.ts';
import { readSettings } from '../../../../core/runtime/settings.ts';
import { writeSpool } from '../../../../sandbox/meters/write-spool.ts';
import { planHouse, premiseOf } from '../../../../scripts/world/house-plan.ts';
import { world } from '../../../support/world.ts';

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

/** The real system for the one flat that has both a meter behind the gateway and one that is read by hand. */
export async function startOneFlatWorld(): Promise<OneFlatWorld> {
  const flat = planHouse().readByHand;
  const started = await world({ flats: [flat] });
  const { plan, house } = started;
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));
  const period = previousPeriod(periodOf(now(), 'Europe/Moscow'));
  const stop = new AbortController();
  return {
    url: started.url('app'),
    login: premiseOf(flat),
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
      await started[Symbol.asyncDispose]();
    },
  };
}
