import { contractRoom, encodeContractForm } from '../billing/contract-terms.ts';
import type { ContractForm } from '../billing/contract-terms.ts';
import type { Addressee } from '../crypto/envelope.ts';
import { OFFER_LIFE } from '../limits.ts';
import { ZERO_32 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { sealForBlock, withSelf } from './author.ts';
import type { Author } from './author.ts';
import { signFact } from './sign-fact.ts';

/**
 * A resident begins a contract with a form (the paper's T_A1, S37). The provider answers with its copy of the completed terms.
 * @param form what the resident fills in; `form.meterIds[0]` becomes the public meter of the offer, zero where there is none
 * @returns the block and the contract's id, which is the block's digest
 */
export async function makeOffer(
  args: Author & { form: ContractForm; counterparty: Addressee },
): Promise<{ signed: SignedBlock; contractId: Hex }> {
  const { account, form, counterparty } = args;
  const place = { ledger: 'contractLedger', kind: 'OFFER' } as const;
  const readers = withSelf(account, [counterparty]);
  const envelope = await sealForBlock(args, place, encodeContractForm(form), readers, contractRoom(form));
  const data = {
    resource: Number(form.resource),
    meterId: form.meterIds[0] ?? ZERO_32,
    validUntil: args.timestamp + OFFER_LIFE,
    envelope,
  };
  const { signed, digest } = signFact(args, { ...place, to: counterparty.address, data });
  return { signed, contractId: digest };
}
