import { boundMeters, contractRoom, contractSubjectHash, encodeContractContent } from '../billing/contract-terms.ts';
import type { ContractContent } from '../billing/contract-terms.ts';
import type { Addressee } from '../crypto/envelope.ts';
import type { Hex } from '../bytes/hex.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { sealForBlock, withSelf } from './author.ts';
import type { Author } from './author.ts';
import { signFact } from './sign-fact.ts';

/**
 * A party signs its copy of a contract (T'_A1, S38): the same salt and terms as the other side's, hence the same subject hash.
 * @param content what the other side's OFFER or COPY holds, read by a person before
 */
export async function makeCopy(
  args: Author & { contractId: Hex; content: ContractContent; counterparty: Addressee },
): Promise<{ signed: SignedBlock; subjectHash: Hex }> {
  const { account, contractId, content, counterparty } = args;
  const subjectHash = contractSubjectHash(content);
  const place = { ledger: 'contractLedger', kind: 'COPY', subject: contractId } as const;
  const readers = withSelf(account, [counterparty]);
  const envelope = await sealForBlock(
    args,
    place,
    encodeContractContent(content),
    readers,
    contractRoom(content.terms),
  );
  const data = { contractId, subjectHash, meterIds: boundMeters(content.terms), envelope };
  const { signed } = signFact(args, { ...place, to: counterparty.address, data });
  return { signed, subjectHash };
}
