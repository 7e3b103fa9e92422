import { InputError } from '../../../../../core/domain/bytes/errors.ts';
import { internalBlockDigest, signedBlockToJson } from '../../../../../core/domain/ledger/internal-block.ts';
import type { SignedBlock } from '../../../../../core/domain/ledger/internal-block.ts';
import { same } from '../../../../../core/domain/resident/recorded.ts';
import { checkLedgerProof } from '../../../../../core/domain/seal/light-client.ts';
import { ApiError } from '../../api/api.ts';
import { acceptedSchema, blockStatusSchema, proofSchema } from '../../api/schemas.ts';
import type { Resident } from '../resident.ts';
import { domainOf } from '../../../../../core/domain/ledger/network.ts';

type Sending = Pick<Resident, 'api' | 'network'>;

/** That a block stands on its ledger is proved from there, whoever cosigned it: it is about this block, not about what came since. */
const ANYBODY = { witnesses: [], required: 0 };

/**
 * Hands an own internal block to the portal and waits until a sealed block proves that its ledger holds it; the portal's word for it is not enough.
 * @throws ApiError with the name of the ledger's refusal as its code; InputError BLOCK_OTHER, and as `checkLedgerProof`
 */
export async function sendBlock(sending: Sending, signed: SignedBlock): Promise<void> {
  const { api, network } = sending;
  const digest = internalBlockDigest(domainOf(network), signed.ledger, signed.block);
  const accepted = await api.post('/api/blocks', signedBlockToJson(signed), acceptedSchema);
  if (!same(accepted.digest, digest))
    throw new InputError('BLOCK_OTHER', `The portal took ${accepted.digest} instead of ${digest}, which was sent.`);
  for (let wait = 250; ; wait = Math.min(wait * 1.5, 3000)) {
    const status = await api.get(`/api/blocks/${digest}`, blockStatusSchema);
    if (status.state === 'recorded' && (await isProved(sending, signed, digest))) return;
    if (status.state === 'refused') {
      throw new ApiError(status.error?.name ?? 'REFUSED', 422, status.error?.message ?? 'The ledger refused it.');
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
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
