import { encodeData } from '../data.ts';
import type { Addressee } from '../envelope.ts';
import { ZERO_32 } from '../hex.ts';
import type { Hex } from '../hex.ts';
import { internalBlockDigest, signBlock } from '../internal-block.ts';
import type { SignedBlock } from '../internal-block.ts';
import { KIND } from '../kinds.ts';
import { sealForBoth } from './author.ts';
import type { Author } from './author.ts';
import { contractContentToJson, newContractContent } from './contract-content.ts';
import type { ContractContent, TermsJson } from './contract-content.ts';

/**
 * A resident begins a contract (the paper's T_A1, S37). The other side answers with its own completed copy.
 * @param meterId the metered contract's meter; zero where there is none
 * @returns the block, the contract's id (the block's digest) and what was offered
 */
export async function makeOffer(
  args: Author & { resource: number; meterId: Hex; counterparty: Addressee; terms: TermsJson },
): Promise<{ signed: SignedBlock; contractId: Hex; content: ContractContent }> {
  const { network, account } = args;
  const content = newContractContent(args.terms);
  const envelope = await sealForBoth(account, contractContentToJson(content), [args.counterparty]);
  const signed = signBlock({
    chainId: network.chainId,
    ledger: network.contracts.contractLedger,
    signer: account,
    to: args.counterparty.address,
    kind: KIND.OFFER,
    subject: ZERO_32,
    data: encodeData('OFFER', { resource: args.resource, meterId: args.meterId, envelope }),
    timestamp: args.timestamp,
  });
  return { signed, contractId: internalBlockDigest(network.chainId, signed.ledger, signed.block), content };
}
