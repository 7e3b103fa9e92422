import { join } from 'node:path';
import { InputError } from '../core/domain/bytes/errors.ts';
import type { Signer } from '../core/domain/ledger/internal-block.ts';
import { type Log } from '../core/runtime/log.ts';
import type { Progress } from '../core/runtime/start/progress.ts';
import { createMetrics, type Metrics } from '../core/runtime/metrics.ts';
import { calls } from './chain/index/calls.ts';
import { createCarriedStatuses, type CarriedStatuses } from './chain/block-status.ts';
import { openChain, type Chain } from './chain/chain.ts';
import { sealRulesOf } from './chain/seal-rules.ts';
import { lockData } from './chain/data-lock.ts';
import { lostKeyIn } from '../core/domain/handovers/lost-key-call.ts';
import { readLostKey, type LostHandover } from './lost-key/lost-key-file.ts';
import { ABIS } from './network/deployments.ts';
import { startEngine } from './engine/engine-settings.ts';
import { chooseRole, type ChosenRole } from './standby/choose-role.ts';
import { revertReasonDecoder } from './chain/revert-reason.ts';
import type { SealerSettings } from './settings.ts';
import { loadSigningKey } from './keys/signing-key.ts';
import { createParticipantStatuses, type ParticipantStatuses } from './queue/participant-status.ts';
import { openLogIndex, type LogIndex } from './chain/index/log-index.ts';

/** What a sealer has in either role: its keys, the chain of its folder, and what is known by it. */
export type Parts = AsyncDisposable & {
  readonly chosen: ChosenRole;
  readonly carrierKey: Signer;
  /** Which key follows a lost one, where the company said so. */
  readonly lostKey: LostHandover | undefined;
  readonly index: LogIndex;
  readonly chain: Chain;
  readonly participants: ParticipantStatuses;
  readonly statuses: CarriedStatuses;
  readonly metrics: Metrics;
};

export async function openParts(
  settings: SealerSettings,
  args: { signal: AbortSignal; until: AbortSignal; progress: Progress; log: Log; now: () => number },
): Promise<Parts> {
  await using opened = new AsyncDisposableStack();
  opened.use(lockData(settings.data));
  const { progress } = args;
  const carrierKey = await loadSigningKey(settings.data, 'carrier');
  const chosen = await chooseRole(settings, carrierKey, progress, args.until);
  const { network } = chosen;
  const lostKey = readLostKey(settings.data);
  if (lostKey !== undefined && settings.engine === 'besu')
    throw new InputError(
      'LOST_KEY_ENGINE',
      'Over the chain of a Besu no key follows a lost key of the seal: its blocks went on, and none of them can hand in who said so. Take lost-key.json away, and go on with a network of another engine.',
    );
  const rules = sealRulesOf(network);
  const index = opened.use(openLogIndex(join(settings.data, 'index.db'), rules));
  let forgetStandings = (): void => undefined;
  progress.begin('reading the log');
  const chain = opened.use(
    await openChain({
      file: join(settings.data, 'blocks.log'),
      engine: async (blocks) => {
        const { log, signal } = args;
        progress.begin('replaying the log', blocks.length);
        return opened.use(await startEngine(settings, { domain: rules.domain, blocks, log, signal }));
      },
      rules,
      index,
      now: args.now,
      ...(chosen.role === 'sealer' ? { signer: chosen.sealSigner } : {}),
      // What the lost key was about to seal, nobody has seen.
      drops: ({ number, transactions }) =>
        number === lostKey?.number && lostKeyIn(transactions, network.contracts.participants) === undefined,
      onRead: (blocks) => progress.at(blocks),
      onBlock: (record) => {
        if (calls(record, network.contracts.participants)) forgetStandings();
        progress.at(Number(record.number) + 1);
      },
      onReplay: (done, of) => args.log.info({ done, of }, 'replaying the log'),
    }),
  );
  const { request } = chain;
  const participants = createParticipantStatuses({ participants: network.contracts.participants, request });
  forgetStandings = participants.forget;
  const statuses = createCarriedStatuses({
    index,
    record: chain.record,
    request,
    decodeRefusal: revertReasonDecoder(ABIS),
  });
  const metrics = createMetrics('domledger_sealer_', { processMetrics: true, folder: settings.data });
  const all = opened.move();
  return {
    ...{ chosen, carrierKey, lostKey, index, chain, participants, statuses, metrics },
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}
