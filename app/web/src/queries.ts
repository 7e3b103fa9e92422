import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { LostKey } from '../../../core/domain/crypto/lost-key.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { KeyStanding } from './api/keys-schema.ts';
import { openFlatKeys, type FlatKeys } from './keys/open-flat-keys.ts';
import { loadAppeals } from './resident/load/load-appeals.ts';
import type { OpenedAppeal } from './resident/load/load-appeals.ts';
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
import { paced } from './pace.ts';
import { IDLE_MS, REFRESH_MS, SELDOM_IDLE_MS } from './refresh.ts';
import { useResident, useSession } from './session.tsx';

/** How often is asked whether somebody wants another key for the account, while nobody does. */
const SELDOM_MS = 60_000;

/** How the keys of the flat's account stand; null where it has none. */
export function useKeyStanding(): UseQueryResult<KeyStanding | null> {
  const { api, premise, device } = useSession();
  const { subscriber } = premise;
  return useQuery<KeyStanding | null>({
    queryKey: ['key-standing', subscriber],
    queryFn: async () =>
      subscriber === null
        ? null
        : device.answers.orKept(
            `key-standing:${subscriber}`,
            async () => (await loadKeyStanding(api, subscriber)) ?? null,
          ),
    refetchInterval: ({ state }) => (isChanging(state.data) ? REFRESH_MS : paced(SELDOM_MS, SELDOM_IDLE_MS)()),
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
    refetchInterval: paced(SELDOM_MS, SELDOM_IDLE_MS),
  });
}

export function useContracts(): UseQueryResult<LoadedContract[]> {
  const resident = useResident();
  const { answers } = useSession().device;
  return useQuery({
    queryKey: ['contracts', resident.account.address],
    queryFn: () => answers.orKept(`contracts:${resident.account.address}`, () => loadContracts(resident)),
    refetchInterval: paced(REFRESH_MS, IDLE_MS),
  });
}

/** What stands of the flat and its house. */
export function usePremises(): UseQueryResult<OwnPremises> {
  const resident = useResident();
  const { answers } = useSession().device;
  return useQuery({
    queryKey: ['premises', resident.account.address],
    queryFn: () => answers.orKept(`premises:${resident.account.address}`, () => loadPremises(resident)),
    refetchInterval: paced(SELDOM_MS, SELDOM_IDLE_MS),
    retry: false,
  });
}

/** What the portal leaves out of the lists above. */
export function useLeftOut(): UseQueryResult<LeftOutBlock[]> {
  const resident = useResident();
  return useQuery({
    queryKey: ['left-out', resident.account.address],
    queryFn: () => loadLeftOut(resident),
    refetchInterval: paced(SELDOM_MS, SELDOM_IDLE_MS),
    retry: false,
  });
}

/** @param fromTime unix seconds */
export function useReadings(fromTime: bigint): UseQueryResult<LoadedReadings> {
  const resident = useResident();
  const { answers } = useSession().device;
  return useQuery({
    queryKey: ['readings', resident.account.address, String(fromTime)],
    queryFn: () =>
      answers.orKept(`readings:${resident.account.address}:${fromTime}`, () => loadReadings(resident, fromTime)),
    refetchInterval: paced(3 * REFRESH_MS, IDLE_MS),
  });
}

export function useAppeals(): UseQueryResult<OpenedAppeal[]> {
  const resident = useResident();
  const { answers } = useSession().device;
  return useQuery({
    queryKey: ['appeals', resident.account.address],
    queryFn: () => answers.orKept(`appeals:${resident.account.address}`, () => loadAppeals(resident)),
    refetchInterval: paced(REFRESH_MS, IDLE_MS),
  });
}

/** Who supplies what: asked once it is wanted, and seldom, since it seldom changes. */
export function useServices(isWanted = true): UseQueryResult<Supplier[]> {
  const resident = useResident();
  return useQuery({
    queryKey: ['services'],
    queryFn: () => loadServices(resident),
    enabled: isWanted,
    refetchInterval: paced(SELDOM_MS, SELDOM_IDLE_MS),
  });
}
