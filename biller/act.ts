import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '../core/domain/bytes/errors.ts';
import { UnreadableContent, type Effect, type SealedKind } from '../core/domain/sealed/sealed-content.ts';
import type { Log } from '../core/runtime/log.ts';
import { decide } from './decide/decide.ts';
import type { DecisionContext } from './decide/decision-context.ts';
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
  log: Log;
}): Actor {
  const { sender, log } = args;
  let faults = new Map<string, Fault>();
  let alarms = new Map<string, Alarm>();
  let passes = 0;
  return {
    async actOnce(billableUntil) {
      const before = faults;
      const found = new Map<string, Fault>();
      const known = alarms;
      const unreadable = new Map<string, Alarm>();
      const fault: DecisionContext['fault'] = (about, error) => {
        const key = `${about} ${error.code}`;
        // Messages can hold figures of a bill; the log holds ids and codes only.
        if (!before.has(key) && !found.has(key)) log.warn({ about, code: error.code }, 'cannot be done');
        found.set(key, { about, code: error.code });
      };
      const alarm: DecisionContext['alarm'] = (about, { kind, code, effect }) => {
        const key = `${about} ${code}`;
        if (!known.has(key) && !unreadable.has(key)) log.warn({ about, kind, code, effect }, 'cannot be read');
        unreadable.set(key, { about, kind, code, effect });
      };
      let sent = 0;
      for (const intent of await decide({ ...args.context, fault, alarm }, billableUntil)) {
        if (!sender.isOpen(intent.key)) continue;
        // A bill takes milliseconds of arithmetic: between two of them delivery and health get their turn.
        await nextTurn();
        try {
          const said = await intent.make();
          if (said === undefined) continue;
          const digest = sender.send(intent.key, said);
          log.info({ intent: intent.key, digest }, 'sent');
          sent += 1;
        } catch (error) {
          if (!(error instanceof InputError)) throw error;
          if (error instanceof UnreadableContent) alarm(intent.key, error);
          else fault(intent.key, error);
        }
      }
      faults = found;
      alarms = unreadable;
      passes += 1;
      return sent;
    },
    faults: () => [...faults.values()],
    alarms: () => [...alarms.values()],
    passes: () => passes,
  };
}
