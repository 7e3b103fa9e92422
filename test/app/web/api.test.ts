import { expect } from 'chai';
import { z } from 'zod';
import { ApiError, createApi } from '../../../app/web/src/api/api.ts';
import { isAskedAgain, waitBeforeAsking } from '../../../app/web/src/api/asked-again.ts';
import { meSchema } from '../../../app/web/src/api/me-schema.ts';
import { orderSchema } from '../../../app/web/src/api/schemas.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { record, network } from '../../core/domain/resident/bill-fixture.ts';
import { refusal } from '../../support/refusal.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import { memoryDatabase } from './support/memory-database.ts';
import { memoryOutbox } from './support/memory-outbox.ts';

type Reply = { status?: number; body: unknown; headers?: Record<string, string> };

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
    return new Response(JSON.stringify(reply.body), {
      status: reply.status ?? 200,
      headers: reply.headers ?? {},
    });
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

  it('is asked again after the time that it names where it had too many questions, and not without end', async () => {
    const busyFor = (told: string): Promise<ApiError> => {
      const body = { code: 'TOO_MANY_REQUESTS', detail: 'Wait a minute.' };
      return failure(canned([{ status: 429, body, headers: { 'Retry-After': told } }]).api.get('/api/x', z.unknown()));
    };
    const { api } = canned([{ status: 403, body: { code: 'NOT_YOURS', detail: 'no' } }]);
    const refused = await failure(api.get('/api/x', z.unknown()));
    expect([isAskedAgain(0, refused), isAskedAgain(0, new InputError('LIE', 'no'))]).to.deep.equal([false, false]);
    const busy = await busyFor('17');
    expect([0, 1, 2, 3].map((failures) => isAskedAgain(failures, busy))).to.deep.equal([true, true, true, false]);
    expect([0, 1, 5].map((failures) => waitBeforeAsking(failures, busy))).to.deep.equal([17_000, 17_000, 32_000]);
    expect(waitBeforeAsking(1, refused)).to.equal(2000);
    const waits: number[] = [];
    for (const told of ['', 'soon', '-5', new Date(0).toUTCString(), '86400', '1'])
      waits.push((await busyFor(told)).waitMs);
    expect(waits).to.deep.equal([0, 0, 0, 0, 60_000, 1000]);
    const later = (await busyFor(new Date(Date.now() + 30_000).toUTCString())).waitMs;
    expect(later).to.be.within(20_000, 30_000);
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

  it("passes on a ledger's refusal by its name, and ends only once a block is proved to be recorded", async () => {
    const data = { account: network.company };
    const block = record('SUSPEND', 'company', 'subscriber', 'participants', ZERO_32, data, nowSeconds());
    const queued = { body: { digest: block.digest, state: 'queued' } };
    const refused = canned([
      queued,
      queued,
      { body: { digest: block.digest, state: 'refused', error: { name: 'ContractUnknown', message: 'no' } } },
    ]);
    const send = async (api: ReturnType<typeof createApi>): Promise<void> => {
      const outbox = memoryOutbox(network.company);
      const chain = openChainMemory(memoryDatabase());
      const settling = { api, network: { ...network, handovers: [] }, chain, outbox };
      const id = await outbox.keep({ kind: 'letter', content: '', sign: async () => [block.signed] });
      await untilRecorded({ ...settling, witnesses: { required: 1, known: [] } }, id);
    };
    expect(await failure(send(refused.api))).to.include({ code: 'ContractUnknown', status: 422 });

    // PROGRAMS 13: neither the portal's word nor the proof of something else ends the waiting.
    const told = { body: { digest: block.digest, state: 'recorded' } };
    const part = { key: ZERO_32, proof: [] };
    const seal = {
      number: '1',
      parentSeal: ZERO_32,
      blockHash: ZERO_32,
      timestamp: '5',
      r: '1',
      signature: `0x${'00'.repeat(65)}`,
    };
    const storage = { head: part, count: part, position: part };
    const proof = {
      ledger: block.signed.ledger,
      digest: block.digest,
      seal,
      header: '0x',
      accountProof: [],
      storage,
      cosignatures: [],
    };
    const lying = canned([
      queued,
      told,
      { status: 404, body: { code: 'BLOCK_UNKNOWN', detail: 'not yet' } },
      told,
      { body: proof },
    ]);
    expect(await refusal(() => send(lying.api))).to.equal('SIGNATURE_INVALID');
    const asked = `/api/blocks/${block.digest}`;
    const proved = `/api/proof/${block.signed.ledger}/${block.digest}`;
    const paths = lying.requests.map(({ path }) => path);
    expect(paths).to.deep.equal(['/api/blocks', asked, proved, asked, proved]);
    const other = canned([{ body: { digest: ZERO_32, state: 'queued' } }]);
    expect(await refusal(() => send(other.api))).to.equal('BLOCK_OTHER');
  });
});
