import { decide } from '../../../../biller/decide/decide.ts';
import { noteError, type DecisionContext } from '../../../../biller/decide/decision-context.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { flatName, residentName, type List } from './list-row.ts';

/** What this biller cannot do or read now: found by deciding as its daemon does, and saying nothing of it. */
export const faults: List = {
  async rows(looking) {
    const found = await faultsOf(looking.context);
    return found.map(({ about, error, unreadable }, index) => {
      const account = accountIn(about);
      const whose = account === undefined ? about : `${residentName(looking, account)} (${about})`;
      return {
        number: index + 1,
        id: about,
        open: true,
        code: error.code,
        flat: account === undefined ? '' : flatName(looking, account),
        kind: unreadable ? 'cannot be read' : 'cannot be done',
        why: error.message,
        line: `${whose} ${unreadable ? 'cannot be read' : 'cannot be done'}: ${error.code}. ${error.message}`,
      };
    });
  },
};

type Found = { about: string; error: InputError; unreadable: boolean };

async function faultsOf(desk: DecisionContext): Promise<Found[]> {
  const found = new Map<string, Found>();
  const note = (about: string, error: InputError, unreadable: boolean): void =>
    void found.set(`${about} ${error.code}`, { about, error, unreadable });
  const context: DecisionContext = {
    ...desk,
    fault: (about, error) => note(about, error, false),
    alarm: (about, error) => note(about, error, true),
  };
  const billableUntil = context.now() - BigInt(Math.floor(context.settings.billAfter / 1000));
  for (const { key, make } of await decide(context, billableUntil)) {
    try {
      await make();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      noteError(context, key, error);
    }
  }
  return [...found.values()];
}

function accountIn(about: string): Hex | undefined {
  const text = /0x[0-9a-f]{40}(?![0-9a-f])/.exec(about)?.[0];
  return text === undefined ? undefined : parseHex(text, 'the account', 20);
}
