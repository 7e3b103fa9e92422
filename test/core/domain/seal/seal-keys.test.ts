import { expect } from 'chai';
import { TypedDataEncoder } from 'ethers';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { verifySeal } from '../../../../core/domain/seal/light-client.ts';
import { seeHead } from '../../../../core/domain/seal/light-client-heads.ts';
import { sealDigest, sealKeyDigest, type Seal } from '../../../../core/domain/seal/seal.ts';
import { handoverToJson, holdsIn, parseHandovers, sealKeyAt } from '../../../../core/domain/seal/seal-keys.ts';
import {
  checkHandovers,
  contradictingHandovers,
  learnHandovers,
} from '../../../../core/domain/handovers/check-handovers.ts';
import { refusal } from '../../../support/refusal.ts';
import { someNetwork } from '../../../sealer/support/some-network.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';
import { handoverAt } from '../../../support/handover.ts';

const CHAIN_ID = 53278n;
const key = (fill: string) => signerFromPrivateKey(`0x${fill.repeat(32)}`);
const first = key('01');
const second = key('02');
const third = key('03');
const stranger = key('04');
const NETWORK = { ...someNetwork(CHAIN_ID), seal: { address: first.address, targetBits: 0 } };
const DOMAIN = domainOf(NETWORK);
const ORIGIN = { domain: DOMAIN, signer: first.address };
const toSecond = handoverAt(DOMAIN, 10n, first, second);
const toThird = handoverAt(DOMAIN, 20n, second, third);
const BOTH = [toSecond, toThird];

function seal(number: bigint, by = first, parentSeal: Hex = ZERO_32): Seal {
  const fields = { number, parentSeal, blockHash: ZERO_32, timestamp: number, r: 0n };
  return { ...fields, signature: by.sign(sealDigest(DOMAIN, fields)) };
}

describe('seal keys', () => {
  it('refuse a handover that the key before did not sign, an older key included', async () => {
    const bad = handoverAt(DOMAIN, 10n, stranger, second);
    expect(await refusal(() => checkHandovers(ORIGIN, [bad]))).to.equal('HANDOVER_SIGNER');
    const skipping = handoverAt(DOMAIN, 20n, first, third);
    expect(await refusal(() => checkHandovers(ORIGIN, [toSecond, skipping]))).to.equal('HANDOVER_SIGNER');
    for (const other of [{ chainId: 1n }, { networkHash: ZERO_32 }]) {
      const elsewhere = { ...ORIGIN, domain: { ...DOMAIN, ...other } };
      expect(await refusal(() => checkHandovers(elsewhere, [toSecond]))).to.equal('HANDOVER_SIGNER');
    }
    expect(await refusal(() => checkHandovers(ORIGIN, [{ ...toSecond, number: 11n }]))).to.equal('HANDOVER_SIGNER');
  });

  it('refuse a new key that did not accept', async () => {
    const bad = { ...toSecond, acceptance: toSecond.signature };
    expect(await refusal(() => checkHandovers(ORIGIN, [bad]))).to.equal('HANDOVER_UNACCEPTED');
  });

  it('refuse numbers that do not rise, and a key that comes back', async () => {
    const early = handoverAt(DOMAIN, 10n, second, third);
    expect(await refusal(() => checkHandovers(ORIGIN, [toSecond, early]))).to.equal('HANDOVER_ORDER');
    expect(await refusal(() => checkHandovers(ORIGIN, [handoverAt(DOMAIN, 0n, first, second)]))).to.equal(
      'HANDOVER_ORDER',
    );
    const back = handoverAt(DOMAIN, 20n, second, first);
    expect(await refusal(() => checkHandovers(ORIGIN, [toSecond, back]))).to.equal('HANDOVER_REPEATED');
  });

  it('refuse a list that contradicts the one seen before, and keep the longer one', async () => {
    const other = handoverAt(DOMAIN, 15n, first, third);
    expect(await refusal(() => learnHandovers(ORIGIN, [toSecond], [other]))).to.equal('HANDOVER_CONTRADICTION');
    expect(learnHandovers(ORIGIN, BOTH, [])).to.equal(BOTH);
    expect(learnHandovers(ORIGIN, [toSecond], BOTH)).to.equal(BOTH);
  });

  it('hold in blocks before their number alone', async () => {
    for (const over of [{ validUntil: 10n }, { validFrom: 6n, validUntil: 5n }]) {
      const bad = handoverAt(DOMAIN, 10n, first, second, over);
      expect(await refusal(() => checkHandovers(ORIGIN, [bad]))).to.equal('HANDOVER_VALIDITY');
    }
    const short = handoverAt(DOMAIN, 10n, first, second, { validFrom: 5n, validUntil: 5n });
    expect([4n, 5n, 6n].map((number) => holdsIn(short, number))).to.deep.equal([false, true, false]);
  });

  it('contradict each other where two of one key hold at once, and not in an honest second try', () => {
    const early = handoverAt(DOMAIN, 10n, first, second, { validUntil: 5n });
    const again = handoverAt(DOMAIN, 12n, first, third, { validFrom: 6n });
    const beside = handoverAt(DOMAIN, 12n, first, third, { validFrom: 5n });
    expect(contradictingHandovers([early], [again])).to.equal(undefined);
    expect(contradictingHandovers([early], [beside])).to.deep.equal([early, beside]);
    expect(contradictingHandovers(BOTH, [toSecond])).to.equal(undefined);
  });

  it('refuse malformed lists', async () => {
    const [json] = BOTH.map(handoverToJson);
    for (const bad of [{}, [{ ...json, more: 1 }], [{ ...json, number: 3 }]]) {
      expect(await refusal(() => parseHandovers(bad))).to.equal('RECORD_INVALID');
    }
    expect(await refusal(() => parseHandovers([{ ...json, next: '0x00' }]))).to.equal('HEX_INVALID');
    expect(parseHandovers(JSON.parse(JSON.stringify(BOTH.map(handoverToJson))))).to.deep.equal(BOTH);
  });

  it('tell a client whose seal a block bears', async () => {
    const keyed = { ...NETWORK, handovers: checkHandovers(ORIGIN, BOTH) };
    for (const [number, by] of [
      [9n, second],
      [10n, first],
      [19n, third],
      [20n, second],
    ] as const) {
      expect(await refusal(() => verifySeal(keyed, seal(number, by)))).to.equal('SEAL_SIGNER');
    }
    expect(await refusal(() => verifySeal(NETWORK, seal(10n, second)))).to.equal('SEAL_SIGNER');
    let parentSeal: Hex = ZERO_32;
    for (let number = 8n; number < 22n; number++) {
      const by = sealKeyAt(first.address, BOTH, number);
      const signer = [first, second, third].find(({ address }) => address === by) ?? stranger;
      parentSeal = verifySeal(keyed, seal(number, signer, parentSeal));
    }
  });

  it('do not hide two seals of one number, one by each key', async () => {
    const keyed = { ...NETWORK, handovers: BOTH };
    const seen = seeHead({ network: keyed, seen: [], seal: seal(10n, second) });
    const another = seal(10n, second, `0x${'11'.repeat(32)}`);
    expect(await refusal(() => seeHead({ network: keyed, seen, seal: another }))).to.equal('HEAD_CONTRADICTION');
  });

  it('sign what EIP-712 says', () => {
    const domain = { name: 'Domledger Seal', version: '1', chainId: CHAIN_ID, salt: DOMAIN.networkHash };
    const types = {
      SealKey: [
        { name: 'number', type: 'uint64' },
        { name: 'next', type: 'address' },
        { name: 'validFrom', type: 'uint64' },
        { name: 'validUntil', type: 'uint64' },
      ],
    };
    const statement = { number: 10n, next: second.address, validFrom: 3n, validUntil: 8n };
    expect(sealKeyDigest(DOMAIN, statement)).to.equal(TypedDataEncoder.hash(domain, types, statement));
  });
});
