import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { encodeHeader, headerHash } from '../../../../core/domain/seal/block-record.ts';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { fromHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { rlpBytes, rlpList, rlpUint } from '../../../../core/domain/bytes/rlp.ts';
import { checkQbftHeader, parseQbftExtra } from '../../../../sealer/engine/qbft/qbft-header.ts';
import { rawTransaction } from '../../../../sealer/engine/qbft/raw-transaction.ts';
import { qbftExtra, sealQbft } from './support/qbft-blocks.ts';

type Fields = Record<string, unknown>;
/** A block of a real Besu chain with one validator; recorded/README.md says where it was published. */
const recorded = JSON.parse(readFileSync(new URL('recorded/besu-qbft-58866.json', import.meta.url), 'utf8')) as {
  block: Fields & { extraData: Hex; hash: Hex };
  transaction: Fields & { hash: Hex };
};
const VALIDATOR: Hex = '0xef5880ec6b859b6949d88ddbd6ec18e96d0f14aa';
const other = signerFromPrivateKey(`0x${'0b'.repeat(32)}`);

function refusal(block: Fields, validator = VALIDATOR): string {
  return refusalOf(() => checkQbftHeader(block, validator)) ?? 'taken';
}

describe('a header of a QBFT chain with one validator', () => {
  const { block } = recorded;
  const extra = parseQbftExtra(block.extraData);
  const seal = extra.seals[0] ?? '0x';
  const extraOf = (over: Parameters<typeof qbftExtra>[0]): Hex => qbftExtra({ ...extra, ...over });

  it('is refused under another validator', () => {
    expect(refusal(block, other.address)).to.equal('QBFT_VALIDATORS');
    expect(refusal({ ...block, extraData: extraOf({ validators: [other.address] }) })).to.equal('QBFT_VALIDATORS');
    expect(refusal({ ...block, extraData: extraOf({ validators: [VALIDATOR, other.address] }) })).to.equal(
      'QBFT_VALIDATORS',
    );
    expect(refusal({ ...block, extraData: extraOf({ validators: [] }) })).to.equal('QBFT_VALIDATORS');
  });

  it('is refused with no commit seal, with two, and with one by another key or over another hash', () => {
    expect(refusal({ ...block, extraData: extraOf({ seals: [] }) })).to.equal('QBFT_SEALS');
    expect(refusal({ ...block, extraData: extraOf({ seals: [seal, seal] }) })).to.equal('QBFT_SEALS');
    expect(refusal(sealQbft(block, extra, other))).to.equal('QBFT_SEAL_SIGNER');
    const strange = { ...block, stateRoot: `0x${'11'.repeat(32)}` };
    expect(refusal(strange)).to.equal('QBFT_SEAL_SIGNER');
    expect(refusal({ ...block, extraData: extraOf({ seals: [`0x${seal.slice(2, -2)}1b`] }) })).to.equal(
      'SIGNATURE_INVALID',
    );
  });

  it('is refused when its round, vanity, vote or fixed fields are altered', () => {
    expect(refusal({ ...block, extraData: extraOf({ round: 1n }) })).to.equal('QBFT_SEAL_SIGNER');
    expect(refusal({ ...block, extraData: extraOf({ vanity: new Uint8Array(32).fill(1) }) })).to.equal(
      'QBFT_SEAL_SIGNER',
    );
    expect(refusal({ ...block, extraData: extraOf({ vote: [other.address, 0xff] }) })).to.equal('QBFT_VOTE');
    expect(refusal({ ...block, mixHash: `0x${'00'.repeat(32)}` })).to.equal('QBFT_HEADER');
    expect(refusal({ ...block, hash: `0x${'22'.repeat(32)}` })).to.equal('HEADER_INVALID');
  });

  it('is refused when its extraData is not the one encoding of the five fields', () => {
    const whole = fromHex(block.extraData);
    const malformed: Hex[] = [
      '0x',
      toHex(whole.subarray(0, -1)),
      toHex(Uint8Array.of(...whole, 0)),
      toHex(rlpList([rlpBytes(extra.vanity), rlpList([]), rlpList([]), rlpUint(0)])),
      qbftExtra({ ...extra, vanity: new Uint8Array(31) }),
      qbftExtra({ ...extra, seals: [`0x${'00'.repeat(64)}`] }),
      qbftExtra({ ...extra, validators: [`0x${'00'.repeat(19)}`] }),
      // A round of four bytes, as IBFT 2.0 writes it.
      toHex(rlpList([rlpBytes(extra.vanity), rlpList([]), rlpList([]), rlpBytes(new Uint8Array(4)), rlpList([])])),
    ];
    for (const extraData of malformed) expect(refusal({ ...block, extraData })).to.equal('QBFT_EXTRA_INVALID');
  });

  it('is taken as Besu recorded it, and its header hashes to the hash that Besu gave it', () => {
    expect(extra.validators).to.deep.equal([VALIDATOR]);
    expect(extra.round).to.equal(0n);
    const { header, blockHash } = checkQbftHeader(block, VALIDATOR);
    expect(blockHash).to.equal(block.hash);
    expect(headerHash(header)).to.equal(block.hash);
    expect(headerHash(encodeHeader(block))).not.to.equal(block.hash);
  });

  it('is taken with a round above 0, which its seal signs and its hash leaves out (constructed)', () => {
    const validator = other.address;
    const late = sealQbft(block, { ...extra, validators: [validator], round: 3n }, other);
    const early = sealQbft(block, { ...extra, validators: [validator], round: 0n }, other);
    expect(late['extraData']).not.to.equal(early['extraData']);
    expect(checkQbftHeader(late, validator).blockHash).to.equal(checkQbftHeader(early, validator).blockHash);
  });

  it('reads the recorded transaction back to the bytes under its hash, and refuses altered fields', () => {
    const { transaction } = recorded;
    expect(headerHash(rawTransaction(transaction))).to.equal(transaction.hash);
    expect(() => rawTransaction({ ...transaction, value: '0x1' })).to.throw(InputError, 'has other fields');
    expect(() => rawTransaction({ ...transaction, r: 'none' })).to.throw(InputError, 'malformed');
  });
});
