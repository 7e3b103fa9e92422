import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import type { SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { openSealed } from '../../../core/domain/sealed/sealed-content.ts';
import type { EnrolmentContent } from '../../../core/domain/sealed/small-contents.ts';
import type { Identity } from '../identity/identity-provider.ts';
import { keyNow } from '../read/key-blocks.ts';
import { need, recordedByDigest } from '../read/recorded-json.ts';
import { checkEnrolment, premiseIn, type EnrolmentTools } from './enrolment.ts';

/** How old the proof may be, seconds: what somebody signed once and others read later proves nothing. */
const FRESH = 900;

/**
 * Links an address that the ledger has already to the signed-in person's premise, where a database from a backup does not know of it. The proof is an ENROL of the
 * key that signs for the address now, made for this and never sent to the ledger; the flat is the one that was said when the address was enrolled.
 * @returns whether the ledger has it; where not, it is to be enrolled
 * @throws InputError ENROLMENT_OLD, NOT_YOURS, SUBSCRIBER_TAKEN, and as `checkEnrolment`
 */
export async function attachAccount(
  tools: EnrolmentTools & { nowSeconds: () => number },
  identity: Identity,
  signed: SignedBlock,
): Promise<boolean> {
  const { digest, content } = await checkEnrolment(tools, signed);
  const premise = premiseIn(identity, content);
  const now = tools.nowSeconds();
  if (Math.abs(now - Number(signed.block.timestamp)) > FRESH)
    throw new InputError('ENROLMENT_OLD', 'This proof of your key is too old. Sign it again.');
  const subscriber = await accountOfKey(tools, signed.block.from, now);
  const known = await tools.readModel
    .selectFrom('participants')
    .innerJoin('internal_blocks', 'internal_blocks.digest', 'participants.enrol_digest')
    .select(['enrol_digest', 'signed_time'])
    .where('address', '=', subscriber)
    .executeTakeFirst();
  if (known === undefined || known.enrol_digest === digest) return false;
  const { enrol_digest: enrolDigest } = known;
  premiseIn(identity, await contentOf(tools, enrolDigest), premise);
  await tools.accounts.link({ identity, premise, subscriber, enrolDigest, since: Number(known.signed_time) });
  return true;
}

/** The account that a key signs for now; of a key that signs for nobody, the address that it has by itself. */
async function accountOfKey({ readModel }: EnrolmentTools, key: Hex, now: number): Promise<Hex> {
  const change = await readModel.selectFrom('account_keys').select('account').where('key', '=', key).executeTakeFirst();
  const account = change?.account ?? key;
  if ((await keyNow(readModel, account, now)).key !== key)
    throw new InputError('NOT_YOURS', 'Another key signs for this account now. Bring that one back from its sheet.');
  return account;
}

/** What an address said to company and portal when it was enrolled. */
async function contentOf({ readModel, network, account }: EnrolmentTools, digest: Hex): Promise<EnrolmentContent> {
  const { ledger, block, data } = need(await recordedByDigest(readModel, [digest]), digest);
  const carried = carriedBy({ ledger, block: { from: block.from, subject: block.subject } }, decodeData('ENROL', data));
  return openSealed({ network, account, kind: 'ENROL', carried });
}
