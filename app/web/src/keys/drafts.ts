import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { APPEAL_CATEGORY } from '../../../../core/domain/ledger/kinds.ts';
import type { AppealCategory } from '../../../../core/domain/resident/make-appeal.ts';
import type { Act } from '../../../../core/domain/resident/outbox/act.ts';
import type { SealedTexts } from '../keys/sealed-texts.ts';

/** A letter that nobody has signed yet. `subject` is the name of a bill, that it is about the flat, or the id of what a signed one was about. */
export type LetterDraft = {
  category: AppealCategory;
  toCompany: boolean;
  toPortal: boolean;
  provider: string | null;
  subject: string | null;
  text: string;
};

export function isCategory(text: unknown): text is AppealCategory {
  return typeof text === 'string' && text in APPEAL_CATEGORY;
}

export type Drafts = {
  get(slot: string): Promise<LetterDraft | null>;
  put(slot: string, draft: LetterDraft): Promise<void>;
  drop(slot: string): Promise<void>;
};

/** Keeps drafts in the browser, closed as keys are; the newest one that is written stays. */
export function openDrafts(texts: SealedTexts): Drafts {
  // One write after the other: each is closed first, which takes longer or shorter.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (run: () => Promise<void>): Promise<void> => (turn = turn.then(run, run));
  return {
    get: async (slot) => {
      await turn;
      return parseDraft(await texts.get(slot));
    },
    put: (slot, draft) => inTurn(() => texts.put(slot, JSON.stringify(draft))),
    drop: (slot) => inTurn(() => texts.remove(slot)),
  };
}

/** Where an account's draft about something lies; a letter about nothing yet has one place. */
export function draftSlot(account: string, about: string): string {
  return `draft:${account.toLowerCase()}:${about}`;
}

/** What a signed letter says, to be written again: signed as it stands it says the same. */
export function letterOf({ content }: Pick<Act, 'content'>): LetterDraft | undefined {
  const draft = parseDraft(content);
  if (draft === null) return undefined;
  const { about } = looseFields(JSON.parse(content));
  return { ...draft, subject: typeof about === 'string' ? about : null };
}

function parseDraft(text: string | undefined): LetterDraft | null {
  if (text === undefined) return null;
  const { category, toCompany, toPortal, provider, subject, text: written } = looseFields(JSON.parse(text));
  if (!isCategory(category) || typeof written !== 'string') return null;
  return {
    category,
    toCompany: toCompany === true,
    toPortal: toPortal === true,
    provider: typeof provider === 'string' ? provider : null,
    subject: typeof subject === 'string' ? subject : null,
    text: written,
  };
}
