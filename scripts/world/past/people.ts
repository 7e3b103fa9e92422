import { openSealed } from '../../../core/domain/sealed/sealed-content.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { offerContract } from '../../../app/web/src/resident/act/offer-contract.ts';
import { signContract as signCopy } from '../../../app/web/src/resident/act/sign-contract.ts';
import { startPayment } from '../../../app/web/src/resident/act/start-payment.ts';
import { loadContracts } from '../../../app/web/src/resident/load/load-contracts.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import { monthText } from '../../../biller/engine/span.ts';
import { decodeData, type InvoiceData } from '../../../core/domain/ledger/block-data.ts';
import { invoiceIdOf } from '../../../core/domain/ledger/ids.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { loadOrCreateMnemonic } from '../../../core/runtime/keystore.ts';
import { accountFromMnemonic } from '../../../core/domain/ledger/account.ts';
import { enrol, signIn, type SandboxResident } from '../../../sandbox/residents/resident.ts';
import type { PlannedPremise } from '../house-plan.ts';
import { keystoreOf } from '../world-plan.ts';
import type { WorldPlan } from '../planned-program.ts';
import type { WorldSpec } from './world-spec.ts';
import type { Past } from './past.ts';
import { residentFolder, seededBytes } from './seeded-house.ts';

/** The people of the house, each with the keys that the seed gives. @returns by premise, with their twelve words */
export async function makePeople(
  spec: WorldSpec,
  plan: Pick<WorldPlan, 'dataDir' | 'house'>,
): Promise<Map<string, { account: Account; words: string }>> {
  const people = new Map<string, { account: Account; words: string }>();
  for (const { premise } of plan.house.premises) {
    const files = keystoreOf(residentFolder(plan.dataDir, premise));
    const words = await loadOrCreateMnemonic(files, seededBytes(spec.seed, `resident ${premise}`, 16));
    people.set(premise, { account: accountFromMnemonic(words), words });
  }
  return people;
}

/** Somebody of the house at the portal's pages, until their session ends. */
export function residentOf({ people, portalUrl }: Past, premise: string): Promise<SandboxResident> {
  const account = people.get(premise);
  if (account === undefined) throw new Error(`nobody lives in ${premise}`);
  return signIn({ person: { login: premise, premise }, account, portalUrl });
}

/**
 * Everybody enrols, and has a contract for each supply from the first day of a month on; not before the meters are registered, else the contracts would know of
 * none and bills go by the norm.
 */
export async function moveIn(past: Past, period: number): Promise<void> {
  const { house } = past.plan;
  const residents = await Promise.all(
    house.premises.map(async (premise) => {
      const resident = await residentOf(past, premise.premise);
      await enrol(resident);
      return { premise, resident };
    }),
  );
  await past.until('the meters are registered', () =>
    past.view.ofKind('METER_REGISTER').length >= house.meters.length ? true : undefined,
  );
  const from = `${monthText(period)}-01`;
  await Promise.all(residents.map((one) => concludeContracts(past, { ...one, from })));
}

async function concludeContracts(
  past: Past,
  { premise, resident, from }: { premise: PlannedPremise; resident: SandboxResident; from: string },
): Promise<void> {
  const { accounts } = past.plan;
  const supplies: [resource: number, provider: Hex][] = [
    [RESOURCE.electricity, accounts.electricity],
    [RESOURCE.coldWater, accounts.water],
    [RESOURCE.upkeep, accounts.company],
  ];
  const { area, residents } = premise;
  const { address } = resident.account;
  await Promise.all(
    supplies.map(async ([resource, provider]) => {
      const parties = { provider, subscriber: address, meterIds: [] };
      const form = { version: '1' as const, resource: String(resource), ...parties, area, residents, from };
      await untilRecorded(resident, await offerContract(resident, form));
    }),
  );
  const copies = (of: (block: RecordedBlock['block']) => boolean): number =>
    past.view.ofKind('COPY').filter(({ block }) => of(block)).length;
  // Pages look through all contracts of a flat whenever they look: nobody looks before there is something to see.
  await past.until('the terms have come', () =>
    copies(({ to }) => to === address) >= supplies.length ? true : undefined,
  );
  const offered = await past.until('the portal shows the terms', async () => {
    const found = (await loadContracts(resident)).map((one) => one.contract);
    return found.length >= supplies.length && found.every((one) => one?.content !== undefined) ? found : undefined;
  });
  for (const contract of offered) {
    if (contract?.content === undefined) continue;
    const { contractId, content, signedByThem, counterparty } = contract;
    await untilRecorded(resident, await signCopy(resident, { contractId, counterparty, content, signedByThem }));
  }
}

const decoded = new WeakMap<RecordedBlock, InvoiceData>();

/** What a recorded bill says, read once however often is asked. */
export function invoiceOf(recorded: RecordedBlock): InvoiceData {
  const known = decoded.get(recorded);
  if (known !== undefined) return known;
  const data = decodeData('INVOICE', recorded.data);
  decoded.set(recorded, data);
  return data;
}

/** A bill as the ledger has it, with what its flat reads in it. */
export type KnownBill = {
  invoiceId: Hex;
  contractId: Hex;
  period: number;
  issuer: Hex;
  resource: number;
  premise: string;
  total: bigint;
};

/** Opens a bill with the keys of its flat. */
export async function openKnownBill(past: Past, recorded: RecordedBlock): Promise<KnownBill> {
  const { network } = past.client;
  const { from: issuer, to } = recorded.block;
  const found = [...past.people].find(([, { address }]) => address === to);
  if (found === undefined) throw new Error(`bill ${recorded.digest} is nobody's`);
  const [premise, account] = found;
  const data = invoiceOf(recorded);
  const carried = carriedBy(recorded, data);
  const content = await openSealed({ network, account, kind: 'INVOICE', carried });
  const { contractId, period, series } = data;
  const invoiceId = invoiceIdOf(issuer, contractId, period, series);
  const total = BigInt(content.total);
  return { invoiceId, contractId, period, issuer, resource: Number(content.resource), premise, total };
}

/** Orders the payments of one flat through the portal; the bank pays at once. */
export async function payBills(
  past: Past,
  premise: string,
  payments: readonly { invoiceId: Hex; amount: bigint }[],
): Promise<void> {
  if (payments.length === 0) return;
  const { api } = await residentOf(past, premise);
  for (const { invoiceId, amount } of payments) await startPayment(api, { invoiceId, amount, paymentsSeen: 0 });
}
