import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { loadAppeals } from './resident/load/load-appeals.ts';
import type { OpenedAppeal } from './resident/load/load-appeals.ts';
import { loadBills } from './resident/load/load-bills.ts';
import type { LoadedBill } from './resident/load/load-bills.ts';
import { loadContracts } from './resident/load/load-contracts.ts';
import type { LoadedContract } from './resident/load/load-contracts.ts';
import { loadServices } from './resident/load/load-services.ts';
import type { Supplier } from './resident/load/load-services.ts';
import { loadReadings } from './resident/load/load-readings.ts';
import type { LoadedReadings } from './resident/load/load-readings.ts';
import { useResident } from './session.tsx';

/** New facts come with sealed blocks, every few seconds; a page that is looked at asks this often. */
const REFRESH_MS = 10_000;

export function useBills(): UseQueryResult<LoadedBill[]> {
  const resident = useResident();
  const queries = useQueryClient();
  const queryKey = ['bills', resident.account.address];
  return useQuery({
    queryKey,
    queryFn: () => loadBills(resident, queries.getQueryData<LoadedBill[]>(queryKey)),
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
