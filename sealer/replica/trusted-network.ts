import { join } from 'node:path';
import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import { retry } from '../../core/runtime/retry.ts';
import type { Progress } from '../../core/runtime/start/progress.ts';
import { readNetworkFile, settleNetwork } from '../network/network-file.ts';
import type { ReplicaSettings } from './settings.ts';
import type { Upstream } from './upstream.ts';

/** The pinned file, else what the data folder kept, else what the other side says, which is then kept. */
export async function trustedNetwork(
  settings: ReplicaSettings,
  upstream: Upstream,
  progress: Progress,
  signal: AbortSignal,
): Promise<Network> {
  const file = join(settings.data, 'network.json');
  const pinned = settings.network === undefined ? undefined : readNetworkFile(settings.network);
  if (settings.network !== undefined && pinned === undefined) {
    throw new InputError(
      'NETWORK_INVALID',
      `There is no ${settings.network}. Fetch it from somebody you trust, or leave the setting out.`,
    );
  }
  if (pinned !== undefined) return settleNetwork(file, pinned);
  return (
    readNetworkFile(file) ??
    settleNetwork(
      file,
      await retry(() => anyNetwork(upstream, progress, signal), { signal, baseMs: 100, maxMs: 2_000 }),
    )
  );
}

async function anyNetwork(upstream: Upstream, progress: Progress, signal: AbortSignal): Promise<Network> {
  progress.begin(`asking ${upstream.url} what the network is`);
  try {
    return await upstream.network(signal);
  } catch (error) {
    upstream.turn();
    throw error;
  }
}
