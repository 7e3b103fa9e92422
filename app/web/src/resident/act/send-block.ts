import { signedBlockToJson } from '../../../../../core/domain/ledger/internal-block.ts';
import type { SignedBlock } from '../../../../../core/domain/ledger/internal-block.ts';
import { ApiError } from '../../api/api.ts';
import type { Api } from '../../api/api.ts';
import { acceptedSchema, blockStatusSchema } from '../../api/schemas.ts';

/**
 * Hands an own internal block to the portal and waits until its ledger has recorded it.
 * @param path `/api/blocks`, or `/api/enrolment` for ENROL
 * @throws ApiError with the name of the ledger's refusal as its code
 */
export async function sendBlock(api: Api, signed: SignedBlock, path = '/api/blocks'): Promise<void> {
  const { digest } = await api.post(path, signedBlockToJson(signed), acceptedSchema);
  for (let wait = 250; ; wait = Math.min(wait * 1.5, 3000)) {
    const status = await api.get(`/api/blocks/${digest}`, blockStatusSchema);
    if (status.state === 'recorded') return;
    if (status.state === 'refused') {
      throw new ApiError(status.error?.name ?? 'REFUSED', 422, status.error?.message ?? 'The ledger refused it.');
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}
