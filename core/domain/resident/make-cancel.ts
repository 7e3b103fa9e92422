import { canonicalJson } from '../bytes/canonical-json.ts';
import type { Addressee } from '../crypto/envelope.ts';
import { utf8 } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { sealForBlock, withSelf } from './author.ts';
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
  const { account, contractId, effectiveDate, counterparty } = args;
  const place = { ledger: 'contractLedger', kind: 'CANCEL', subject: contractId } as const;
  const content = utf8(canonicalJson({ reason: args.reason }));
  const envelope = await sealForBlock(args, place, content, withSelf(account, [counterparty]));
  const data = { contractId, effectiveDate, envelope };
  return signFact(args, { ...place, to: counterparty.address, data }).signed;
}
