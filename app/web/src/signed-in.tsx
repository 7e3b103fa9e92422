import { useQuery } from '@tanstack/react-query';
import { use, useEffect, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { createApi } from './api/api.ts';
import type { SignedInMe } from './api/me-schema.ts';
import { Fault } from './components/fault.tsx';
import { openDrafts } from './keys/drafts.ts';
import { openChainMemory } from './keys/heads.ts';
import { openLockedWords } from './keys/locked-words.ts';
import { openVault } from './keys/vault.ts';
import { storage } from './kept/storage.ts';
import { PublicLayout } from './layout/public-layout.tsx';
import { Waiting } from './layout/waiting.tsx';
import { registerServiceWorker } from './offline/register.ts';
import { browserLocks } from './outbox/locks.ts';
import { tabCalls } from './outbox/tab-calls.ts';
import { AuthGuard } from './pages/auth-guard.tsx';
import { ChoosePremisePage } from './pages/choose-premise.tsx';
import { LATER_MS, SOON_MS } from './refresh.ts';
import { DIRECTORY_KEPT, forReadingOnly } from './kept/for-reading-only.ts';
import { loadNetwork } from './resident/network/load-network.ts';
import { SessionContext, type Device } from './session.tsx';

const CHOSEN = 'domledger.premise';

async function openDevice(): Promise<Device> {
  const { database, texts, answers } = await storage();
  const [vault, chain, drafts] = [openVault(database), openChainMemory(database), openDrafts(texts)];
  const locked = openLockedWords({ database, locks: browserLocks });
  return { database, vault, locked, chain, texts, answers, drafts, calls: tabCalls() };
}

/** The browser's own stores, from when somebody is signed in for as long as the page is open. */
const opening = openDevice();

/** Which flat, in which network. */
export function SignedIn({ me }: { me: SignedInMe }): ReactElement {
  const device = use(opening);
  const { csrfToken } = me;
  const api = useMemo(() => createApi({ fetch: fetch.bind(globalThis), csrfToken }), [csrfToken]);
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));
  const known = useQuery({
    queryKey: ['network'],
    queryFn: () =>
      device.answers.orKept('network', () => loadNetwork({ api, chain: device.chain }), { revive: forReadingOnly }),
    staleTime: LATER_MS,
    refetchInterval: ({ state }) => (state.data?.directoryFault?.code === DIRECTORY_KEPT ? SOON_MS : false),
  });
  useEffect(registerServiceWorker, []);
  const premise =
    me.premises.find((each) => each.premise === chosen) ?? (me.premises.length === 1 ? me.premises[0] : undefined);
  const choosePremise = (name: string): void => {
    localStorage.setItem(CHOSEN, name);
    setChosen(name);
  };
  if (premise === undefined) return <ChoosePremisePage premises={me.premises} onChoose={choosePremise} />;
  if (known.data === undefined) {
    return (
      <PublicLayout>
        {known.error ? <Fault error={known.error} onRetry={() => void known.refetch()} /> : <Waiting />}
      </PublicLayout>
    );
  }
  return (
    <SessionContext value={{ device, api, me, premise, ...known.data, choosePremise }}>
      <AuthGuard key={premise.premise} />
    </SessionContext>
  );
}
