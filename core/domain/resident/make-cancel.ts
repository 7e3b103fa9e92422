import { encodeData } from '../ledger/block-data.ts';
import type { Addressee } from '../crypto/envelope.ts';
import type { Hex } from '../bytes/hex.ts';
import { signBlock } from '../ledger/internal-block.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { KIND } from '../ledger/kinds.ts';
import { sealForBoth } from './author.ts';
import type { Author } from './author.ts';

/**
 * A party cancels a contract; it is cancelled by both once the other side sends the same (S39), and one-sided until then.
 * @param effectiveDate unix seconds from which the contract no longer counts
 * @param reason in the party's own words, for both parties alone
 */
export async function makeCancel(
  args: Author & { contractId: Hex; effectiveDate: bigint; reason: string; counterparty: Addressee },
): Promise<SignedBlock> {
  const { network, account, contractId, effectiveDate } = args;
  const envelope = await sealForBoth(account, { reason: args.reason }, [args.counterparty]);
  return signBlock({
    chainId: network.chainId,
    ledger: network.contracts.contractLedger,
    signer: account,
    to: args.counterparty.address,
    kind: KIND.CANCEL,
    subject: contractId,
    data: encodeData('CANCEL', { contractId, effectiveDate, envelope }),
    timestamp: args.timestamp,
  });
}
