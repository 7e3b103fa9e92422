import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import type { KeyStanding } from '../api/keys-schema.ts';
import { Fault } from '../components/fault.tsx';
import { LeftOut, LostKeyNotice } from '../components/left-out.tsx';
import { KeyRequest } from '../components/key-request.tsx';
import type { FlatKeys } from '../keys/open-flat-keys.ts';
import { browserLocks } from '../outbox/locks.ts';
import { openOutbox } from '../outbox/outbox.ts';
import { useOutboxRunning } from '../outbox/use-acts.ts';
import { PublicLayout } from '../layout/public-layout.tsx';
import { Shell } from '../layout/shell.tsx';
import { Waiting } from '../layout/waiting.tsx';
import { useFlatKeys, useKeyStanding, useLostKey } from '../queries.ts';
import { ResidentContext, useSession } from '../session.tsx';
import { EnrolPage } from './enrol.tsx';
import { LostKeyPage } from './lost-key.tsx';
import { RestorePage } from './restore.tsx';
import { Routes } from './routes.tsx';

/** Keys and enrolment decide: make keys, bring them back, wait, or come in. */
export function AuthGuard(): ReactElement {
  const session = useSession();
  const { premise, device } = session;
  const queries = useQueryClient();
  const standing = useKeyStanding();
  const keys = useFlatKeys();
  const reload = (): Promise<void> => queries.invalidateQueries({ queryKey: ['keys', premise.premise] });
  const acting = keys.data?.acting;
  const account = acting?.account;
  // Before, the portal knows nobody by this account.
  const { data: lost } = useLostKey(premise.enrolment === 'active' ? account : undefined);
  const { name: networkName } = session.network;
  const address = account?.address;
  const outbox = useMemo(
    () => address && openOutbox({ ...device, network: session.network, account: address, locks: browserLocks }),
    // The network is pinned: whatever comes under its name says the same.
    [device, address, networkName],
  );
  const resident = useMemo(
    () =>
      account &&
      outbox && {
        api: session.api,
        network: session.network,
        directory: session.directory,
        ...(session.directoryFault === undefined ? {} : { directoryFault: session.directoryFault }),
        witnesses: session.witnesses,
        account: lost == null ? account : { ...account, lost },
        chain: device.chain,
        outbox,
      },
    [account, lost, session.api, session.network, session.directory, session.directoryFault, session.witnesses, device],
  );
  useOutboxRunning(resident);

  const failed = keys.error ? keys : standing.data === undefined && standing.error ? standing : undefined;
  if (failed) {
    return (
      <PublicLayout>
        <Fault error={failed.error} onRetry={() => void failed.refetch()} />
      </PublicLayout>
    );
  }
  if (keys.data === undefined) {
    return (
      <PublicLayout>
        <Waiting />
      </PublicLayout>
    );
  }
  if (premise.subscriber !== null && acting === undefined) {
    return <ComeBack standing={standing.data ?? undefined} next={keys.data.next} onChanged={reload} />;
  }
  if (resident === undefined) return <EnrolPage entry={undefined} onChanged={reload} />;
  if (premise.enrolment !== 'active' || acting?.sheetKept === false) {
    return (
      <ResidentContext value={resident}>
        <EnrolPage entry={acting} onChanged={reload} />
      </ResidentContext>
    );
  }
  return (
    <ResidentContext value={resident}>
      <Shell>
        <KeyRequest />
        <LeftOut />
        <LostKeyNotice />
        <Routes />
      </Shell>
    </ResidentContext>
  );
}

/** The account's keys are not here: their words bring them back, or others follow them. */
function ComeBack({
  standing,
  next,
  onChanged,
}: {
  standing: KeyStanding | undefined;
  next: FlatKeys['next'];
  onChanged: () => Promise<void>;
}): ReactElement {
  const [isLost, setLost] = useState(next !== undefined);
  if (standing === undefined) return <RestorePage onRestored={onChanged} />;
  if (!isLost) return <RestorePage standing={standing} onRestored={onChanged} onLost={() => setLost(true)} />;
  return <LostKeyPage standing={standing} next={next} onChanged={onChanged} onRestore={() => setLost(false)} />;
}
