import type { Addressee } from '../crypto/envelope.ts';
import type { Hex } from '../bytes/hex.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { sealForBoth } from './author.ts';
import type { Author } from './author.ts';
import { signFact } from './sign-fact.ts';

/**
 * A party cancels a contract from a date of its own; it is cancelled by both once the other side sends its own too (S39), and one-sided until then.
 * @param effectiveDate unix seconds from which the contract no longer counts for this party, near the ledger's clock by `CANCEL_BEHIND` and `CANCEL_AHEAD`
 * @param reason in the party's own words, for both parties alone
 */
export async function makeCancel(
  args: Author & { contractId: Hex; effectiveDate: bigint; reason: string; counterparty: Addressee },
): Promise<SignedBlock> {
  const { contractId, effectiveDate } = args;
  const envelope = await sealForBoth(args.account, { reason: args.reason }, [args.counterparty]);
  return signFact(args, {
    ledger: 'contractLedger',
    kind: 'CANCEL',
    to: args.counterparty.address,
    subject: contractId,
    data: { contractId, effectiveDate, envelope },
  }).signed;
}
