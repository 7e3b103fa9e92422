import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../../core/runtime/sqlite.ts';
import { describeAlarm, isAlarmCode, PROVED, type AlarmCode } from './alarm-texts.ts';
import type { Condition } from './alarm-texts.ts';

/** Times are milliseconds since 1970; `clearedMs` is null while it lasts. */
export type Alarm = Condition & { id: number; sinceMs: number; clearedMs: number | null };
export type AlarmChange = { event: 'raised' | 'cleared'; alarm: Alarm };

/** One notice to the webhook; `id` stays the same over all tries. */
export type Delivery = { id: number; body: string; attempts: number };

export type Alarms = {
  /**
   * Takes the conditions of one look: raises and ends alarms, each once, with a notice in the same transaction.
   * @param isUndecided whether the look says nothing of an alarm: then it stays as it is
   */
  apply(
    conditions: readonly Condition[],
    nowMs: number,
    isUndecided?: (alarm: Pick<Condition, 'code' | 'which'>) => boolean,
  ): AlarmChange[];
  open(): Alarm[];
  /** Those that ended, the latest first. */
  ended(limit: number): Alarm[];
  due(nowMs: number): Delivery[];
  delivered(id: number, nowMs: number): void;
  putOff(id: number, dueMs: number): void;
  waiting(): number;
};

const AT_ONCE = 20;

/** @param notify whether anybody is told: otherwise no notices are kept */
export function openAlarms(args: {
  database: DatabaseSync;
  raiseAfter: number;
  clearAfter: number;
  notify: boolean;
}): Alarms {
  const { database } = args;
  /** Looks in a row with (positive) or without (negative) the fault. */
  const streaks = new Map<string, number>();
  const columns = 'id, code, which, detail, since_ms, cleared_ms';
  const open = database.prepare(`select ${columns} from alarms where cleared_ms is null order by id`);
  const ended = database.prepare(
    `select ${columns} from alarms where cleared_ms is not null order by cleared_ms desc, id desc limit ?`,
  );
  const raise = database.prepare(
    `insert into alarms (code, which, detail, since_ms) values (?, ?, ?, ?) returning ${columns}`,
  );
  const renew = database.prepare('update alarms set detail = ? where id = ?');
  const clear = database.prepare('update alarms set cleared_ms = max(?, since_ms) where id = ?');
  const notice = database.prepare('insert into deliveries (body, due_ms) values (?, ?)');
  const due = database.prepare(
    `select id, body, attempts from deliveries where delivered_ms is null and due_ms <= ? order by id limit ${AT_ONCE}`,
  );
  const delivered = database.prepare('update deliveries set delivered_ms = ? where id = ?');
  const putOff = database.prepare('update deliveries set attempts = attempts + 1, due_ms = ? where id = ?');
  const waiting = database.prepare('select count(*) as n from deliveries where delivered_ms is null');

  const openAlarms = (): Alarm[] => open.all().flatMap((row) => toAlarm(row));
  const note = (change: AlarmChange, nowMs: number): AlarmChange => {
    if (args.notify) notice.run(JSON.stringify({ event: change.event, ...alarmToJson(change.alarm) }), nowMs);
    return change;
  };

  return {
    apply(conditions, nowMs, isUndecided = () => false) {
      const now = new Map(conditions.map((condition) => [keyOf(condition), condition]));
      const before = new Map(openAlarms().map((alarm) => [keyOf(alarm), alarm]));
      return inTransaction(database, () => {
        const changes: AlarmChange[] = [];
        for (const [key, condition] of now) {
          const streak = Math.max(0, streaks.get(key) ?? 0) + 1;
          streaks.set(key, streak);
          const detail = JSON.stringify(condition.values);
          const alarm = before.get(key);
          if (alarm !== undefined) renew.run(detail, alarm.id);
          else if (streak >= args.raiseAfter || PROVED.has(condition.code)) {
            const [raised] = toAlarm(raise.get(condition.code, condition.which, detail, Math.round(nowMs)));
            if (raised !== undefined) changes.push(note({ event: 'raised', alarm: raised }, nowMs));
          }
        }
        for (const key of [...streaks.keys()]) if (!now.has(key) && !before.has(key)) streaks.delete(key);
        for (const [key, alarm] of before) {
          if (now.has(key) || isUndecided(alarm)) continue;
          const streak = Math.min(0, streaks.get(key) ?? 0) - 1;
          streaks.set(key, streak);
          if (-streak < args.clearAfter) continue;
          streaks.delete(key);
          clear.run(Math.round(nowMs), alarm.id);
          const cleared = { ...alarm, clearedMs: Math.max(Math.round(nowMs), alarm.sinceMs) };
          changes.push(note({ event: 'cleared', alarm: cleared }, nowMs));
        }
        return changes;
      });
    },
    open: openAlarms,
    ended: (limit) => ended.all(limit).flatMap((row) => toAlarm(row)),
    due: (nowMs) =>
      due.all(nowMs).map((row) => ({
        id: Number(row['id']),
        body: String(row['body']),
        attempts: Number(row['attempts']),
      })),
    delivered: (id, nowMs) => void delivered.run(Math.round(nowMs), id),
    putOff: (id, dueMs) => void putOff.run(Math.round(dueMs), id),
    waiting: () => Number(waiting.get()?.['n'] ?? 0),
  };
}

/** An alarm as `/v1/alarms` and the webhook tell it; times in ISO 8601. */
export function alarmToJson(alarm: Alarm): Record<string, unknown> {
  const { what, todo } = describeAlarm(alarm, 'en');
  return {
    alarm: alarm.id,
    code: alarm.code,
    which: alarm.which,
    what,
    todo,
    since: new Date(alarm.sinceMs).toISOString(),
    cleared: alarm.clearedMs === null ? null : new Date(alarm.clearedMs).toISOString(),
  };
}

function keyOf({ code, which }: { code: AlarmCode; which: string }): string {
  return `${code} ${which}`;
}

function toAlarm(row: Record<string, unknown> | undefined): Alarm[] {
  const code = String(row?.['code']);
  // A code of another version of the program has no text here.
  if (row === undefined || !isAlarmCode(code)) return [];
  const detail: unknown = JSON.parse(String(row['detail']));
  const values = Object.fromEntries(Object.entries(detail ?? {}).map(([name, value]) => [name, String(value)]));
  const cleared = row['cleared_ms'];
  return [
    {
      id: Number(row['id']),
      code,
      which: String(row['which']),
      values,
      sinceMs: Number(row['since_ms']),
      clearedMs: cleared === null ? null : Number(cleared),
    },
  ];
}
