import { requestReading } from '../../../biller/commands/commands.ts';
import { billerSettings } from '../../../biller/settings.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { radioGap, writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { nowSeconds } from './actors.ts';
import type { House } from './house-part.ts';

/** Hourly telegrams of a month, YYYYMM, of every meter behind the gateway. */
export function sendTelegrams({ house, plan }: House, period: number): void {
  writeSpool({ house: house.house, period, spoolDir: plan.spoolDir, late: radioGap });
}

/** The water provider asks the owner for a reading by hand, of the meter that no gateway reads; of the flat's, where one is named. @returns the request's id */
export async function askForReading({ house, plan }: House, flat?: string): Promise<Hex> {
  const meter = house.meters.find(({ device, premise }) => device === 'owner' && premise === (flat ?? premise));
  const meterId = plan.meterIds.get(meter?.name ?? '');
  if (meterId === undefined) throw new Error('no flat has a meter that is read by hand');
  const program = plan.programs.find(({ name }) => name === 'biller-water');
  const overrides = { ...program?.settings, logLevel: 'silent' };
  const settings = readSettings(billerSettings, { prefix: 'DOMLEDGER_BILLER_', overrides });
  const { signal } = new AbortController();
  return requestReading({ settings, signal, meterId, manual: true, dueDate: nowSeconds() + 5n * 86_400n });
}
