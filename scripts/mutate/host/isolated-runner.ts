import type { TestBaseline } from './host-messages.ts';
import type { Host } from './start-host.ts';

/** Runs tests with a mutation on, again and again. */
export type IsolatedRunner = {
  /** One set of tests after the other, until one says who noticed it; otherwise the tests that cannot say, because alone they fail without it as well. */
  judge(number: number, sets: readonly (readonly TestBaseline[])[]): Promise<string | readonly TestBaseline[]>;
  close(): void;
};

/**
 * Runs in one process as long as it goes well. A failure counts when the same test then passes without the mutation; otherwise the process is soiled or
 * the test leans on others, and a fresh process says which.
 */
export function isolatedRunner(first: Host, start: () => Promise<Host | undefined>): IsolatedRunner {
  let host: Host | undefined = first;
  const leaning = new Set<string>();
  const renew = async (): Promise<void> => {
    host?.close();
    host = await start();
  };
  const run = async (number: number, tests: readonly TestBaseline[]): Promise<string | undefined> => {
    if (host === undefined) await renew();
    // Without a mutation nothing hangs: slow then means a busy machine, which must not count against the test.
    const patience = number === 0 ? 60_000 : 0;
    const limitMs = tests.reduce((sum, { ms }) => sum + 10 * ms, 0) + 20_000 + patience;
    const timed = tests.map(({ title, ms }) => ({ title, timeout: 10 * ms + 5_000 + patience }));
    const answer = await host?.ask({ type: 'run', number, tests: timed }, limitMs);
    if (answer?.type === 'ran') return answer.failed;
    host = undefined;
    return `no end within ${Math.round(limitMs / 1000)} s, or its process broke`;
  };
  /** Whether what failed passes without a mutation. */
  const confirm = async (failed: string, tests: readonly TestBaseline[]): Promise<boolean> => {
    const again = tests.filter(({ title }) => title === failed);
    return (await run(0, again.length > 0 ? again : tests.slice(0, 1))) === undefined;
  };
  const judge: IsolatedRunner['judge'] = async (number, sets) => {
    const leans: TestBaseline[] = [];
    for (const tests of sets) {
      const sound = tests.filter(({ title }) => !leaning.has(title));
      leans.push(...tests.filter(({ title }) => leaning.has(title)));
      if (sound.length === 0) continue;
      const failed = await run(number, sound);
      if (failed === undefined) continue;
      if (await confirm(failed, sound)) return failed;
      await renew();
      const again = await run(number, sound);
      if (again !== undefined && (await confirm(again, sound))) return again;
      leaning.add(failed);
      await renew();
      leans.push(...tests.filter(({ title }) => title === failed));
    }
    return leans;
  };
  return { judge, close: () => host?.close() };
}
