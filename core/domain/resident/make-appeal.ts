import { canonicalJson } from '../bytes/canonical-json.ts';
import type { Addressee } from '../crypto/envelope.ts';
import { InputError } from '../bytes/errors.ts';
import { utf8, ZERO_32, ZERO_ADDRESS } from '../bytes/hex.ts';
import type { Hex } from '../bytes/hex.ts';
import type { SignedBlock } from '../ledger/internal-block.ts';
import { APPEAL_ADDRESSEE, APPEAL_CATEGORY } from '../ledger/kinds.ts';
import { LETTER_MAX } from '../limits.ts';
import { sealForBlock, withSelf } from './author.ts';
import type { Author } from './author.ts';
import { signFact } from './sign-fact.ts';

const PLACE = { ledger: 'readingLedger', kind: 'APPEAL' } as const;

export type AppealCategory = keyof typeof APPEAL_CATEGORY;

/** Who is asked. Each answers for itself; their silence is recorded separately (A13). */
export type AppealAddressees = { company?: Addressee; portal?: Addressee; provider?: Addressee };

/**
 * A question, complaint or suggestion (mode 3, S52): one ciphertext, a wrapped key for each addressee.
 * @param about the digest or id of what it is about; zero where it is about nothing on the ledgers
 * @throws InputError APPEAL_WITHOUT_ADDRESSEE, APPEAL_TEXT_LENGTH
 */
export async function makeAppeal(
  args: Author & { category: AppealCategory; addressees: AppealAddressees; about?: Hex; text: string },
): Promise<{ signed: SignedBlock; appealId: Hex }> {
  const { company, portal, provider } = args.addressees;
  const receivers = [company, portal, provider].filter((receiver) => receiver !== undefined);
  const first = receivers[0];
  if (first === undefined) {
    throw new InputError(
      'APPEAL_WITHOUT_ADDRESSEE',
      'An appeal goes to the company, the portal or a provider. Name at least one.',
    );
  }
  if (args.text.trim() === '' || args.text.length > LETTER_MAX) {
    throw new InputError(
      'APPEAL_TEXT_LENGTH',
      `An appeal has 1 to ${LETTER_MAX} characters; this one has ${args.text.trim().length}.`,
    );
  }
  const addressees =
    (company ? APPEAL_ADDRESSEE.company : 0) |
    (portal ? APPEAL_ADDRESSEE.portal : 0) |
    (provider ? APPEAL_ADDRESSEE.provider : 0);
  const data = {
    category: APPEAL_CATEGORY[args.category],
    addressees,
    provider: provider?.address ?? ZERO_ADDRESS,
    about: args.about ?? ZERO_32,
    envelope: await sealForBlock(
      args,
      PLACE,
      utf8(canonicalJson({ text: args.text })),
      withSelf(args.account, receivers),
    ),
  };
  const { signed, digest } = signFact(args, { ...PLACE, to: first.address, data });
  return { signed, appealId: digest };
}
