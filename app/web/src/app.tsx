import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import type { ReactElement } from 'react';
import { createApi } from './api/api.ts';
import { meSchema, type SignedInMe } from './api/me-schema.ts';
import { Fault } from './components/fault.tsx';
import { NoPage } from './layout/no-page.tsx';
import { isPagePath } from './page-paths.ts';
import { usePath } from './router.tsx';
import { PublicLayout } from './layout/public-layout.tsx';
import { Waiting } from './layout/waiting.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { LATER_MS } from './refresh.ts';

/** How often the progress of an enrolment is looked at. */
const SOON_MS = 1500;

/** Everything behind the sign-in, keys and ledgers among it, is fetched once somebody is signed in. */
const SignedIn = lazy(async () => ({ default: (await import('./signed-in.tsx')).SignedIn }));

/** Who is here decides what is shown. */
export function App(): ReactElement {
  const anonymous = useMemo(() => createApi({ fetch: fetch.bind(globalThis) }), []);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => anonymous.get('/api/me', meSchema),
    refetchInterval: ({ state }) =>
      state.data?.signedIn && state.data.premises.some(({ enrolment }) => isMoving(enrolment)) ? SOON_MS : LATER_MS,
  });
  const path = usePath();
  if (!isPagePath(path)) return <NoPage />;
  if (me.data === undefined) {
    return (
      <PublicLayout>
        {me.error ? <Fault error={me.error} onRetry={() => void me.refetch()} /> : <Waiting />}
      </PublicLayout>
    );
  }
  if (!me.data.signedIn) return <SignInPage signInUrl={me.data.signInUrl} />;
  return (
    <Suspense
      fallback={
        <PublicLayout>
          <Waiting />
        </PublicLayout>
      }
    >
      <SignedIn me={me.data} />
    </Suspense>
  );
}

function isMoving(enrolment: SignedInMe['premises'][number]['enrolment']): boolean {
  return enrolment === 'none' || enrolment === 'requested' || enrolment === 'enrolled' || enrolment === 'attested';
}
