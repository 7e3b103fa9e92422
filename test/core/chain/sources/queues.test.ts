import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { requestJson } from '../../../../core/chain/http-json.ts';
import { findLeader } from '../../../../core/chain/sources/find-leader.ts';
import { createQueues } from '../../../../core/chain/sources/queues.ts';
import { fakePeer, sendJson } from '../../../sealer/support/fake-peer.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';

type Says = (response: ServerResponse) => void;
const problem =
  (status: number, code: string, more: object = {}): Says =>
  (response) =>
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(JSON.stringify({ code, detail: code, ...more }));
const takes: Says = (response) => sendJson(response, { state: 'taken' });
const standsBy = problem(503, 'STANDBY');
const isSilent: Says = () => undefined;
const hangsUp: Says = (response) => void response.destroy();

/** Two sealers that say what a test wants, and how often each was asked. */
async function pair(): Promise<AsyncDisposable & { urls: string[]; says: [Says, Says]; asked: [number, number] }> {
  await using opened = new AsyncDisposableStack();
  const says: [Says, Says] = [takes, standsBy];
  const asked: [number, number] = [0, 0];
  const open = async (place: 0 | 1): Promise<string> => {
    const peer = await fakePeer((_path, response) => {
      asked[place] += 1;
      says[place](response);
    });
    opened.use(peer);
    return peer.url;
  };
  const urls = [await open(0), await open(1)];
  const all = opened.move();
  return { urls, says, asked, [Symbol.asyncDispose]: () => all.disposeAsync() };
}

describe('several queues', () => {
  const write = (queues: ReturnType<typeof createQueues>): Promise<unknown> =>
    queues.write((url, timeoutMs) => requestJson(`${url}/v1/queue`, { method: 'POST', body: {}, timeoutMs }));

  it('are at least one', async () => {
    expect(await refusal(async () => createQueues([]))).to.equal('SOURCES_MISSING');
  });

  it('are asked at once in turn until one takes it, whatever the others say that is not the company’s', async () => {
    for (const says of [
      standsBy,
      hangsUp,
      problem(503, 'STARTING'),
      problem(403, 'FORBIDDEN'),
      problem(404, 'LEDGER_UNKNOWN'),
      problem(400, 'FENCED'),
    ]) {
      await using both = await pair();
      both.says.splice(0, 2, says, takes);
      const queues = createQueues(both.urls);
      expect(await write(queues)).to.deep.equal({ state: 'taken' });
      expect(await write(queues)).to.deep.equal({ state: 'taken' });
      // The one that leads is asked first from then on.
      expect([both.asked[0] > 2, both.asked[1]]).to.deep.equal([false, 2]);
    }
  });

  it('leave one that is frozen after three seconds, and do not wait for it again with each block', async () => {
    await using both = await pair();
    both.says.splice(0, 2, isSilent, takes);
    const queues = createQueues(both.urls);
    for (let n = 0; n < 5; n++) expect(await write(queues)).to.deep.equal({ state: 'taken' });
    expect(both.asked).to.deep.equal([1, 5]);
  });

  it('go back to one that was away once it takes blocks again', async () => {
    await using both = await pair();
    both.says.splice(0, 2, hangsUp, standsBy);
    const queues = createQueues(both.urls);
    expect(await refusal(() => write(queues))).to.equal('CHAIN_UNREACHABLE');
    both.says[1] = takes;
    await waitFor('the standby takes over', () =>
      write(queues).then(
        () => true,
        () => false,
      ),
    );
    both.says.splice(0, 2, takes, standsBy);
    await waitFor('the first one is back', () =>
      write(queues).then(
        () => true,
        () => false,
      ),
    );
    const before = [...both.asked];
    await write(queues);
    expect(both.asked).to.deep.equal([(before[0] ?? 0) + 1, before[1]]);
  });

  it('take the company’s own answer for the answer, and ask nobody else for another', async () => {
    for (const [code, says] of [
      ['RATE_LIMITED', problem(429, 'RATE_LIMITED')],
      ['QUEUE_FULL', problem(503, 'QUEUE_FULL')],
      ['BLOCK_EXPIRES', problem(409, 'BLOCK_EXPIRES', { refusal: {} })],
      ['RATE_NOT_IN_ORDER', problem(409, 'X', { error: { name: 'RateNotInOrder', args: [] } })],
    ] as const) {
      await using both = await pair();
      both.says.splice(0, 2, says, takes);
      expect(await refusal(() => write(createQueues(both.urls)))).to.equal(code);
      expect(both.asked).to.deep.equal([1, 0]);
    }
  });

  it('say most of what was wrong where none takes it: of the block, then of a sealer, then silence', async () => {
    await using both = await pair();
    for (const [one, other, code] of [
      [hangsUp, problem(413, 'DATA_TOO_LARGE'), 'DATA_TOO_LARGE'],
      [standsBy, problem(503, 'PROMISE_UNSIGNED'), 'PROMISE_UNSIGNED'],
      [standsBy, hangsUp, 'STANDBY'],
    ] as const) {
      both.says.splice(0, 2, one, other);
      expect(await refusal(() => write(createQueues(both.urls)))).to.equal(code);
    }
  });

  it('name the one that leads to whoever has to go to it himself', async () => {
    await using both = await pair();
    both.says.splice(0, 2, standsBy, takes);
    expect(await findLeader(both.urls)).to.equal(both.urls[1]);
    both.says.splice(0, 2, standsBy, problem(404, 'NOT_FOUND'));
    expect(await refusal(() => findLeader(both.urls))).to.equal('LEADER_MISSING');
  });
});
