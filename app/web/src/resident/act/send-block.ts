import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { internalBlockDigest, signedBlockToJson } from '../../../../../core/domain/ledger/internal-block.ts';
import type { SignedBlock } from '../../../../../core/domain/ledger/internal-block.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import { checkLedgerProof } from '../../../../../core/domain/seal/light-client.ts';
import { ApiError } from '../../api/api.ts';
import { acceptedSchema, blockStatusSchema, proofSchema } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';
import { SEEN_SECONDS } from '../../../../../core/domain/limits.ts';
import { keepWords } from './keep-words.ts';
import { domainOf } from '../../../../../core/domain/ledger/network.ts';

type Sending = Pick<Resident, 'api' | 'network' | 'chain' | 'witnesses'>;

/** That a block stands on its ledger is proved from there, whoever cosigned it: it is about this block, not about what came since. */
const ANYBODY = { witnesses: [], required: 0 };

/**
 * Hands an own internal block to the portal and waits until a sealed block proves that its ledger holds it; the portal's word for it is not enough.
 * What the company signs about it meanwhile is kept here.
 * @param patience seconds after which a block that witnesses saw must be in the chain
 * @throws ApiError with the name of the ledger's refusal as its code; InputError BLOCK_OTHER, and as `checkLedgerProof`; CENSORED when witnesses saw it and no
 * block carries it for ten minutes by this device's count
 */
export async function sendBlock(sending: Sending, signed: SignedBlock, patience = SEEN_SECONDS): Promise<void> {
  const { api, network } = sending;
  const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
  const accepted = await api.post('/api/blocks', signedBlockToJson(signed), acceptedSchema);
  if (!same(accepted.digest, digest))
    throw new InputError('BLOCK_OTHER', `The portal took ${accepted.digest} instead of ${digest}, which was sent.`);
  let seenSince: number | undefined;
  for (let wait = 250; ; wait = Math.min(wait * 1.5, 3000)) {
    const status = await api.get(`/api/blocks/${digest}`, blockStatusSchema);
    if (await keepWords(sending, digest, status)) seenSince ??= elapsed();
    if (status.state === 'recorded' && (await isProved(sending, signed, digest))) return;
    if (status.state === 'refused') {
      throw new ApiError(status.error?.name ?? 'REFUSED', 422, status.error?.message ?? 'The ledger refused it.');
    }
    // Counted, not read off a clock: one that is wrong raises no alarm.
    if (seenSince !== undefined && elapsed() - seenSince >= Number(patience) * 1000)
      throw new InputError(
        'CENSORED',
        `Witnesses saw ${digest} more than ${patience} s ago, and the company puts it into no block. Keep its digest, and tell the portal.`,
      );
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** Milliseconds that no setting of the clock changes. */
function elapsed(): number {
  return performance.now();
}

/** False while the portal's replica has no proof yet. */
async function isProved(
  { api, network }: Sending,
  { ledger }: SignedBlock,
  digest: ReturnType<typeof internalBlockDigest>,
): Promise<boolean> {
  try {
    const proof = await api.get(`/api/proof/${ledger}/${digest}`, proofSchema);
    checkLedgerProof({ network, ...proof, ledger, digest, policy: ANYBODY });
    return true;
  } catch (error) {
    if (error instanceof ApiError && (error.status === 404 || error.status === 503)) return false;
    throw error;
  }
}
