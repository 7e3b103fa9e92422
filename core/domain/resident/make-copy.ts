import { encodeData } from '../data.ts';
import type { Addressee } from '../envelope.ts';
import type { Hex } from '../hex.ts';
import { signBlock } from '../internal-block.ts';
import type { SignedBlock } from '../internal-block.ts';
import { KIND } from '../kinds.ts';
import { sealForBoth } from './author.ts';
import type { Author } from './author.ts';
import { contractContentToJson, subjectHashOf } from './contract-content.ts';
import type { ContractContent } from './contract-content.ts';

/**
 * A party signs its copy of a contract (T'_A1, S38): the same salt and terms as the other side's, hence the same subject hash.
 * @param content what the other side's OFFER or COPY holds, read by a person before
 */
export async function makeCopy(
  args: Author & { contractId: Hex; content: ContractContent; counterparty: Addressee },
): Promise<{ signed: SignedBlock; subjectHash: Hex }> {
  const { network, account, contractId, content } = args;
  const subjectHash = subjectHashOf(content);
  const envelope = await sealForBoth(account, contractContentToJson(content), [args.counterparty]);
  const signed = signBlock({
    chainId: network.chainId,
    ledger: network.contracts.contractLedger,
    signer: account,
    to: args.counterparty.address,
    kind: KIND.COPY,
    subject: contractId,
    data: encodeData('COPY', { contractId, subjectHash, envelope }),
    timestamp: args.timestamp,
  });
  return { signed, subjectHash };
}
