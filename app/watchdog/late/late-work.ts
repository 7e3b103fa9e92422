import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import { isWorkCode, type WorkCode } from '../../../core/runtime/start/illnesses.ts';

/** Work that a program says of itself that it is late. */
export type LateWork = { code: WorkCode; seconds: number; atMost: number };

const MOST = 16;

/** What a program's `/health` says of late work; `undefined` where it says nothing of it, which is neither that there is some nor that there is none. */
export function lateWorkIn(status: number, body: Readonly<Record<string, unknown>>): LateWork[] | undefined {
  const { late } = body;
  if (!Array.isArray(late)) return status === 200 ? [] : undefined;
  return late.slice(0, MOST).flatMap((each: unknown): LateWork[] => {
    if (!isRecord(each)) return [];
    const { code, waitsSeconds: seconds, atMostSeconds: atMost } = each;
    return isWorkCode(code) && isCount(seconds) && isCount(atMost) ? [{ code, seconds, atMost }] : [];
  });
}

/** Whether all that is wrong with a program is late work: then it has no other alarm for it. */
export function isLateAlone(body: Readonly<Record<string, unknown>>): boolean {
  const { late, ill } = body;
  return Array.isArray(late) && late.length > 0 && Array.isArray(ill) && ill.length === 0;
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
