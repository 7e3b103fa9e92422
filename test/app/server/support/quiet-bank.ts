import { join } from 'node:path';
import { startSandboxBank, type RunningSandboxBank } from '../../../../sandbox/bank/main.ts';
import { freePorts } from '../../../../scripts/world/free-ports.ts';

/** A bank whose words reach nobody: it has to be asked. It takes every order at once, or waits for what its book is told. */
export async function startQuietBank(
  folder: string,
  mode: 'instant' | 'page' = 'instant',
): Promise<RunningSandboxBank> {
  const [port = 0] = await freePorts(1);
  const settings = {
    dataDir: join(folder, 'bank'),
    port,
    webhookUrl: 'http://127.0.0.1:9/webhooks/bank',
    mode,
    delivery: 'orderly',
    retryInterval: 60_000,
    logLevel: 'silent',
  } as const;
  return startSandboxBank(settings, new AbortController().signal);
}
