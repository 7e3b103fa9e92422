import { Center, Loader, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import type { ReactElement } from 'react';
import { useTranslation } from 'react-i18next';
import { createApi } from './api/api.ts';
import { meSchema } from './api/schemas.ts';
import type { SignedInMe } from './api/schemas.ts';
import { Fault } from './components/fault.tsx';
import { PublicLayout } from './layout/public-layout.tsx';
import { ChoosePremisePage } from './pages/choose-premise.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { loadNetwork } from './resident/load/load-network.ts';
import { SessionContext, useDevice } from './session.tsx';

/** How often the progress of an enrolment is looked at, and how often that nothing changed. */
const SOON_MS = 1500;
const LATER_MS = 60_000;

const CHOSEN = 'domledger.premise';

/** Everything behind the sign-in, with the checks of bills, is fetched once somebody is signed in. */
const AuthGuard = lazy(async () => ({ default: (await import('./pages/auth-guard.tsx')).AuthGuard }));

/** Who is here decides what is shown. */
export function App(): ReactElement {
  const anonymous = useMemo(() => createApi({ fetch: fetch.bind(globalThis) }), []);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => anonymous.get('/api/me', meSchema),
    refetchInterval: ({ state }) =>
      state.data?.signedIn && state.data.premises.some(({ enrolment }) => isMoving(enrolment)) ? SOON_MS : LATER_MS,
  });
  if (me.data === undefined) {
    return (
      <PublicLayout>
        {me.error ? <Fault error={me.error} onRetry={() => void me.refetch()} /> : <Waiting />}
      </PublicLayout>
    );
  }
  return me.data.signedIn ? <SignedIn me={me.data} /> : <SignInPage signInUrl={me.data.signInUrl} />;
}

function isMoving(enrolment: SignedInMe['premises'][number]['enrolment']): boolean {
  return enrolment === 'none' || enrolment === 'requested' || enrolment === 'enrolled' || enrolment === 'attested';
}

function SignedIn({ me }: { me: SignedInMe }): ReactElement {
  const device = useDevice();
  const { csrfToken } = me;
  const api = useMemo(() => createApi({ fetch: fetch.bind(globalThis), csrfToken }), [csrfToken]);
  const [chosen, setChosen] = useState(() => localStorage.getItem(CHOSEN));
  const known = useQuery({
    queryKey: ['network'],
    queryFn: () => loadNetwork({ api, chain: device.chain }),
    staleTime: LATER_MS,
  });
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
      <Suspense
        fallback={
          <PublicLayout>
            <Waiting />
          </PublicLayout>
        }
      >
        <AuthGuard key={premise.premise} />
      </Suspense>
    </SessionContext>
  );
}

function Waiting(): ReactElement {
  const { t } = useTranslation();
  return (
    <Center mih={300}>
      <Stack align="center">
        <Loader aria-label={t('common.loading')} />
      </Stack>
    </Center>
  );
}
