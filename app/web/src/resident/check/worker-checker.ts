import type { BillReport } from '../../../../../core/domain/resident/check/check-bill.ts';
import type { BillChecker } from './bill-checker.ts';
import { readerOf, type Answer, type Question } from './worker-messages.ts';

type Waiting = { resolve: (report: BillReport) => void; reject: (error: Error) => void };
type Asked = Question extends infer Each ? (Each extends Question ? Omit<Each, 'id'> : never) : never;

/**
 * Checks in a worker.
 * @param open the worker; asked for with the first bill, and again where it ended
 */
export function workerChecker(open: () => Worker): BillChecker {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;
  const end = (message: string): void => {
    worker?.terminate();
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error(message));
    waiting.clear();
  };
  const started = (): Worker => {
    const fresh = open();
    fresh.onmessage = ({ data }: MessageEvent<Answer>) => {
      const asked = waiting.get(data.id);
      waiting.delete(data.id);
      if (data.report !== undefined) asked?.resolve(data.report);
      else asked?.reject(new Error(data.fault));
    };
    fresh.onerror = ({ message }) => end(message || 'the checks did not come');
    fresh.onmessageerror = () => end('a check could not be handed over');
    return fresh;
  };
  const ask = (question: Asked): Promise<BillReport> => {
    worker ??= started();
    const id = ++last;
    const answered = new Promise<BillReport>((resolve, reject) => waiting.set(id, { resolve, reject }));
    worker.postMessage({ ...question, id } satisfies Question);
    return answered;
  };
  return {
    glance: (glance) => ask({ kind: 'glance', glance: { ...glance, account: readerOf(glance.account) } }),
    check: (bill) => ask({ kind: 'check', bill: { ...bill, account: readerOf(bill.account) } }),
  };
}
