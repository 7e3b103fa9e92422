import { expect } from 'chai';
import { InputError, TransientError } from '../../../core/domain/bytes/errors.ts';
import { backoffMs, retry } from '../../../core/runtime/retry.ts';
import { refusal } from '../../support/refusal.ts';

describe('retry', () => {
  const { signal } = new AbortController();
  const quick = { signal, baseMs: 1, maxMs: 4 };
  const failing = (times: number, error: Error): (() => Promise<number>) => {
    let calls = 0;
    return async () => {
      calls += 1;
      if (calls <= times) throw error;
      return calls;
    };
  };

  it('gives up at once on an input error, and after the last attempt on a transient one', async () => {
    expect(await refusal(() => retry(failing(1, new InputError('WRONG', 'wrong')), quick))).to.equal('WRONG');
    const busy = new TransientError('BUSY', 'busy');
    expect(await refusal(() => retry(failing(3, busy), { ...quick, attempts: 3 }))).to.equal('BUSY');
  });

  it('stops waiting when the signal says so', async () => {
    const controller = new AbortController();
    const waiting = retry(failing(9, new TransientError('BUSY', 'busy')), {
      signal: controller.signal,
      baseMs: 60_000,
      maxMs: 60_000,
    });
    controller.abort(new InputError('STOPPED', 'stopped'));
    const error = await waiting.catch((caught: unknown) => caught);
    expect(error).to.be.instanceOf(Error);
  });

  it('succeeds when the world comes back', async () => {
    expect(await retry(failing(3, new TransientError('BUSY', 'busy')), quick)).to.equal(4);
  });

  it('doubles its waits up to the cap, with chance in the upper half', () => {
    const at = (attempt: number, random: number): number =>
      backoffMs(attempt, { baseMs: 100, maxMs: 1_000, random: () => random });
    expect([at(1, 0), at(1, 1), at(3, 0), at(3, 1), at(50, 1)]).to.deep.equal([50, 100, 200, 400, 1_000]);
  });
});
