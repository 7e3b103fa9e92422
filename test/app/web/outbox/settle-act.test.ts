import { expect } from 'chai';
import { createApi } from '../../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../../app/web/src/keys/heads.ts';
import { lookAgain, settleAct, untilRecorded } from '../../../../app/web/src/outbox/settle-act.ts';
import { objectToKey } from '../../../../app/web/src/resident/act/object-to-key.ts';
import { sendAppeal, type AppealDraft } from '../../../../app/web/src/resident/act/send-appeal.ts';
import { signContract } from '../../../../app/web/src/resident/act/sign-contract.ts';
import { loadNetwork } from '../../../../app/web/src/resident/network/load-network.ts';
import type { Resident } from '../../../../app/web/src/resident/resident.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import { KEYS_LIFE } from '../../../../core/domain/limits.ts';
import { actState } from '../../../../core/domain/resident/outbox/act.ts';
import { moveClock } from '../../../support/clock/move-clock.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import type { SignedIn } from '../../../support/world/sign-in.ts';
import { terms } from '../../../core/domain/resident/bill-fixture.ts';
import { memoryDatabase } from '../support/memory-database.ts';
import { memoryOutbox } from '../support/memory-outbox.ts';

/** Seconds. */
const AHEAD = Number(KEYS_LIFE) + 120;

type Call = { path: string; method: string; body: string | undefined };
/** Answers in the portal's place, or lets it answer. */
type Between = (call: Call, answer: () => Promise<Response>) => Promise<Response>;

describe('what a page signed, before the real portal', function () {
  this.timeout(120_000);
  let house: World;
  let signedIn: SignedIn & { account: Account };
  const calls: Call[] = [];
  let between: Between = (_, answer) => answer();
  let resident: Resident;

  before(async () => {
    // Behind the true time, so that it can go on by more than a block's life.
    moveClock(-AHEAD);
    house = await world({ portal: {}, ledger: { active: ['company', 'provider'] } });
    signedIn = await house.portal.resident('flat-3');
    const api = createApi({
      csrfToken: signedIn.csrf['x-csrf-token'] ?? '',
      fetch: async (input, init) => {
        const path = typeof input === 'string' ? input : '';
        const call = {
          path,
          method: init?.method ?? 'GET',
          body: typeof init?.body === 'string' ? init.body : undefined,
        };
        calls.push(call);
        return between(call, () => signedIn.request(input, init));
      },
    });
    const chain = openChainMemory(memoryDatabase());
    const loaded = await loadNetwork({ api, chain });
    const { account } = signedIn;
    const outbox = memoryOutbox(account.address, loaded.network);
    resident = { api, chain, outbox, ...loaded, witnesses: { required: 0, known: [] }, account };
  });
  beforeEach(() => {
    calls.length = 0;
    between = (_, answer) => answer();
  });
  after(async () => {
    moveClock(0);
    await house[Symbol.asyncDispose]();
  });

  const letter = (text: string): AppealDraft => ({
    ...{ category: 'complaint', toCompany: true, toPortal: false, provider: undefined, about: undefined, text },
  });
  const stateOf = async (id: Hex): Promise<string | undefined> => {
    const act = await resident.outbox.find(id);
    return act && actState(act);
  };
  /** How often the ledgers hold it. */
  const onLedger = async (): Promise<string[]> => {
    const head = await house.ledger.client.head();
    await waitFor('the read model has it', async () => {
      const health = looseFields(await (await fetch(`${house.portal.app.url}/health`)).json());
      return BigInt(String(health['nextBlock'])) > head;
    });
    const { blocks } = await signedIn.get<{ blocks: { digest: string; block: { from: string } }[] }>(
      '/api/blocks?limit=200',
    );
    return blocks.filter(({ block }) => block.from === resident.account.address).map(({ digest }) => digest);
  };
  const posts = (): (string | undefined)[] => calls.filter(({ method }) => method === 'POST').map(({ body }) => body);
  const silent = async (): Promise<Response> => {
    throw new TypeError('no route');
  };
  const json = (body: object, status = 200): Promise<Response> => Promise.resolve(Response.json(body, { status }));

  it('is handed over again byte for byte where the answer was lost, and stands on the ledger once', async () => {
    let lost = 0;
    between = async (call, answer) => {
      const response = await answer();
      if (call.method === 'POST' && lost++ < 2) return silent();
      return response;
    };
    const id = await sendAppeal(resident, letter('Once'));
    expect(posts()).to.deep.equal([]);
    expect(await stateOf(id)).to.equal('signed');
    const [, again] = await Promise.all([untilRecorded(resident, id), sendAppeal(resident, letter('Once'))]);
    expect(again).to.equal(id);
    expect(posts().length).to.be.greaterThan(2);
    expect(new Set(posts()).size).to.equal(1);
    expect((await onLedger()).filter((digest) => digest === id)).to.deep.equal([id]);
    const act = await resident.outbox.find(id);
    expect(act?.blocks[0]?.recorded?.number).to.be.a('bigint');
    // The company's promise came with it, and is kept.
    expect(act?.blocks[0]?.receipt).to.include({ digest: id, key: resident.account.address });
  });

  it('says nothing is signed where the portal is away, and keeps nothing', async () => {
    between = silent;
    const before = (await resident.outbox.list()).length;
    expect(await refusal(() => sendAppeal(resident, letter('Away')))).to.equal('OFFLINE');
    expect((await resident.outbox.list()).length).to.equal(before);
  });

  it('is believed by a proof alone: neither by the portal’s word nor by another answer', async () => {
    const id = await sendAppeal(resident, letter('Lied about'));
    between = async (call, answer) => {
      if (call.method === 'POST') return json({ digest: `0x${'11'.repeat(32)}`, state: 'queued' }, 202);
      return answer();
    };
    expect(await refusal(() => settleAct(resident, id))).to.equal('BLOCK_OTHER');
    expect(await stateOf(id)).to.equal('signed');
    expect((await resident.outbox.find(id))?.trouble).to.equal('BLOCK_OTHER');
    let asked = 0;
    between = async (call, answer) => {
      if (call.method === 'POST') return json({ digest: id, state: 'queued' }, 202);
      if (call.path === `/api/blocks/${id}`) return json({ digest: id, state: asked++ < 3 ? 'recorded' : 'unknown' });
      return answer();
    };
    const stop = new AbortController();
    const waiting = settleAct(resident, id, { signal: stop.signal });
    await waitFor('it is handed over again', () => posts().length >= 3);
    expect(await stateOf(id)).not.to.equal('recorded');
    stop.abort(new Error('left'));
    expect(await waiting.catch(String)).to.equal('Error: left');
    between = (_, answer) => answer();
    await untilRecorded(resident, id);
  });

  it('waits for somebody to sign in, as it was', async () => {
    const id = await sendAppeal(resident, letter('Signed out'));
    between = (call, answer) =>
      call.method === 'POST' ? json({ code: 'SESSION_REQUIRED', detail: 'Sign in.' }, 401) : answer();
    expect(await refusal(() => settleAct(resident, id))).to.equal('SESSION_REQUIRED');
    expect(await resident.outbox.find(id)).to.include({ trouble: 'SESSION_REQUIRED' });
    expect(await stateOf(id)).to.equal('signed');
    // A code of any length is a code: what is kept can be read.
    const code = 'X'.repeat(2_000);
    between = (call, answer) => (call.method === 'POST' ? json({ code, detail: 'Sign in.' }, 401) : answer());
    expect(await refusal(() => settleAct(resident, id))).to.equal(code);
    expect((await resident.outbox.find(id))?.trouble).to.have.length(1_000);
    between = (_, answer) => answer();
    await untilRecorded(resident, id);
    expect(await resident.outbox.find(id)).not.to.have.property('trouble');
  });

  it('is refused by its ledger’s name, and what is signed again stands in its place: of both one is taken', async () => {
    const copy = {
      contractId: `0x${'c0'.repeat(32)}`,
      counterparty: house.ledger.provider.address,
      content: { salt: `0x${'5a'.repeat(32)}`, terms: { ...terms, meterIds: [] } },
      signedByThem: true,
    } as unknown as Parameters<typeof signContract>[1];
    const first = await signContract(resident, copy);
    expect(await refusal(() => untilRecorded(resident, first))).to.equal('ContractUnknown');
    expect(await stateOf(first)).to.equal('refused');
    const second = await signContract(resident, copy);
    const act = await resident.outbox.find(second);
    expect(act?.blocks[0]?.signed.block.replaces).to.equal(first);
    expect(await resident.outbox.find(first)).to.equal(undefined);
  });

  it('counts as recorded where the first of two is, which it was to stand in the place of', async () => {
    const refuse: Between = (call, answer) =>
      call.method === 'POST' ? json({ code: 'TOO_BIG', detail: 'Not taken.' }, 413) : answer();
    between = refuse;
    const first = await sendAppeal(resident, letter('Twice'));
    expect(await refusal(() => untilRecorded(resident, first))).to.equal('TOO_BIG');
    const kept = (await resident.outbox.find(first))?.blocks[0]?.signed;
    const second = await sendAppeal(resident, letter('Twice'));
    expect(second).not.to.equal(first);
    // Somebody carries the first one after all.
    between = (_, answer) => answer();
    if (kept === undefined) throw new Error('nothing was kept');
    await house.ledger.client.submit(kept);
    await waitFor('it is recorded', async () => (await onLedger()).includes(first));
    expect(await settleAct(resident, second)).to.satisfy((act: Parameters<typeof actState>[0]) => {
      return actState(act) === 'refused' || actState(act) === 'recorded';
    });
    const end = await lookAgain(resident, second);
    expect(end && actState(end)).to.equal('recorded');
    expect((await onLedger()).filter((digest) => digest === first || digest === second)).to.deep.equal([first]);
  });

  it('is given up by no answer of somebody on the way: what names no code is tried on, what names one is handed over again later', async () => {
    const statuses = [400, 401, 403, 404, 405, 407, 409, 413, 421, 422, 429, 451, 500, 502, 503];
    const bodies = ['', '<h1>Forbidden</h1>', '{"error":"no"}'];
    const answers = statuses.map((status, n) => ({ status, body: bodies[n % bodies.length] ?? '' }));
    const refused = new Map<string | undefined, number>();
    // Each block is refused once, the next one by the next answer.
    between = async (call, answer) => {
      if (call.method !== 'POST' || refused.has(call.body)) return answer();
      const { status, body } = answers[refused.size] ?? { status: 500, body: '' };
      refused.set(call.body, status);
      return new Response(body, { status });
    };
    const acts: Hex[] = [];
    for (const { status } of answers)
      acts.push(await sendAppeal(resident, letter(`Behind a proxy that says ${status}`)));
    const settle = (id: Hex): Promise<boolean> =>
      waitFor('it is recorded', async () => {
        // A 401 ends the try: somebody may have to sign in.
        await settleAct(resident, id).catch(() => undefined);
        expect(await stateOf(id)).not.to.equal('refused');
        return (await stateOf(id)) === 'recorded';
      });
    await Promise.all(acts.map(settle));
    expect([...refused.values()].sort()).to.deep.equal(statuses);
    for (const status of [400, 403, 404, 409, 413]) {
      between = (call, answer) =>
        call.method === 'POST' ? json({ code: 'FORBIDDEN', detail: 'By a proxy.' }, status) : answer();
      const id = await sendAppeal(resident, letter(`A proxy with a code and ${status}`));
      expect(await refusal(() => untilRecorded(resident, id))).to.equal('FORBIDDEN');
      await lookAgain(resident, id);
      expect(await stateOf(id)).to.equal('refused');
      between = (_, answer) => answer();
      await lookAgain(resident, id);
      await untilRecorded(resident, id);
      expect(await stateOf(id)).to.equal('recorded');
    }
  });

  it('waits as long as the portal asks for where it had too many questions, and goes on then', async () => {
    const asked: number[] = [];
    between = async (call, answer) => {
      if (call.method !== 'POST') return answer();
      asked.push(performance.now());
      if (asked.length > 1) return answer();
      const headers = { 'Retry-After': '2' };
      return Response.json({ code: 'TOO_MANY_REQUESTS', detail: 'Wait.' }, { status: 429, headers });
    };
    await untilRecorded(resident, await sendAppeal(resident, letter('One too many')));
    expect(asked).to.have.length(2);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).to.be.within(1_990, 10_000);
  });

  it('expires once a sealed block is dated behind its life, and no ledger holds it', async () => {
    between = (call, answer) =>
      call.method === 'POST' ? json({ code: 'TOO_BIG', detail: 'Not taken.' }, 413) : answer();
    const id = await objectToKey(resident, house.ledger.provider.address);
    expect(await refusal(() => untilRecorded(resident, id))).to.equal('TOO_BIG');
    await lookAgain(resident, id);
    expect(await stateOf(id)).to.equal('refused');
    between = (_, answer) => answer();
    moveClock(-1);
    const later = await resident.outbox.find(await sendAppeal(resident, letter('Later')));
    if (later?.blocks[0] === undefined) throw new Error('nothing was kept');
    await house.ledger.client.submit(later.blocks[0].signed);
    await waitFor('a block of that day', async () => {
      await lookAgain(resident, id);
      return (await stateOf(id)) === 'expired';
    });
    expect(await refusal(() => untilRecorded(resident, id))).to.equal('BLOCK_EXPIRED');
    expect(await refusal(() => untilRecorded(resident, `0x${'99'.repeat(32)}`))).to.equal('ACT_UNKNOWN');
  });
});
