import type { Hex } from '../bytes/hex.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import type { Author } from './author.ts';
import { signFact } from './sign-fact.ts';

/** A party takes back what it alone offered or signed; the ledger takes it until the other party has signed. */
export function makeOfferWithdraw(args: Author & { contractId: Hex; counterparty: Hex }): SignedBlock {
  const { contractId, counterparty } = args;
  return signFact(args, {
    ledger: 'contractLedger',
    kind: 'OFFER_WITHDRAW',
    to: counterparty,
    subject: contractId,
    data: { contractId },
  }).signed;
}
