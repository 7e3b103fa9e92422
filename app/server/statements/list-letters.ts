import { localDate, startOfLocalDate } from '../../../core/domain/billing/period.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { APPEAL_CATEGORY, APPEAL_OUTCOME } from '../../../core/domain/ledger/kinds.ts';
import { answerStanding, answerWord, type AnswerWord } from '../../../core/domain/letters/answer-word.ts';
import { dateOfDay, dayNumber } from '../../../core/domain/premises/day-number.ts';
import { carriedBy } from '../../../core/domain/sealed/carried-envelope.ts';
import { readSealed } from '../../../core/domain/sealed/sealed-content.ts';
import { need, recordedByDigest, type RecordedJson } from '../read/recorded-json.ts';
import { lettersToPortal, lettersWithout, portalTerm } from './letters-to-portal.ts';
import type { Work } from '../../../core/runtime/start/illnesses.ts';
import type { Kysely } from 'kysely';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import type { Accounts } from '../accounts/accounts.ts';
import type { ReadModelTables } from '../database/tables.ts';

type Tools = {
  readModel: Kysely<ReadModelTables>;
  account: Account;
  network: Network;
  accounts: Pick<Accounts, 'premiseOf'>;
  now: () => bigint;
};

/** A letter to the portal, as its clerk reads it; dates are local. `text` null: it does not open. */
export type PortalLetter = {
  /** Its place among the letters to the portal, from 1. */
  letter: number;
  id: Hex;
  account: Hex;
  /** '' where no personal account of the portal has it. */
  flat: string;
  category: string;
  received: string;
  status: AnswerWord;
  due: string;
  overdue: boolean;
  open: boolean;
  text: string | null;
  answers: { at: string; status: AnswerWord; text: string | null }[];
};

/** Every letter to the portal, the oldest first, with its text and what the portal said to it. */
export async function listLetters(tools: Tools): Promise<PortalLetter[]> {
  const { readModel, account, network } = tools;
  const rows = await lettersToPortal(readModel);
  const ids = rows.map(({ appeal_id }) => appeal_id);
  const answers =
    ids.length === 0
      ? []
      : await readModel
          .selectFrom('answers')
          .select(['digest', 'appeal_id', 'outcome'])
          .where('appeal_id', 'in', ids)
          .where('answerer', '=', account.address)
          .execute();
  const recorded = await recordedByDigest(readModel, [...ids, ...answers.map(({ digest }) => digest)]);
  const today = localDate(tools.now(), network.timeZone);
  return Promise.all(
    rows.map(async ({ appeal_id: id, subscriber, category, signed_time }, index) => {
      const own = answers
        .filter(({ appeal_id }) => appeal_id === id)
        .map((one) => ({ ...one, block: need(recorded, one.digest) }));
      const said = await Promise.all(
        own
          .toSorted((a, b) => placeOf(a.block) - placeOf(b.block))
          .map(async ({ outcome, block }) => {
            const content = await opened(tools, 'APPEAL_ANSWER', block);
            const { due = '', to = '' } = content ?? {};
            return { outcome, due, to, text: content?.text ?? null, at: BigInt(block.block.timestamp) };
          }),
      );
      const days = portalTerm(network, signed_time);
      const { word, due, late } = answerStanding(said, days, today);
      return {
        letter: index + 1,
        id,
        account: subscriber,
        flat: (await tools.accounts.premiseOf(subscriber)) ?? '',
        category: nameOf(category),
        received: days.on,
        status: word,
        due,
        overdue: late,
        open: word !== 'answered' && word !== 'redirected',
        text: (await opened(tools, 'APPEAL', need(recorded, id)))?.text ?? null,
        answers: said.map((one) => ({
          at: localDate(one.at, network.timeZone),
          status: answerWord(one, days),
          text: one.text,
        })),
      };
    }),
  );
}

/** Letters as work that waits for whoever runs the portal: late behind the day on which the answer was due. By public data alone. */
export async function letterWork({ readModel, account, network, now }: Omit<Tools, 'accounts'>): Promise<Work> {
  const { answered, redirected } = APPEAL_OUTCOME;
  const open = await lettersWithout(readModel, account.address, [answered, redirected]);
  const overSince = open.map(({ signed_time }) =>
    startOfLocalDate(dateOfDay(dayNumber(portalTerm(network, signed_time).lawDue) + 1), network.timeZone),
  );
  const oldest = overSince.filter((time) => time <= now()).toSorted((a, b) => (a < b ? -1 : 1))[0];
  return {
    code: 'APPEAL_LATE',
    what: 'An answer to a letter is overdue (domledger portal letters list)',
    waitsSeconds: oldest === undefined ? undefined : Number(now() - oldest) + 1,
    atMostSeconds: 0,
  };
}

/** What stands in the envelope of a letter, or of an own answer; undefined where it does not open. */
async function opened<K extends 'APPEAL' | 'APPEAL_ANSWER'>(
  { network, account }: Pick<Tools, 'network' | 'account'>,
  kind: K,
  { ledger, block, data }: RecordedJson,
): Promise<{ text: string; due?: string; to?: '' | Hex } | undefined> {
  const carried = carriedBy(
    { ledger, block: { from: block.from, subject: block.subject, timestamp: BigInt(block.timestamp) } },
    decodeData(kind, data),
  );
  const sealed = await readSealed({ network, account, kind, carried });
  return sealed.state === 'opened' ? sealed.content : undefined;
}

function placeOf({ blockNumber, logIndex }: RecordedJson): number {
  return blockNumber * 100_000 + logIndex;
}

function nameOf(category: number): string {
  return Object.entries(APPEAL_CATEGORY).find(([, code]) => code === category)?.[0] ?? String(category);
}
