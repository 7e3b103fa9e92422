import { canonicalJson } from '../bytes/canonical-json.ts';
import { utf8 } from '../bytes/hex.ts';
import type { Addressee } from '../crypto/envelope.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { ROLE } from '../ledger/kinds.ts';
import { sealForBlock } from './author.ts';
import type { Author } from './author.ts';
import { signFact } from './sign-fact.ts';

/**
 * A resident asks to take part: which premise and account number they are is for the company and the portal alone.
 * @param premise the company's name of the flat, as the portal shows it
 * @param personalAccount the account number of the flat
 */
export async function makeEnrol(
  args: Author & { premise: string; personalAccount: string; company: Addressee; portal: Addressee },
): Promise<SignedBlock> {
  const place = { ledger: 'participants', kind: 'ENROL' } as const;
  const content = utf8(canonicalJson({ premise: args.premise, personalAccount: args.personalAccount }));
  const data = {
    role: ROLE.subscriber,
    encryptionKey: args.account.encryptionKey,
    envelope: await sealForBlock(args, place, content, [args.company, args.portal]),
  };
  return signFact(args, { ...place, to: args.network.company, data }).signed;
}
