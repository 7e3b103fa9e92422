import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { offerContract } from '../../../app/web/src/resident/act/offer-contract.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { periodOf, previousPeriod } from '../../../core/domain/billing/period.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { unixSeconds } from '../../../core/domain/unix-seconds.ts';
import { monthText } from '../../../biller/engine/span.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { signContract } from '../../../sandbox/residents/contracts.ts';
import { enrol, type SandboxResident } from '../../../sandbox/residents/resident.ts';
import { startChildProgram } from '../../../scripts/world/child-program.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { waitFor } from '../../support/wait-for.ts';

/** A flat, and its account number. */
export type Flat = { flat: string; account: string };

/** Of a hundred ports in a row those that are asked for; two owners may not meet. */
export async function portsBase(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return Math.floor(port / 100) * 100;
}

/** The world outside: an identity portal and a bank. */
export async function startOutside(folder: string, base: number, flats: readonly Flat[]): Promise<AsyncDisposable> {
  await using opened = new AsyncDisposableStack();
  const portal = `http://127.0.0.1:${base + 11}`;
  const persons = flats.map(({ flat, account }) => ({
    ...{ login: flat, name: 'Resident' },
    premises: [{ premise: flat, address: flat, personalAccount: account }],
  }));
  const settings = {
    'sandbox-identity': { port: base + 60, redirectUri: `${portal}/auth/callback`, persons },
    'sandbox-bank': { port: base + 61, webhookUrl: `${portal}/webhooks/bank` },
  };
  for (const [name, own] of Object.entries(settings)) {
    mkdirSync(join(folder, name), { recursive: true });
    const file = join(folder, `${name}.json`);
    writeFileSync(file, JSON.stringify({ ...own, dataDir: join(folder, name), logLevel: 'warn' }));
    const logFile = join(folder, `${name}.log`);
    opened.use(await startChildProgram({ name, command: [name, '--settings', file], logFile }));
  }
  return opened.move();
}

/** What a person tries again who came before everything was there. @throws Error with what the last try was told */
export async function sooner<T>(what: string, act: () => Promise<T>): Promise<NonNullable<Awaited<T>>> {
  let told = 'nothing';
  const once = async (): Promise<Awaited<T> | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      told = `${error.code}: ${error.message}`;
      return undefined;
    }
  };
  try {
    return (await waitFor(what, once)) as NonNullable<Awaited<T>>;
  } catch (cause) {
    throw new Error(`${what}: last told ${told}`, { cause });
  }
}

/** A resident who concludes a contract from the beginning of the month that is over, and waits for its bill. */
export async function firstBill(resident: SandboxResident, provider: Hex, home: string): Promise<void> {
  const period = previousPeriod(periodOf(unixSeconds(), 'Europe/Moscow'));
  // Company and portal enrol themselves, once their programs have begun.
  await sooner('somebody can enrol', () => enrol(resident).then(() => true));
  const form = {
    ...{ version: '1' as const, resource: String(RESOURCE.electricity), provider, meterIds: [] },
    ...{ subscriber: resident.account.address, area: '54.30', residents: '2', from: `${monthText(period)}-01` },
  };
  await untilRecorded(resident, await offerContract(resident, form));
  await signContract(resident, provider, RESOURCE.electricity);
  const house = sampleHouse({ flats: 1, unmetered: [], threeZone: [], withoutWater: [] });
  writeSpool({ house, period, spoolDir: join(home, 'gateway', 'gateway', 'spool') });
}
