import { spawn, type ChildProcess } from 'node:child_process';

const MODULE = (path: string): string => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

/** A test that moved its clock has moved that of the child, too. */
const MOVED_CLOCK = new URL('../../support/clock/move-clock.ts', import.meta.url).href;

/** A biller as a process of its own, which can be killed. */
export type ChildBiller = {
  readonly url: string;
  readonly output: () => string;
  kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
};

/** Starts a biller with a settings file and waits until it says that it serves. */
export async function startChildBiller(settingsFile: string): Promise<ChildBiller> {
  const source = `
    import { startBiller } from ${MODULE('biller/main.ts')};
    import { billerSettings } from ${MODULE('biller/settings.ts')};
    import { runProgram } from ${MODULE('core/runtime/program.ts')};
    import { readSettings } from ${MODULE('core/runtime/settings.ts')};
    const settings = readSettings(billerSettings, { prefix: 'TEST_', file: ${JSON.stringify(settingsFile)}, overrides: { logLevel: 'info' } });
    await runProgram('biller', (signal) => startBiller(settings, signal));`;
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--import', MOVED_CLOCK, '--input-type=module', '-e', source],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = await readyUrl(child).catch((cause: unknown) => {
    throw new Error(`the biller did not start: ${errors}`, { cause });
  });
  return {
    url,
    output: () => errors,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /"url":"([^"]+)"/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('exit', (code) => reject(new Error(`exit ${code}`)));
  });
}
