import { TransientError } from '../core/domain/errors.ts';
import type { Hex } from '../core/domain/hex.ts';
import { internalBlockDigest, type SignedBlock, type Signer } from '../core/domain/internal-block.ts';
import type { Network } from '../core/domain/network.ts';
import { admissionDigest, type Admission } from '../core/domain/seal.ts';
import type { CarriedStatuses } from './block-status.ts';
import type { Chain } from './chain.ts';
import { checkForm, checkSender, checkStanding, type Rates } from './guards.ts';
import { recoverNative } from './native-recover.ts';
import type { SignedAdmission } from './queue-routes.ts';
import type { Queue } from './queue.ts';
import type { Standings } from './standing.ts';
import type { TxIndex } from './tx-index.ts';

export type AdmissionDesk = {
  /**
   * Takes an internal block into the queue, and answers for one that is there or on a ledger already as before.
   * @throws InputError with the codes of `guards.ts`; TransientError QUEUE_FULL
   */
  admit(signed: SignedBlock): Promise<SignedAdmission>;
};

export function createAdmissionDesk(args: {
  network: Network;
  chain: Chain;
  queue: Queue;
  queueMax: number;
  index: TxIndex;
  statuses: CarriedStatuses;
  standings: Standings;
  rates: Rates;
  signer: Signer;
  now: () => number;
  onAdmitted: () => void;
}): AdmissionDesk {
  const { network, queue, index } = args;

  const promise = (admission: Admission): SignedAdmission => ({
    ...admission,
    signature: args.signer.sign(admissionDigest(network.chainId, admission)),
  });

  const known = async (digest: Hex): Promise<Admission | undefined> => {
    const waiting = queue.find(digest);
    if (waiting !== undefined) return waiting;
    const status = await args.statuses.of(digest);
    if (status?.state !== 'sealed') return undefined;
    const { timestamp } = args.chain.record(Number(status.blockNumber));
    return { digest, byBlock: status.blockNumber, timestamp };
  };

  const admit = async (signed: SignedBlock): Promise<SignedAdmission> => {
    const nowMs = args.now();
    const now = BigInt(Math.floor(nowMs / 1000));
    checkForm(signed, network, now);
    const digest = internalBlockDigest(network.chainId, signed.ledger, signed.block);
    const carriedBefore = index.places(digest).length;
    const before = await known(digest);
    if (before !== undefined) return promise(before);
    checkSender(signed, digest, recoverNative);
    const standing = await args.standings.of(signed.block.from);
    if (queue.size >= args.queueMax) {
      throw new TransientError(
        'QUEUE_FULL',
        `${queue.size} internal blocks wait already. Send this one again in a minute.`,
      );
    }
    checkStanding(signed, standing, network, args.rates, nowMs);
    // While the state was asked, the same block may have come another way and been carried.
    if (index.places(digest).length !== carriedBefore) return admit(signed);
    const admission = await queue.admit(digest, signed, now);
    args.onAdmitted();
    return promise(admission);
  };

  return { admit };
}
