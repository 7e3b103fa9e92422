import { checkReceiptSigned } from '../../core/chain/judge-promise.ts';
import { requestJson } from '../../core/chain/http-json.ts';
import { InputError, TransientError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { looseFields } from '../../core/domain/bytes/loose-fields.ts';
import { internalBlockDigest, signedBlockToJson, type SignedBlock } from '../../core/domain/ledger/internal-block.ts';
import { checkFact, checkForm } from '../../core/domain/ledger/check-block.ts';
import { domainOf, type Network } from '../../core/domain/ledger/network.ts';
import { parseReceipt, type SignedAdmission } from '../../core/domain/seal/admission-receipt.ts';
import { readSeen, type SignedSeen } from '../../core/domain/seal/seen.ts';
import type { Log } from '../../core/runtime/log.ts';
import { pause } from '../../core/runtime/pause.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { accusedOf } from '../chain/seal-rules.ts';
import type { Chain } from '../chain/chain.ts';
import type { TxIndex } from '../chain/index/log-index.ts';
import { checkClock, checkSender, checkStatus } from '../queue/admission-checks.ts';
import type { ParticipantStatuses } from '../queue/participant-status.ts';
import type { Peer } from '../replica/peer-settings.ts';
import type { Witness } from '../replica/witness.ts';
import { isOver } from './is-over.ts';
import { seenRates } from './seen-rates.ts';

/** A block that somebody brought here, because the company's queue did not answer him. */
export type SeenBlock = {
  readonly digest: Hex;
  readonly signed: SignedBlock;
  /** Words of this replica's witness and of its peers'. */
  seen: readonly SignedSeen[];
  /** The company's promise, once its queue took the block from here. */
  receipt: SignedAdmission | undefined;
};

export type SeenDesk = {
  /**
   * Takes a block, passes it on to the company's queue and to the peers, and says who saw it.
   * @throws InputError with the codes of `admission-checks.ts`, BLOCK_OVER; TransientError SEEN_FULL
   */
  take(signed: SignedBlock): Promise<SeenBlock>;
  /** Blocks that are neither carried, nor expired, nor replaced, oldest first. */
  open(): SeenBlock[];
  find(digest: Hex): SeenBlock | undefined;
  /** Passes on again, and forgets what is over, until the signal. */
  run(signal: AbortSignal): Promise<void>;
};

const MOST = 5_000;
const MOST_BYTES = 64 * 1024 * 1024;
const AGAIN_MS = 15_000;
/** Blocks that are passed on again in one round. */
const AT_ONCE = 50;

/**
 * @param queues where the company's queue may be: each is tried in turn
 * @param most blocks that lie here at once
 */
export function openSeenDesk(args: {
  network: Network;
  chain: Chain;
  index: TxIndex;
  participants: ParticipantStatuses;
  witness: Witness | undefined;
  peers: readonly Peer[];
  queues: readonly string[];
  log: Log;
  now: () => number;
  most?: number;
}): SeenDesk {
  const { network, chain, peers, log, most = MOST } = args;
  const domain = domainOf(network);
  const rates = seenRates();
  const witnesses = new Set(peers.map(({ witness }) => witness));
  const blocks = new Map<Hex, SeenBlock>();
  let bytes = 0;

  const forget = ({ digest, signed }: SeenBlock): void => {
    if (blocks.delete(digest)) bytes -= signed.data.length;
  };

  const check = async (signed: SignedBlock, digest: Hex): Promise<void> => {
    checkForm(signed, network);
    checkClock(signed, unixSeconds(args.now()));
    const status = await args.participants.of(signed.block.from);
    checkSender(signed, digest, status);
    if (!status.active && !status.suspended)
      throw new InputError('SENDER_NOT_ACTIVE', `${signed.block.from} is no participant in good standing.`);
    checkStatus(signed, status, network, rates, args.now());
    checkFact(signed, network);
    if (await isOver({ chain, index: args.index, network, signed, digest }))
      throw new InputError('BLOCK_OVER', `${digest} is carried, replaced or expired already. Ask what became of it.`);
    if (blocks.size >= most || bytes + signed.data.length > MOST_BYTES)
      throw new TransientError('SEEN_FULL', `${blocks.size} blocks wait here already. Bring this one again later.`);
  };

  const attempt = async (to: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      if (!(error instanceof InputError) && !(error instanceof TransientError)) throw error;
      log.debug({ to, code: error.code }, error.message);
      return false;
    }
  };

  const toQueue = async (block: SeenBlock, signal: AbortSignal | undefined): Promise<void> => {
    for (const url of args.queues) {
      const isTaken = await attempt(url, async () => {
        const answer = await requestJson(`${url}/v1/queue`, post(block, signal));
        const receipt = parseReceipt(answer);
        checkReceiptSigned(receipt, accusedOf(chain));
        if (receipt.digest === block.digest) block.receipt = receipt;
      });
      if (isTaken) return;
    }
  };

  const toPeer = (peer: Peer, block: SeenBlock, signal: AbortSignal | undefined): Promise<boolean> =>
    attempt(peer.url, async () => {
      const answer = looseFields(await requestJson(`${peer.url}/v1/seen`, post(block, signal)));
      const words = readSeen(answer['seen'], { domain, digest: block.digest, witnesses });
      const others = words.filter(({ witness }) => !block.seen.some((known) => known.witness === witness));
      block.seen = [...block.seen, ...others];
    });

  const passOn = async (block: SeenBlock, signal?: AbortSignal): Promise<void> => {
    const missing = peers.filter(({ witness }) => !block.seen.some((word) => word.witness === witness));
    await Promise.all([
      block.receipt === undefined ? toQueue(block, signal) : undefined,
      ...missing.map((peer) => toPeer(peer, block, signal)),
    ]);
  };

  return {
    async take(signed) {
      const digest = internalBlockDigest(domain, signed.ledger, signed.block);
      const known = blocks.get(digest);
      if (known !== undefined) return known;
      await check(signed, digest);
      const seen = args.witness === undefined ? [] : [args.witness.see(digest)];
      const block: SeenBlock = { digest, signed, seen, receipt: undefined };
      // It may have come another way meanwhile.
      const other = blocks.get(digest);
      if (other !== undefined) return other;
      blocks.set(digest, block);
      bytes += signed.data.length;
      await passOn(block);
      return block;
    },
    open: () => [...blocks.values()],
    find: (digest) => blocks.get(digest),
    async run(signal) {
      while (!signal.aborted) {
        let passed = 0;
        for (const block of [...blocks.values()]) {
          if (signal.aborted) return;
          if (await isOver({ chain, index: args.index, network, ...block })) forget(block);
          else if (passed++ < AT_ONCE) await untilAborted(passOn(block, signal), signal);
        }
        await pause(AGAIN_MS, signal);
      }
    },
  };
}

function post({ signed }: SeenBlock, signal: AbortSignal | undefined): Parameters<typeof requestJson>[1] {
  return { method: 'POST', body: signedBlockToJson(signed), ...(signal === undefined ? {} : { signal }) };
}

/** What the signal ends is no fault. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}
