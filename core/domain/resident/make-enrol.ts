import { canonicalJson } from '../bytes/canonical-json.ts';
import { encodeData } from '../ledger/block-data.ts';
import { sealText } from '../crypto/envelope.ts';
import type { Addressee } from '../crypto/envelope.ts';
import { ZERO_32 } from '../bytes/hex.ts';
import { signBlock } from '../ledger/internal-block.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { KIND, ROLE } from '../ledger/kinds.ts';
import type { Author } from './author.ts';

/**
 * A resident asks to take part: which premise and account number they are is for the company and the portal alone.
 * @param premise the company's name of the flat, as the portal shows it
 * @param personalAccount the account number of the flat
 */
export async function makeEnrol(
  args: Author & { premise: string; personalAccount: string; company: Addressee; portal: Addressee },
): Promise<SignedBlock> {
  const { network, account } = args;
  const content = canonicalJson({ premise: args.premise, personalAccount: args.personalAccount });
  const data = encodeData('ENROL', {
    role: ROLE.subscriber,
    encryptionKey: account.encryptionKey,
    envelope: await sealText(content, [args.company, args.portal]),
  });
  return signBlock({
    chainId: network.chainId,
    ledger: network.contracts.participants,
    signer: account,
    to: network.company,
    kind: KIND.ENROL,
    subject: ZERO_32,
    data,
    timestamp: args.timestamp,
  });
}
