import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { LostKey } from '../../../core/domain/crypto/lost-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { KeyStanding } from './api/keys-schema.ts';
import { openFlatKeys, type FlatKeys } from './keys/open-flat-keys.ts';
import { loadAppeals } from './resident/load/load-appeals.ts';
import type { OpenedAppeal } from './resident/load/load-appeals.ts';
import type { LoadedBill } from './resident/load/load-bills.ts';
import { loadContracts } from './resident/load/load-contracts.ts';
import type { LoadedContract } from './resident/load/load-contracts.ts';
import { loadKeyStanding } from './resident/load/load-key-standing.ts';
import { loadLostKey } from './resident/load/load-lost-key.ts';
import { loadLeftOut, type LeftOutBlock } from './resident/load/load-left-out.ts';
import { loadPremises } from './resident/load/load-premises.ts';
import type { OwnPremises } from './resident/load/load-premises.ts';
import { loadServices } from './resident/load/load-services.ts';
import type { Supplier } from './resident/load/load-services.ts';
import { loadReadings } from './resident/load/load-readings.ts';
import type { LoadedReadings } from './resident/load/load-readings.ts';
import { useResident, useSession } from './session.tsx';

/** New facts come with sealed blocks, every few seconds; a page that is looked at asks this often. */
const REFRESH_MS = 10_000;
/** How often is asked whether somebody wants another key for the account, while nobody does. */
const SELDOM_MS = 60_000;

/** How the keys of the flat's account stand; null where it has none. */
export function useKeyStanding(): UseQueryResult<KeyStanding | null> {
  const { api, premise } = useSession();
  const { subscriber } = premise;
  return useQuery<KeyStanding | null>({
    queryKey: ['key-standing', subscriber],
    queryFn: async () => (subscriber === null ? null : ((await loadKeyStanding(api, subscriber)) ?? null)),
    refetchInterval: ({ state }) => (isChanging(state.data) ? REFRESH_MS : SELDOM_MS),
  });
}

function isChanging(standing: KeyStanding | null | undefined): boolean {
  return standing != null && (standing.waiting !== null || standing.proposed.length > 0);
}

/** What this browser has of the flat's keys. Which of them act is known once it is known how they stand. */
export function useFlatKeys(): UseQueryResult<FlatKeys> {
  const { device, premise } = useSession();
  const { data: standing } = useKeyStanding();
  return useQuery({
    queryKey: ['keys', premise.premise, premise.subscriber, standing?.key],
    queryFn: () => openFlatKeys(device.vault, premise, standing ?? undefined),
    enabled: standing !== undefined,
    staleTime: Infinity,
  });
}

/** What of a lost key there is for the keys that act; null where none was lost. */
export function useLostKey(account: Account | undefined): UseQueryResult<LostKey | null> {
  const { api, network } = useSession();
  return useQuery<LostKey | null>({
    queryKey: ['lost-key', account?.address, account?.encryptionKey],
    queryFn: async () => (account === undefined ? null : ((await loadLostKey({ api, network, account })) ?? null)),
    enabled: account !== undefined,
    refetchInterval: SELDOM_MS,
  });
}

export function useBills(): UseQueryResult<LoadedBill[]> {
  const resident = useResident();
  const queries = useQueryClient();
  const queryKey = ['bills', resident.account.address];
  return useQuery({
    queryKey,
    // The checks are the most of what a page consists of: they come when bills are looked at.
    queryFn: async () => {
      const { loadBills } = await import('./resident/load/load-bills.ts');
      return loadBills(resident, queries.getQueryData<LoadedBill[]>(queryKey));
    },
    refetchInterval: REFRESH_MS,
  });
}

export function useContracts(): UseQueryResult<LoadedContract[]> {
  const resident = useResident();
  return useQuery({
    queryKey: ['contracts', resident.account.address],
    queryFn: () => loadContracts(resident),
    refetchInterval: REFRESH_MS,
  });
}

/** What stands of the flat and its house. */
export function usePremises(): UseQueryResult<OwnPremises> {
  const resident = useResident();
  return useQuery({
    queryKey: ['premises', resident.account.address],
    queryFn: () => loadPremises(resident),
    refetchInterval: SELDOM_MS,
    retry: false,
  });
}

/** What the portal leaves out of the lists above. */
export function useLeftOut(): UseQueryResult<LeftOutBlock[]> {
  const resident = useResident();
  return useQuery({
    queryKey: ['left-out', resident.account.address],
    queryFn: () => loadLeftOut(resident),
    refetchInterval: SELDOM_MS,
    retry: false,
  });
}

/** @param fromTime unix seconds */
export function useReadings(fromTime: bigint): UseQueryResult<LoadedReadings> {
  const resident = useResident();
  return useQuery({
    queryKey: ['readings', resident.account.address, String(fromTime)],
    queryFn: () => loadReadings(resident, fromTime),
    refetchInterval: 3 * REFRESH_MS,
  });
}

export function useAppeals(): UseQueryResult<OpenedAppeal[]> {
  const resident = useResident();
  return useQuery({
    queryKey: ['appeals', resident.account.address],
    queryFn: () => loadAppeals(resident),
    refetchInterval: REFRESH_MS,
  });
}

/** Who supplies what. */
export function useServices(): UseQueryResult<Supplier[]> {
  const resident = useResident();
  return useQuery({ queryKey: ['services'], queryFn: () => loadServices(resident), refetchInterval: REFRESH_MS });
}
