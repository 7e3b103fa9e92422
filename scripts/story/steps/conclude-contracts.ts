import { offerContract as offerFromProvider } from '../../../biller/commands/commands.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { offerContract } from '../../../app/web/src/resident/act/offer-contract.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { RESOURCE } from '../../../core/domain/ledger/kinds.ts';
import { signContract } from '../../../sandbox/residents/contracts.ts';
import type { SandboxResident } from '../../../sandbox/residents/resident.ts';
import type { PlannedPremise } from '../../world/house-plan.ts';
import { contractsOf, MONTH } from '../house-month.ts';
import { clerkOf, type Stage } from './stage.ts';

/** The flat whose electricity contract the provider begins (mode 4, S53); all others begin their own (S37). */
const OFFERED_BY_PROVIDER = 'flat-02';

/** Each flat has contracts for electricity, cold water and upkeep, one of them for heat as well: two signed copies of each on the ledger, with one subject hash (S38). */
export async function concludeContracts(stage: Stage): Promise<void> {
  const { progress, residents, accounts, world, period } = stage;
  const { premises } = world.plan.house;
  const from = `${Math.floor(period / 100)}-${String(period % 100).padStart(2, '0')}-01`;
  const services: [resource: number, counterparty: Hex][] = [
    [RESOURCE.electricity, accounts.electricity],
    [RESOURCE.coldWater, accounts.water],
    [RESOURCE.upkeep, accounts.company],
  ];
  const servicesOf = (premise: string): typeof services =>
    premise === MONTH.heat.flat ? [...services, [RESOURCE.heat, accounts.company]] : services;
  const all = premises.reduce((sum, { premise }) => sum + contractsOf(premise), 0);
  let signed = 0;
  await progress.step(
    `Contracts: ${OFFERED_BY_PROVIDER}'s electricity begun by the provider, the others by the residents; both sides sign`,
    async (tick) => {
      const conclude = async (
        premise: PlannedPremise,
        resident: SandboxResident,
        resource: number,
        counterparty: Hex,
      ): Promise<void> => {
        if (premise.premise === OFFERED_BY_PROVIDER && resource === RESOURCE.electricity) {
          const { area, residents: people } = premise;
          await offerFromProvider({
            ...clerkOf(stage, 'electricity'),
            subscriber: resident.account.address,
            resource,
            from,
            area,
            residents: people,
          });
        } else {
          const form = {
            version: '1' as const,
            resource: String(resource),
            provider: counterparty,
            subscriber: resident.account.address,
            meterIds: [],
            area: premise.area,
            residents: premise.residents,
            from,
          };
          await untilRecorded(resident, await offerContract(resident, form));
        }
        await signContract(resident, counterparty, resource);
        tick(++signed, all);
      };
      await Promise.all(
        premises.flatMap((premise) => {
          const resident = residents.get(premise.premise);
          return resident
            ? servicesOf(premise.premise).map(([resource, counterparty]) =>
                conclude(premise, resident, resource, counterparty),
              )
            : [];
        }),
      );
    },
    () => `${signed} contracts with two copies each`,
  );
}
