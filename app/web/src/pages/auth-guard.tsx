import { Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { ReactElement } from 'react';
import { same } from '../../../../core/domain/resident/recorded.ts';
import { Fault } from '../components/fault.tsx';
import { PublicLayout } from '../layout/public-layout.tsx';
import { Shell } from '../layout/shell.tsx';
import type { VaultEntry } from '../keys/vault.ts';
import { ResidentContext, useSession } from '../session.tsx';
import { EnrolPage } from './enrol.tsx';
import { RestorePage } from './restore.tsx';
import { Routes } from './routes.tsx';

/** Keys and enrolment decide: make keys, bring them back, wait, or come in. */
export function AuthGuard(): ReactElement {
  const session = useSession();
  const { premise, device } = session;
  const queries = useQueryClient();
  const queryKey = ['keys', premise.premise];
  const keys = useQuery<VaultEntry | null>({
    queryKey,
    queryFn: async () => (await device.vault.open(premise.premise)) ?? null,
    staleTime: Infinity,
  });
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey });
  const account = keys.data?.account;
  const resident = useMemo(
    () =>
      account && {
        api: session.api,
        network: session.network,
        directory: session.directory,
        witnesses: session.witnesses,
        account,
        chain: device.chain,
      },
    [account, session.api, session.network, session.directory, session.witnesses, device.chain],
  );

  if (keys.error) {
    return (
      <PublicLayout>
        <Fault error={keys.error} onRetry={() => void keys.refetch()} />
      </PublicLayout>
    );
  }
  if (keys.data === undefined) {
    return (
      <PublicLayout>
        <Loader />
      </PublicLayout>
    );
  }
  if (premise.subscriber !== null && (account === undefined || !same(account.address, premise.subscriber))) {
    return <RestorePage onRestored={reload} />;
  }
  if (resident === undefined || premise.enrolment !== 'active' || keys.data?.sheetKept === false) {
    return <EnrolPage entry={keys.data ?? undefined} onChanged={reload} />;
  }
  return (
    <ResidentContext value={resident}>
      <Shell>
        <Routes />
      </Shell>
    </ResidentContext>
  );
}
