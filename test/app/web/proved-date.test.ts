import { expect } from 'chai';
import { createApi } from '../../../app/web/src/api/api.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { provedDate } from '../../../app/web/src/resident/act/proved-date.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { dateBlock } from '../../../core/domain/ledger/date-block.ts';
import { dateByHead } from '../../../core/domain/ledger/date-by-head.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { provedTime } from '../../../core/domain/seal/proved-time.ts';
import { cosignatureDigest, sealDigest, sealToJson, type Seal } from '../../../core/domain/seal/seal.ts';
import { actors, network } from '../../core/domain/resident/bill-fixture.ts';
import { refusal } from '../../support/refusal.ts';
import { memoryDatabase } from './support/memory-database.ts';

const DAY = 86_400n;
const domain = domainOf(network);

function sealAt(number: bigint, timestamp: bigint, parentSeal = ZERO_32): Seal {
  const fields = { number, parentSeal, blockHash: ZERO_32, timestamp };
  const { r, sealHash } = mineSeal(domain, fields, network.seal.targetBits);
  return { ...fields, r, signature: actors.company.sign(sealHash) };
}

function word(witness: Signer, seal: Seal, time: bigint) {
  const said = { number: seal.number, sealHash: sealDigest(domain, seal), time };
  return { ...said, witness: witness.address, signature: witness.sign(cosignatureDigest(domain, said)) };
}

const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));

describe('the time that a head proves', () => {
  const seal = sealAt(7n, 1_000n);
  const { provider, portal, subscriber } = actors;
  const policy = { witnesses: [provider.address, portal.address], required: 2 };
  const proved = (cosignatures: ReturnType<typeof word>[], over = policy): bigint =>
    provedTime({ network, seal, cosignatures, policy: over });

  it('is what as many witnesses bear out as are asked for, and one alone cannot put it forward', () => {
    expect(proved([word(provider, seal, 1_500n), word(portal, seal, 1_400n)])).to.equal(1_400n);
    expect(proved([word(provider, seal, 9_999_999n), word(portal, seal, 1_400n)])).to.equal(1_400n);
    expect(proved([word(provider, seal, 1_500n), word(provider, seal, 1_600n)])).to.equal(1_000n);
    expect(proved([word(provider, seal, 1_500n), word(subscriber, seal, 1_500n)])).to.equal(1_000n);
    expect(proved([word(provider, seal, 1_500n)], { ...policy, required: 1 })).to.equal(1_500n);
    expect(proved([{ ...word(provider, seal, 1_500n), time: 2_000n }], { ...policy, required: 1 })).to.equal(1_000n);
    expect(proved([word(provider, seal, 900n), word(portal, seal, 900n)])).to.equal(1_000n);
    expect(proved([], { ...policy, required: 0 })).to.equal(1_000n);
  });

  it('bounds a device’s clock to the minute that a head may be old, and a program’s to five before it', () => {
    expect([990n, 1_000n, 1_030n, 1_060n, 1_061n, 99_999n].map((clock) => dateByHead(clock, 1_000n))).to.deep.equal([
      1_000n,
      1_000n,
      1_030n,
      1_060n,
      1_060n,
      1_060n,
    ]);
    expect([600n, 700n, 701n, 5_000n].map((clock) => dateBlock(clock, 1_000n))).to.deep.equal([
      700n,
      700n,
      701n,
      5_000n,
    ]);
  });
});

describe('the date of a block that a page signs', () => {
  const { provider } = actors;
  const witnesses = { required: 1, known: [{ address: provider.address, name: 'City' }] };
  const chain = openChainMemory(memoryDatabase());
  const residentOf = (head: Seal, shown: Seal[], cosignatures: ReturnType<typeof word>[]) => {
    const portal: typeof fetch = async (url) => {
      const plain = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
      const body = (typeof url === 'string' ? url : '').includes('/api/seals')
        ? { seals: shown.map((seal) => ({ seal: sealToJson(seal) })) }
        : { head: { number: head.number, cosignatures } };
      return new Response(JSON.stringify(body, plain), { headers: { 'content-type': 'application/json' } });
    };
    return { api: createApi({ fetch: portal }), chain, network: { ...network, handovers: [] }, witnesses };
  };

  it('is the proved one on a device whose clock is a day behind or ahead, and never before a head that it saw', async () => {
    for (const off of [DAY, -DAY]) {
      const seal = sealAt(9n, now() + off);
      const other = openChainMemory(memoryDatabase());
      const resident = { ...residentOf(seal, [seal], [word(provider, seal, now() + off + 20n)]), chain: other };
      const date = await provedDate(resident);
      expect(Number(date - now() - off)).to.be.within(15, 90);
    }
    const seal = sealAt(9n, now());
    await chain.see({ network, seal, between: [] });
    const older = sealAt(8n, now() - DAY);
    expect(await refusal(() => provedDate(residentOf(older, [older], [])))).to.be.oneOf([
      'HEAD_CONTRADICTION',
      'HEAD_NOT_DESCENDED',
    ]);
  });

  it('is refused where the portal names a head that it shows no seal of', async () => {
    const seal = sealAt(9n, now());
    expect(await refusal(() => provedDate(residentOf({ ...seal, number: 10n }, [seal], [])))).to.equal('HEAD_MISSING');
    expect(await refusal(() => provedDate(residentOf(seal, [], [])))).to.equal('HEAD_MISSING');
  });
});
