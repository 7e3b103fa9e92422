import { loadBills } from '../../app/web/src/resident/load/load-bills.ts';
import { loadContracts } from '../../app/web/src/resident/load/load-contracts.ts';
import { loadServices } from '../../app/web/src/resident/load/load-services.ts';
import { loadReadings } from '../../app/web/src/resident/load/load-readings.ts';
import { offerContract } from '../../app/web/src/resident/act/offer-contract.ts';
import { loadReaders } from '../../app/web/src/resident/network/load-participants.ts';
import { untilRecorded } from '../../app/web/src/outbox/settle-act.ts';
import { keepReading } from '../../app/web/src/resident/act/keep-reading.ts';
import { signContract as signCopy } from '../../app/web/src/resident/act/sign-contract.ts';
import { nextPeriod, periodOf, periodStart, previousPeriod } from '../../core/domain/billing/period.ts';
import { makeManualReading } from '../../core/domain/resident/make-manual-reading.ts';
import { contractState } from '../../core/domain/resident/read-contract.ts';
import { same } from '../../core/domain/resident/recorded.ts';
import { channelOf } from '../../core/domain/ledger/ids.ts';
import { periodKeyName } from '../../core/domain/reading/open-readings.ts';
import { periodOfFrame } from '../../core/domain/billing/period.ts';
import { finishPayments, payBill } from './pay-bill.ts';
import type { SandboxResident } from './resident.ts';
import type { Home } from './settings.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';

/**
 * One look of a resident at the portal, and what an orderly person does then: ask for the contracts that are missing, sign what waits for a signature, read
 * the meter that has no gateway, pay every bill that their own check finds right. Each part may be repeated.
 */
export async function lookAtPortal(resident: SandboxResident, home: Home): Promise<void> {
  await concludeContracts(resident, home);
  if (home.readsByHand) await readByHand(resident, home.readsByHand);
  // What was begun before is finished first: the bill shows it only afterwards, and must not be paid twice.
  await finishPayments(resident);
  for (const { record, report } of await loadBills(resident)) {
    const right = report.checks.every(({ state }) => state === 'passed' || state === 'absent');
    const { outstanding } = report;
    if (right && !report.settled && outstanding !== undefined && outstanding > 0n)
      await payBill(resident, record.invoiceId, outstanding);
  }
}

async function concludeContracts(resident: SandboxResident, home: Home): Promise<void> {
  const now = unixSeconds();
  const { timeZone } = resident.network;
  const period = previousPeriod(periodOf(now, timeZone));
  const from = `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}-01`;
  const contracts = await loadContracts(resident);
  for (const supplier of await loadServices(resident)) {
    for (const resource of supplier.resources) {
      const found = contracts.find(
        ({ record }) => record.resource === resource && same(record.counterparty, supplier.address),
      );
      if (!found) {
        const form = {
          version: '1' as const,
          resource: String(resource),
          provider: supplier.address,
          subscriber: resident.account.address,
          meterIds: [],
          area: home.area,
          residents: home.residents,
          from,
        };
        await untilRecorded(resident, await offerContract(resident, form));
      } else if (found.contract?.content && contractState(found.contract) === 'awaitingMe') {
        const { contractId, counterparty, content, signedByThem } = found.contract;
        const signed = await signCopy(resident, { contractId, counterparty, content, signedByThem });
        await untilRecorded(resident, signed);
      }
    }
  }
}

/** Sends the register at each start of a month since the month before this one, as soon as it is over. */
async function readByHand(resident: SandboxResident, habit: { first: string; monthly: string }): Promise<void> {
  const { network } = resident;
  const now = unixSeconds();
  const loaded = await loadReadings(resident, 1n);
  const entry = loaded.meters.find(({ readByMe }) => readByMe);
  const register = entry?.registers[0];
  if (!entry || !register) return;
  const current = periodOf(now, network.timeZone);
  const keys = new Map(loaded.periodKeys);
  let tip = register.tip;
  for (let period = previousPeriod(current); period <= current; period = nextPeriod(period)) {
    const time = periodStart(period, network.timeZone);
    if (tip !== undefined && time <= tip.time) continue;
    const name = periodKeyName(entry.meter.meterId, periodOfFrame(time, network.timeZone));
    const periodKey = keys.get(name)?.[0];
    const made = await makeManualReading({
      ...resident,
      timestamp: now,
      time,
      meterId: entry.meter.meterId,
      obis: register.obis,
      exponent: entry.meter.exponent,
      mantissa: tip?.value === undefined ? BigInt(habit.first) : tip.value + BigInt(habit.monthly),
      readers: await loadReaders(resident, entry.meter.provider),
      close: tip !== undefined,
      ...(tip ? { tip } : {}),
      ...(periodKey ? { periodKey } : {}),
      ...(entry.request ? { requestId: entry.request.requestId } : {}),
    });
    const channel = channelOf(entry.meter.meterId, register.obis);
    const said = { channel, mantissa: made.tip.value ?? 0n, close: tip !== undefined, time };
    await untilRecorded(resident, await keepReading(resident, said, async () => made.blocks));
    tip = made.tip;
    keys.set(name, [made.periodKey, ...(keys.get(name) ?? [])]);
  }
}
