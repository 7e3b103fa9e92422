import { useQuery, useQueryClient, type QueryClient } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { same } from '../../../core/domain/resident/recorded.ts';
import { paced } from './pace.ts';
import { IDLE_MS, REFRESH_MS } from './refresh.ts';
import { billName } from './resident/bill-name.ts';
import { workerChecker } from './resident/check/worker-checker.ts';
import workerUrl from './resident/check/bill-worker.ts?url';
import type { LoadedBill } from './resident/load/load-bills.ts';
import { useResident, useSession } from './session.tsx';

/** One for the page: it begins with the first bill. */
const checker = workerChecker(() => new Worker(workerUrl, { type: 'module' }));
/** Checks take their time: a portal is not silent while its answers are judged. */
const CHECKING_MS = 120_000;
/** Which pages judge: by the content of their build. */
const version = import.meta.url;

/** Own bills: first what is still to pay as it is listed, then more and more of it checked. */
export function useBills(): UseQueryResult<LoadedBill[]> {
  const resident = useResident();
  const queries = useQueryClient();
  const { answers } = useSession().device;
  const { address } = resident.account;
  const queryKey = ['bills', address];
  const slot = slotOf(address);
  return useQuery({
    queryKey,
    queryFn: async () => {
      const { loadBills } = await import('./resident/load/load-bills.ts');
      const found = knownBills(queries, address);
      const kept = found.length > 0 ? [] : ((await answers.read<LoadedBill[]>(slot)) ?? []);
      const onProgress = (bills: LoadedBill[]): void => void queries.setQueryData(queryKey, bills);
      // What was found last time is there until more is known.
      if (kept.length > 0) onProgress(kept);
      const known = [...found, ...kept];
      const load = (): Promise<LoadedBill[]> => loadBills(resident, { known, checker, version, onProgress });
      return answers.orKept(slot, load, { keep: (bills) => bills.map(withoutEvidence), patienceMs: CHECKING_MS });
    },
    refetchInterval: paced(REFRESH_MS, IDLE_MS),
  });
}

/** One bill, which is checked alone; null where there is none of this name. */
export function useBill(name: string): UseQueryResult<LoadedBill | null> {
  const resident = useResident();
  const queries = useQueryClient();
  const { answers } = useSession().device;
  const { address } = resident.account;
  const queryKey = ['bill', address, name];
  const isOf = (bill: LoadedBill): boolean => billName(bill) === name;
  return useQuery({
    queryKey,
    queryFn: async () => {
      const { loadBills } = await import('./resident/load/load-bills.ts');
      const kept = (await answers.read<LoadedBill[]>(slotOf(address))) ?? [];
      const known = [...knownBills(queries, address), ...kept];
      const onProgress = (bills: LoadedBill[]): void => void queries.setQueryData(queryKey, bills.find(isOf) ?? null);
      const load = async (): Promise<LoadedBill[]> =>
        loadBills(resident, { known, checker, version, onProgress, only: name });
      // What is found out of one bill, the kept list learns.
      const learnt = (bills: LoadedBill[]): LoadedBill[] => bills.map((bill) => withoutEvidence(newerOf(bill, kept)));
      const bill =
        (await answers.orKept(slotOf(address), load, { keep: learnt, patienceMs: CHECKING_MS })).find(isOf) ?? null;
      if (bill !== null) putIntoList(queries, address, bill);
      return bill;
    },
    initialData: () => queries.getQueryData<LoadedBill[]>(['bills', address])?.find(isOf),
    initialDataUpdatedAt: 0,
    refetchInterval: paced(REFRESH_MS, IDLE_MS),
  });
}

/** Where an account's bills are kept, by whatever page found them. */
function slotOf(address: string): string {
  return `bills:${address}`;
}

/** What a verdict needs to be shown again, without what it was found by. */
function withoutEvidence({ evidence: _found, ...bill }: LoadedBill): LoadedBill {
  return bill;
}

/** A bill that was only listed now says less than one that was checked before, if that is kept. */
function newerOf(bill: LoadedBill, kept: readonly LoadedBill[]): LoadedBill {
  if (bill.checked !== undefined) return bill;
  return kept.find(({ record }) => same(record.invoiceId, bill.record.invoiceId)) ?? bill;
}

/** All that is known of an account's bills: one that was opened alone first. */
function knownBills(queries: QueryClient, address: string): LoadedBill[] {
  const alone = queries.getQueriesData<LoadedBill | null>({ queryKey: ['bill', address] });
  const listed = queries.getQueryData<LoadedBill[]>(['bills', address]) ?? [];
  return [...alone.flatMap(([, bill]) => bill ?? []), ...listed];
}

/** What a bill's own page found out about it, its list knows as well. */
function putIntoList(queries: QueryClient, address: string, bill: LoadedBill): void {
  queries.setQueryData<LoadedBill[]>(['bills', address], (listed) =>
    listed?.map((each) => (same(each.record.invoiceId, bill.record.invoiceId) ? bill : each)),
  );
}
