import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { actState, type Act } from '../../../../core/domain/resident/outbox/act.ts';
import { onReturn } from '../pace.ts';
import type { Resident } from '../resident/resident.ts';
import { useResident } from '../session.tsx';
import { runOutbox } from './run-outbox.ts';

/** What no act changes. */
const OWN: readonly unknown[] = ['acts', 'draft', 'keys', 'network'];

/** What is kept of this account's acts, and nobody has seen the end of. */
export function useActs(): readonly Act[] {
  const { account, outbox } = useResident();
  const { data } = useQuery({
    queryKey: ['acts', account.address],
    queryFn: () => outbox.list(),
    // It lies on this device.
    networkMode: 'always',
    retry: false,
  });
  return (data ?? []).filter(({ isSeen }) => !isSeen);
}

/** Keeps the outbox going while the page is open, and the lists up to date with what came of it. */
export function useOutboxRunning(resident: Resident | undefined): void {
  const queries = useQueryClient();
  useEffect(() => {
    if (resident === undefined) return undefined;
    const { outbox, account } = resident;
    const stop = new AbortController();
    const recorded = new Set<string>();
    const look = async (): Promise<void> => {
      await queries.invalidateQueries({ queryKey: ['acts', account.address] });
      const fresh = (await outbox.list()).filter((act) => actState(act) === 'recorded' && !recorded.has(act.id));
      for (const { id } of fresh) recorded.add(id);
      if (fresh.length > 0)
        await queries.invalidateQueries({ predicate: ({ queryKey }) => !OWN.includes(queryKey[0]) });
    };
    const listenNoMore = outbox.listen(() => void look());
    const sleepOn = onReturn(() => {
      void queries.invalidateQueries({ predicate: ({ queryKey }) => !OWN.includes(queryKey[0]) });
    });
    runOutbox(resident, stop.signal, () => void queries.invalidateQueries({ queryKey: ['me'] }));
    return () => {
      listenNoMore();
      sleepOn();
      stop.abort();
    };
  }, [resident, queries]);
}
