import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo } from 'react';
import type { ReactElement } from 'react';
import { createApi, type Api } from './api/api.ts';
import { meSchema, type Me, type SignedInMe } from './api/me-schema.ts';
import { Fault } from './components/fault.tsx';
import { NoPage } from './layout/no-page.tsx';
import { isPagePath } from './page-paths.ts';
import { usePath } from './router.tsx';
import { PublicLayout } from './layout/public-layout.tsx';
import { Waiting } from './layout/waiting.tsx';
import { SignInPage } from './pages/sign-in.tsx';
import { paced } from './pace.ts';
import { LATER_MS, SELDOM_IDLE_MS, SOON_MS } from './refresh.ts';

/** Everything behind the sign-in, keys and ledgers among it, is fetched once somebody is signed in. */
const SignedIn = lazy(async () => ({ default: (await import('./signed-in.tsx')).SignedIn }));

/** Who is here decides what is shown. */
export function App(): ReactElement {
  const anonymous = useMemo(() => createApi({ fetch: fetch.bind(globalThis) }), []);
  const me = useQuery({
    queryKey: ['me'],
    queryFn: () => whoIsHere(anonymous),
    refetchInterval: ({ state }) => (isWaitedFor(state.data) ? SOON_MS : paced(LATER_MS, SELDOM_IDLE_MS)()),
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

/** Who is signed in; while the portal is silent, who was. Whoever is not signed in leaves nothing here of what was found out for somebody. */
async function whoIsHere(api: Api): Promise<Me> {
  const asked = api.get('/api/me', meSchema);
  asked.catch(() => undefined);
  // What is kept comes beside the question: nobody who only looks in waits for it.
  const { answers } = await (await import('./kept/storage.ts')).storage();
  const before = await answers.read<Me>('me');
  const me = await answers.orKept<Me>('me', () => asked, { keep: withoutToken });
  if (!me.signedIn) await answers.end();
  else if (before !== undefined && !isSamePerson(before, me)) await answers.clear();
  return me;
}

/** What proves to the portal that this page is its own belongs to the session, and is not kept. */
function withoutToken(me: Me): Me {
  return me.signedIn ? { ...me, csrfToken: '' } : me;
}

function isSamePerson(before: Me, now: Me): boolean {
  const flatsOf = (me: Me): string =>
    me.signedIn ? [me.displayName, ...me.premises.map(({ premise }) => premise)].join('\n') : '';
  return flatsOf(before) === flatsOf(now);
}

function isWaitedFor(me: Me | undefined): boolean {
  return me?.signedIn === true && (me.csrfToken === '' || me.premises.some(({ enrolment }) => isMoving(enrolment)));
}

function isMoving(enrolment: SignedInMe['premises'][number]['enrolment']): boolean {
  return enrolment === 'none' || enrolment === 'requested' || enrolment === 'enrolled' || enrolment === 'attested';
}
