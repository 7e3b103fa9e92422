import { expect } from 'chai';
import { z } from 'zod';
import { ApiError, createApi } from '../../../app/web/src/api/api.ts';
import { meSchema, orderSchema } from '../../../app/web/src/api/schemas.ts';
import { sendBlock } from '../../../app/web/src/resident/act/send-block.ts';
import { record, network } from '../../core/domain/resident/bill-fixture.ts';

type Reply = { status?: number; body: unknown };

/** An API over canned replies, in order; the requests are kept. */
function canned(replies: readonly Reply[]): {
  api: ReturnType<typeof createApi>;
  requests: { path: string; init: RequestInit }[];
} {
  const requests: { path: string; init: RequestInit }[] = [];
  const queue = [...replies];
  const fake: typeof fetch = async (input, init) => {
    requests.push({ path: input instanceof Request ? input.url : input.toString(), init: init ?? {} });
    const reply = queue.shift() ?? { status: 500, body: {} };
    return new Response(JSON.stringify(reply.body), { status: reply.status ?? 200 });
  };
  return { api: createApi({ fetch: fake, csrfToken: 'token' }), requests };
}

async function failure(run: Promise<unknown>): Promise<ApiError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('it was accepted');
}

describe('the portal as the pages see it', () => {
  it('tells refusals by their code, and silence as OFFLINE', async () => {
    const refused = canned([{ status: 403, body: { code: 'NOT_YOURS', detail: 'This bill is of another flat.' } }]);
    expect(await failure(refused.api.get('/api/x', z.unknown()))).to.include({ code: 'NOT_YOURS', status: 403 });
    const broken = canned([{ status: 502, body: 'gateway' }]);
    expect(await failure(broken.api.get('/api/x', z.unknown()))).to.include({ code: 'PORTAL_FAULT', status: 502 });
    const silent = createApi({ fetch: () => Promise.reject(new TypeError('no route')) });
    expect(await failure(silent.get('/api/x', z.unknown()))).to.include({ code: 'OFFLINE', status: 0 });
  });

  it('refuses an answer of another shape', async () => {
    const { api } = canned([{ body: { signedIn: true } }, { body: { orderId: 'a', amount: '1.5' } }]);
    expect((await failure(api.get('/api/me', meSchema))).code).to.equal('ANSWER_MALFORMED');
    expect((await failure(api.get('/api/payments/a', orderSchema))).code).to.equal('ANSWER_MALFORMED');
  });

  it('posts with the token of the session', async () => {
    const { api, requests } = canned([{ body: { ok: true } }]);
    await api.post('/api/x', { a: '1' }, z.object({ ok: z.boolean() }));
    expect(requests[0]?.init.headers).to.include({ 'X-CSRF-Token': 'token', 'Content-Type': 'application/json' });
  });

  it("passes on a ledger's refusal by its name, and returns only once a block is recorded", async () => {
    const block = record('SUSPEND', 'company', 'subscriber', 'participants', `0x${'00'.repeat(32)}`, {
      account: network.company,
    });
    const queued = { body: { digest: block.digest, state: 'queued' } };
    const refused = canned([
      queued,
      queued,
      { body: { digest: block.digest, state: 'refused', error: { name: 'ContractUnknown', message: 'no' } } },
    ]);
    expect(await failure(sendBlock(refused.api, block.signed))).to.include({ code: 'ContractUnknown', status: 422 });
    const recorded = canned([queued, { body: { digest: block.digest, state: 'recorded' } }]);
    await sendBlock(recorded.api, block.signed);
    expect(recorded.requests.map(({ path }) => path)).to.deep.equal(['/api/blocks', `/api/blocks/${block.digest}`]);
  });
});
