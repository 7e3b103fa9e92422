import { createHash } from 'node:crypto';
import { canonicalJson } from '../../../core/domain/bytes/canonical-json.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { envelopeContext } from '../../../core/domain/crypto/envelope-context.ts';
import { sealText } from '../../../core/domain/crypto/envelope.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { localDate } from '../../../core/domain/billing/period.ts';
import { APPEAL_ADDRESSEE, APPEAL_OUTCOME, KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { checkRedirect } from '../../../core/domain/letters/check-word.ts';
import type { AnswerContent } from '../../../core/domain/sealed/small-contents.ts';
import { LETTER_MAX } from '../../../core/domain/limits.ts';
import type { Kysely } from 'kysely';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import type { ReadModelTables } from '../database/tables.ts';
import { lettersWithout, portalTerm } from './letters-to-portal.ts';
import type { PortalBlocks } from './portal-blocks.ts';

type Tools = { readModel: Kysely<ReadModelTables>; blocks: PortalBlocks; account: Account; network: Network };

/** Says "received", and by when it answers, to every appeal to the portal that has had no word from it yet. */
export async function acknowledgeAppeals(tools: Tools): Promise<void> {
  const { readModel, account } = tools;
  const open = await lettersWithout(readModel, account.address, Object.values(APPEAL_OUTCOME));
  for (const { appeal_id, signed_time } of open) {
    const { lawDue: due } = portalTerm(tools.network, signed_time);
    await say(tools, `acknowledge:${appeal_id}`, appeal_id, 'received', { text: '', due, to: '' });
  }
}

/**
 * The portal's answer to an appeal, by its clerk; with `to`, who is to be asked instead. The same word twice is one block.
 * @returns the answer's digest
 * @throws InputError APPEAL_UNKNOWN, APPEAL_NOT_ADDRESSED, APPEAL_TEXT_LENGTH, REDIRECT_UNFIT, REDIRECT_TOO_LATE
 */
export async function answerAppeal(
  tools: Tools & { now: () => bigint },
  args: { appealId: Hex; text: string; to?: Hex | undefined },
): Promise<Hex> {
  const { appealId, text, to = '' } = args;
  if (text.trim() === '' || text.length > LETTER_MAX) {
    throw new InputError('APPEAL_TEXT_LENGTH', `An answer has 1 to ${LETTER_MAX} characters.`);
  }
  if (to !== '') await checkTo(tools, appealId, to);
  const word = createHash('sha256').update(`${to}\0${text}`).digest('hex').slice(0, 32);
  return say(tools, `answer:${appealId}:${word}`, appealId, to === '' ? 'answered' : 'redirected', {
    text,
    due: '',
    to,
  });
}

async function checkTo(tools: Tools & { now: () => bigint }, appealId: Hex, to: Hex): Promise<void> {
  const { readModel, network, account } = tools;
  const letter = await readModel
    .selectFrom('internal_blocks')
    .select('signed_time')
    .where('digest', '=', appealId)
    .executeTakeFirst();
  // `say` refuses what is no letter.
  if (letter === undefined) return;
  const provider = await readModel
    .selectFrom('participants')
    .select('address')
    .where('address', '=', to)
    .where('role', '=', ROLE.provider)
    .where('registered', '=', true)
    .where('suspended', '=', false)
    .executeTakeFirst();
  const { on } = portalTerm(network, letter.signed_time);
  const today = localDate(tools.now(), network.timeZone);
  checkRedirect(network, { on, today, me: account.address, to, isProvider: provider !== undefined });
}

async function say(
  tools: Tools,
  purpose: string,
  appealId: Hex,
  outcome: keyof typeof APPEAL_OUTCOME,
  content: AnswerContent,
): Promise<Hex> {
  const { readModel, account, network } = tools;
  const appeal = await readModel
    .selectFrom('appeals')
    .innerJoin('participants', 'participants.address', 'appeals.subscriber')
    .select(['appeals.subscriber', 'appeals.addressees', 'participants.encryption_key'])
    .where('appeals.appeal_id', '=', appealId)
    .executeTakeFirst();
  if (appeal === undefined) throw new InputError('APPEAL_UNKNOWN', `There is no appeal ${appealId}.`);
  if ((appeal.addressees & APPEAL_ADDRESSEE.portal) === 0) {
    throw new InputError('APPEAL_NOT_ADDRESSED', `Appeal ${appealId} is not addressed to the portal.`);
  }
  const place = { ledger: network.contracts.readingLedger, kind: KIND.APPEAL_ANSWER, subject: appealId };
  const readers = [
    { address: appeal.subscriber, encryptionKey: appeal.encryption_key },
    { address: account.address, encryptionKey: account.encryptionKey },
  ];
  return tools.blocks.say(purpose, async () => {
    const context = envelopeContext(domainOf(network), { ...place, from: account.address });
    const envelope = await sealText(canonicalJson(content), readers, context);
    const data = encodeData('APPEAL_ANSWER', { appealId, outcome: APPEAL_OUTCOME[outcome], envelope });
    return { ...place, to: appeal.subscriber, data };
  });
}
