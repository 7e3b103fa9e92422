import { expect } from 'chai';
import { createApi } from '../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { keepWords } from '../../../app/web/src/resident/act/keep-words.ts';
import { settleAct } from '../../../app/web/src/outbox/settle-act.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { admissionDigest, receiptToJson } from '../../../core/domain/seal/admission-receipt.ts';
import { refusalDigest, refusalToJson } from '../../../core/domain/seal/refusal.ts';
import { seenDigest, seenToJson } from '../../../core/domain/seal/seen.ts';
import { actors, network, record } from '../../core/domain/resident/bill-fixture.ts';
import { nowSeconds } from '../../support/world/actors.ts';
import { memoryDatabase } from './support/memory-database.ts';
import { memoryOutbox } from './support/memory-outbox.ts';

const domain = domainOf(network);
const { company, provider, portal, subscriber } = actors;
const data = { account: network.company };
const block = record('SUSPEND', 'company', 'subscriber', 'participants', ZERO_32, data, nowSeconds());
const { digest } = block;

type Promised = { digest: Hex; key: Hex; byBlock: bigint; byTime: bigint };

function receipt(signer: Signer, over: Partial<Promised> = {}) {
  const said = {
    digest,
    key: company.address,
    head: 1n,
    headSeal: ZERO_32,
    byBlock: 5n,
    byTime: 900n,
    before: ZERO_32,
    ...over,
  };
  return receiptToJson({ ...said, signature: signer.sign(admissionDigest(domain, said)) });
}

function refused(signer: Signer, code: string) {
  const said = { digest, code, head: 1n, time: 5n };
  return refusalToJson({ ...said, signature: signer.sign(refusalDigest(domain, said)) });
}

function seen(witness: Signer, over: { digest?: typeof digest } = {}) {
  const said = { digest, time: 5n, ...over };
  return seenToJson({ ...said, witness: witness.address, signature: witness.sign(seenDigest(domain, said)) });
}

describe('what the company and witnesses signed about a block that a page sent', () => {
  const known = [provider, portal].map(({ address }) => ({ address, name: 'a witness' }));
  const opened = () => {
    const database = memoryDatabase();
    const chain = openChainMemory(database);
    const resident = { network: { ...network, handovers: [] }, chain, witnesses: { required: 2, known } };
    const kept = async (slot: string): Promise<unknown> => {
      const text = await database.get(`${slot}:${digest}`);
      return typeof text === 'string' ? JSON.parse(text) : undefined;
    };
    return { resident, kept };
  };

  it('PROGRAMS 3: is kept where the company signed it about this block, and nowhere else', async () => {
    const { resident, kept } = opened();
    for (const told of [
      { receipt: receipt(provider), refusal: refused(provider, 'QUEUE_FULL') },
      { receipt: receipt(company, { digest: ZERO_32 }), refusal: { ...refused(company, 'QUEUE_FULL'), code: 'OTHER' } },
      // A promise about another signature, and one of a block that is far away, or past (PROGRAMS 3).
      { receipt: receipt(company, { key: provider.address }) },
      { receipt: receipt(company, { byBlock: 1n << 52n }) },
      { receipt: receipt(company, { byBlock: 1n }) },
      { receipt: receipt(company, { byTime: 1n << 40n }) },
      { receipt: 'none', refusal: 7 },
      {},
    ]) {
      await keepWords(resident, block, told);
      expect([await kept('receipt'), await kept('refusal')]).to.deep.equal([undefined, undefined]);
    }
    await keepWords(resident, block, { receipt: receipt(company), refusal: refused(company, 'QUEUE_FULL') });
    await keepWords(resident, block, {
      receipt: receipt(company, { byBlock: 9n }),
      refusal: refused(company, 'RATE_LIMITED'),
    });
    expect(await kept('receipt')).to.deep.equal(receipt(company));
    expect(await kept('refusal')).to.deep.equal(refused(company, 'RATE_LIMITED'));
  });

  it('counts as seen by as many of its own witnesses as it asks for, each once and about this block', async () => {
    const { resident } = opened();
    const isSeen = async (words: unknown): Promise<boolean> =>
      (await keepWords(resident, block, { seen: words })).isSeen;
    expect(await isSeen([seen(provider), seen(portal)])).to.equal(true);
    expect(await isSeen([seen(provider), seen(provider)])).to.equal(false);
    expect(await isSeen([seen(provider), seen(subscriber)])).to.equal(false);
    expect(await isSeen([seen(provider), seen(portal, { digest: ZERO_32 })])).to.equal(false);
    expect(await isSeen([seen(provider), { ...seen(portal), time: '6' }])).to.equal(false);
    expect(await isSeen(undefined)).to.equal(false);
  });

  it('becomes the alarm CENSORED when no block carries in time what witnesses saw', async () => {
    const { resident } = opened();
    /** Refuses in the end, so that nobody waits for ever. */
    const portalOf = (words: unknown) => {
      let asked = 0;
      const status = (): object =>
        ++asked > 6
          ? { digest, state: 'refused', error: { name: 'BlockExpired', message: 'over' } }
          : { digest, state: 'queued', seen: words };
      return createApi({
        fetch: async (_url, init) => Response.json(init?.method === 'POST' ? { digest, state: 'queued' } : status()),
      });
    };
    const send = async (words: unknown): Promise<string | undefined> => {
      const outbox = memoryOutbox(company.address);
      const id = await outbox.keep({ kind: 'letter', content: '', sign: async () => [block.signed] });
      const troubles: (string | undefined)[] = [];
      outbox.listen(() => void outbox.find(id).then((act) => troubles.push(act?.trouble)));
      const settling = { ...resident, api: portalOf(words), outbox };
      const act = await settleAct(settling, id, { patience: 1n });
      expect(act?.blocks[0]?.refusal).to.include({ code: 'BlockExpired' });
      return troubles.find((trouble) => trouble !== undefined);
    };
    expect(await send([seen(provider), seen(portal)])).to.equal('CENSORED');
    expect(await send([seen(provider)])).to.equal(undefined);
  });

  it('counts on from when they saw it first, whoever looks at it again meanwhile', async () => {
    const { resident } = opened();
    const outbox = memoryOutbox(company.address);
    const id = await outbox.keep({ kind: 'letter', content: '', sign: async () => [block.signed] });
    let status: object = { digest, state: 'queued', seen: [seen(provider), seen(portal)] };
    const api = createApi({
      fetch: async (_url, init) => Response.json(init?.method === 'POST' ? { digest, state: 'queued' } : status),
    });
    const settling = { ...resident, api, outbox };
    const stop = new AbortController();
    outbox.listen(() => {
      void outbox.find(id).then((act) => act?.trouble === 'CENSORED' && stop.abort(new Error('left')));
    });
    const first = settleAct(settling, id, { patience: 1n, signal: stop.signal });
    expect(await first.catch(String)).to.equal('Error: left');
    status = { digest, state: 'refused', error: { name: 'BlockExpired', message: 'over' } };
    expect((await settleAct(settling, id, { patience: 1n }))?.trouble).to.equal('CENSORED');
  });
});
