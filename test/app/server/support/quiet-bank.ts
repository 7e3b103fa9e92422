import { join } from 'node:path';
import { startSandboxBank, type RunningSandboxBank } from '../../../../sandbox/bank/main.ts';
import { freePorts } from '../../../../scripts/world/free-ports.ts';

/** A bank that takes every order at once and whose words reach nobody: it has to be asked. */
export async function startQuietBank(folder: string): Promise<RunningSandboxBank> {
  const [port = 0] = await freePorts(1);
  const settings = {
    dataDir: join(folder, 'bank'),
    port,
    webhookUrl: 'http://127.0.0.1:9/webhooks/bank',
    mode: 'instant',
    delivery: 'orderly',
    retryInterval: 60_000,
    logLevel: 'silent',
  } as const;
  return startSandboxBank(settings, new AbortController().signal);
}
