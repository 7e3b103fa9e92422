import { settleKeys } from './apply/apply-key-blocks.ts';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '../core/domain/bytes/errors.ts';
import type { SealedKind } from '../core/domain/sealed/carried-envelope.ts';
import type { Effect } from '../core/domain/sealed/sealed-content.ts';
import type { Log } from '../core/runtime/log.ts';
import { decide } from './decide/decide.ts';
import { noteError, type DecisionContext } from './decide/decision-context.ts';
import type { Sender } from './sender.ts';

export type Fault = { about: string; code: string };
export type Alarm = { about: string; kind: SealedKind; code: string; effect: Effect };
export type Actor = {
  /** Decides once and hands what is to be said to the outbox. Gives how many blocks it sent. */
  actOnce(billableUntil: bigint): Promise<number>;
  /** What the last pass could not do, with stable codes. */
  faults(): Fault[];
  /** What the last pass met that others sealed and nobody here can read. */
  alarms(): Alarm[];
  /** How many passes ended so far. */
  passes(): number;
};

/**
 * Deciding and doing: intents come from the state alone, so a crash between any two steps only means that the rest is decided again. The outbox keeps each
 * intent once, and the ledgers refuse a second bill, receipt or copy of the same.
 */
export function createActor(args: {
  context: Omit<DecisionContext, 'fault' | 'alarm'>;
  sender: Sender;
  /** Not while the key that the ledger names is missing: what is open is decided again once it is there. */
  canSay: () => boolean;
  log: Log;
}): Actor {
  const { sender, log } = args;
  // Messages can hold figures of a bill; the log holds ids and codes only.
  const faults = notesOfPasses<Fault>((fault) => log.warn(fault, 'cannot be done'));
  const alarms = notesOfPasses<Alarm>((alarm) => log.warn(alarm, 'cannot be read'));
  const context: DecisionContext = {
    ...args.context,
    fault: (about, { code }) => faults.add({ about, code }),
    alarm: (about, { kind, code, effect }) => alarms.add({ about, kind, code, effect }),
  };
  let passes = 0;
  return {
    async actOnce(billableUntil) {
      for (const notes of [faults, alarms]) notes.begin();
      settleKeys(context.state, context.now());
      let sent = 0;
      for (const intent of await decide(context, billableUntil)) {
        if (!sender.isOpen(intent.key)) continue;
        // A bill takes milliseconds of arithmetic: between two of them delivery and health get their turn.
        await nextTurn();
        try {
          const said = await intent.make();
          if (said === undefined || !args.canSay()) continue;
          const digest = sender.send(intent.key, said);
          log.info({ intent: intent.key, digest }, 'sent');
          sent += 1;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          noteError(context, intent.key, error);
        }
      }
      for (const notes of [faults, alarms]) notes.end();
      passes += 1;
      return sent;
    },
    faults: faults.last,
    alarms: alarms.last,
    passes: () => passes,
  };
}

/** What a pass notes, told once for as long as each pass notes it again. */
function notesOfPasses<T extends { about: string; code: string }>(
  tell: (note: T) => void,
): { begin(): void; add(note: T): void; end(): void; last(): T[] } {
  let last = new Map<string, T>();
  let found = new Map<string, T>();
  return {
    begin: () => void (found = new Map()),
    add(note) {
      const key = `${note.about} ${note.code}`;
      if (!last.has(key) && !found.has(key)) tell(note);
      found.set(key, note);
    },
    end: () => void (last = found),
    last: () => [...last.values()],
  };
}
