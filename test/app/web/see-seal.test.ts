import { INFINITY } from '../../../core/domain/crypto/commitment.ts';
import { expect } from 'chai';
import { createApi } from '../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { dueDateOf } from '../../../app/web/src/resident/due-date.ts';
import { seeProof } from '../../../app/web/src/resident/see-proof.ts';
import { seeSeal } from '../../../app/web/src/resident/see-seal.ts';
import { toHex, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { sealDigest, sealToJson, type Seal } from '../../../core/domain/seal/seal.ts';
import { actors, network, record } from '../../core/domain/resident/bill-fixture.ts';
import { refusal } from '../../support/refusal.ts';
import { memoryDatabase } from './support/memory-database.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

/** What one visit follows, and what the portal gives at once (docs/api.md). */
const PER_VISIT = 20_000;
const PER_PAGE = 500;

/** A sealed chain; what nobody verifies on its own, between the ends of pages, is neither mined nor signed. */
function chainOf(length: number, everyEnd = PER_PAGE): Seal[] {
  const seals: Seal[] = [];
  let parentSeal = ZERO_32;
  for (let n = 0; n < length; n++) {
    const fields = { number: BigInt(n), parentSeal, blockHash: ZERO_32, timestamp: BigInt(n) };
    const isEnd = n % everyEnd === 0 || n >= length - 2;
    const { r } = isEnd ? mineSeal(domainOf(network), fields, network.seal.targetBits) : { r: 0n };
    parentSeal = sealDigest(domainOf(network), { ...fields, r });
    seals.push({ ...fields, r, signature: isEnd ? actors.company.sign(parentSeal) : toHex(new Uint8Array(65)) });
  }
  return seals;
}

describe('the date by which a bill is to be paid', () => {
  it('PROGRAMS 14: is the one that the issuer signed, whatever the portal lists', () => {
    const dueDate = 1_800_000_000n;
    const data = {
      contractId: ZERO_32,
      period: 202610,
      series: 0,
      dueDate,
      metered: [],
      declared: [],
      account: INFINITY,
      replaces: ZERO_32,
      envelope: '0x' as const,
    };
    const invoice = record('INVOICE', 'provider', 'subscriber', 'billingLedger', ZERO_32, data);
    expect(dueDateOf({ invoice: { ...invoice, recordedAt: 1n }, dueDate: 4_000_000_000n })).to.equal(dueDate);
  });
});

describe('the state that a portal proves', () => {
  it('PROGRAMS 6: is refused when it is older than a head that was seen before it was asked for', async () => {
    const [first, second] = chainOf(2);
    if (first === undefined || second === undefined) throw new Error('no seals');
    const portal: typeof fetch = async () => Response.json({ seals: [] });
    const chain = openChainMemory(memoryDatabase());
    const resident = { api: createApi({ fetch: portal }), chain, network: { ...network, handovers: [] } };
    const checks = [{ name: 'sealed' as const, state: 'passed' as const }];
    const report = {
      checks,
      content: undefined,
      opened: undefined,
      readings: undefined,
      payments: [],
      outstanding: undefined,
      state: 'issued' as const,
      settled: false,
      lineRates: [],
    };
    const proof = { seal: first, header: ZERO_32, accountProof: [], storageProofs: [], cosignatures: [] };
    const seen = async (notBefore: bigint, seal = first) =>
      (await seeProof(resident, { report, proof: { ...proof, seal }, notBefore })).checks[0];
    expect(await seen(0n)).to.include({ state: 'passed' });
    expect(await seen(1n)).to.include({ state: 'failed', code: 'HEAD_OLDER' });
    expect(await seen(1n, second)).to.include({ state: 'passed' });
  });
});

describe('the seals between two visits', () => {
  it('are followed for one seal after the other, however long a portal takes for each', async () => {
    const seals = chainOf(8, 1);
    const [first] = seals;
    const [third, sixth] = [seals[3], seals[6]];
    if (first === undefined || third === undefined || sixth === undefined) throw new Error('no seals');
    const portal: typeof fetch = async (input) => {
      const url = new URL(typeof input === 'string' ? input : '', 'http://portal');
      const [from, limit] = ['from', 'limit'].map((name) => Number(url.searchParams.get(name)));
      if (from === undefined || limit === undefined) throw new Error('no page');
      // The one that is asked for first is answered last.
      if (limit < 4) await new Promise((resolve) => setTimeout(resolve, 50));
      return Response.json({ seals: seals.slice(from, from + limit).map((seal) => ({ seal: sealToJson(seal) })) });
    };
    const chain = openChainMemory(memoryDatabase());
    const resident = { api: createApi({ fetch: portal }), chain, network: { ...network, handovers: [] } };
    await seeSeal(resident, first);
    await Promise.all([seeSeal(resident, third), seeSeal(resident, sixth)]);
    expect((await chain.seen(resident.network)).at(-1)?.seal.number).to.equal(6n);
  });

  it('refuses to call a head seen that is further away than one visit follows, and goes on there at the next', async () => {
    const seals = chainOf(PER_VISIT + 3);
    const [first, last] = [seals[0], seals.at(-1)];
    if (first === undefined || last === undefined) throw new Error('no seals');
    let pages = 0;
    const portal: typeof fetch = async (input) => {
      pages++;
      const path = input instanceof Request ? input.url : input.toString();
      const query = new URL(path, 'http://portal.test').searchParams;
      const from = Number(query.get('from'));
      const given = seals.slice(from, from + Math.min(PER_PAGE, Number(query.get('limit'))));
      return Response.json({ seals: given.map((seal) => ({ seal: sealToJson(seal) })) });
    };
    const chain = openChainMemory(memoryDatabase());
    const resident = { api: createApi({ fetch: portal }), chain, network: { ...network, handovers: [] } };
    await seeSeal(resident, first);
    expect(await refusal(() => seeSeal(resident, last))).to.equal('HEAD_CATCHING_UP');
    expect((await chain.seen(network)).at(-1)?.seal.number).to.equal(BigInt(PER_VISIT));
    const asked = pages;
    await seeSeal(resident, last);
    expect([pages - asked, (await chain.seen(network)).at(-1)?.seal.number]).to.deep.equal([1, last.number]);
  });
});
