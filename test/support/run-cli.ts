import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export type CliResult = { code: number | string; stdout: string; stderr: string };

/** Runs `domledger ...args` as a user would, in the project's folder, and waits for its end. */
export function runCli(
  args: readonly string[],
  options: { env?: Record<string, string>; killAfterMs?: number; asNobody?: boolean } = {},
): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    // Nobody may read what the tests of somebody wrote.
    const program = options.asNobody === true ? undefined : process.env.DOMLEDGER_CLI;
    const command = [program ?? 'scripts/cli.ts', ...args];
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...command], {
      cwd: root,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.asNobody === true ? { uid: 65_534, gid: 65_534 } : {}),
    });
    const limit = setTimeout(() => child.kill('SIGTERM'), options.killAfterMs ?? 180_000);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.once('error', reject);
    child.once('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code: code ?? signal ?? 'unknown', stdout, stderr });
    });
  });
}
