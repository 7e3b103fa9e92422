import { expect } from 'chai';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { decodeData, decodeSubmit, encodeData, encodeSubmit } from '../../../../core/domain/ledger/block-data.ts';
import { concatBytes, fromHex, toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { decodeRlpBytes, rlpBytes, rlpList, type RlpItem } from '../../../../core/domain/bytes/rlp.ts';
import { decodeTransaction, signZeroFee } from '../../../../core/domain/ledger/evm-transaction.ts';
import {
  checkSignedBlock,
  signBlock,
  signedBlockFromJson,
  signedBlockToJson,
  type SignedBlock,
} from '../../../../core/domain/ledger/internal-block.ts';
import { KIND, kindName } from '../../../../core/domain/ledger/kinds.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const CHAIN_ID = 53278n;
const LEDGER: Hex = '0x00000000000000000000000000000000000000aa';
const alice = accountFromMnemonic(createMnemonic());
const bob = accountFromMnemonic(createMnemonic());

function suspend(): SignedBlock {
  return signBlock({
    domain: DOMAIN,
    ledger: LEDGER,
    signer: alice,
    to: bob.address,
    kind: KIND.SUSPEND,
    subject: ZERO_32,
    data: encodeData('SUSPEND', { account: bob.address }),
    timestamp: 1_790_000_000n,
  });
}

describe('internal block', () => {
  it('refuses data other than the signed data', async () => {
    const altered = { ...suspend(), data: encodeData('SUSPEND', { account: alice.address }) };
    expect(await refusal(() => checkSignedBlock(DOMAIN, altered))).to.equal('DATA_HASH_MISMATCH');
  });

  it('refuses every altered field, another ledger and another chain', async () => {
    const signed = suspend();
    const alterations: Partial<SignedBlock['block']>[] = [
      { from: bob.address },
      { to: alice.address },
      { timestamp: 1n },
      { kind: KIND.RESTORE },
      { subject: `0x${'01'.repeat(32)}` },
    ];
    for (const alteration of alterations) {
      const altered = { ...signed, block: { ...signed.block, ...alteration } };
      expect(await refusal(() => checkSignedBlock(DOMAIN, altered)), Object.keys(alteration)[0]).to.equal(
        'SENDER_MISMATCH',
      );
    }
    const foreign: Hex = '0x00000000000000000000000000000000000000bb';
    expect(await refusal(() => checkSignedBlock(DOMAIN, { ...signed, ledger: foreign }))).to.equal('SENDER_MISMATCH');
    for (const other of [{ chainId: 1n }, { networkHash: ZERO_32 }])
      expect(await refusal(() => checkSignedBlock({ ...DOMAIN, ...other }, signed))).to.equal('SENDER_MISMATCH');
  });

  it('refuses a signature in the high half, of another length or of no key', async () => {
    const signed = suspend();
    const n = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = BigInt(`0x${signed.signature.slice(66, 130)}`);
    const high: Hex = `0x${signed.signature.slice(2, 66)}${(n - s).toString(16).padStart(64, '0')}${signed.signature.endsWith('1b') ? '1c' : '1b'}`;
    const bad: Hex[] = [high, `0x${'00'.repeat(65)}`, signed.signature.slice(0, -2) as Hex, `0x${'ff'.repeat(64)}1b`];
    for (const signature of bad) {
      expect(await refusal(() => checkSignedBlock(DOMAIN, { ...signed, signature }))).to.equal('SIGNATURE_INVALID');
    }
  });

  it('refuses JSON with missing, unknown or malformed members', async () => {
    const json = signedBlockToJson(suspend());
    const bad: unknown[] = [
      null,
      [],
      'text',
      { ...json, extra: 1 },
      { ...json, block: { ...json.block, nonce: 1 } },
      { ...json, block: { ...json.block, timestamp: 5 } },
      { ...json, block: { ...json.block, kind: 65536 } },
      { ...json, block: { ...json.block, kind: '1' } },
    ];
    for (const one of bad)
      expect(await refusal(() => signedBlockFromJson(one)), JSON.stringify(one)).to.equal('BLOCK_JSON_INVALID');
    expect(await refusal(() => signedBlockFromJson({ ...json, ledger: '0x00' }))).to.equal('HEX_INVALID');
    expect(await refusal(() => signedBlockFromJson({ ...json, data: 'zz' }))).to.equal('HEX_INVALID');
  });

  it('survives JSON and calldata unchanged', () => {
    const signed = suspend();
    expect(signedBlockFromJson(JSON.parse(JSON.stringify(signedBlockToJson(signed))))).to.deep.equal(signed);
    const { ledger, ...rest } = signed;
    expect(decodeSubmit(encodeSubmit(signed))).to.deep.equal(rest);
    expect(checkSignedBlock(DOMAIN, { ledger, ...rest })).to.match(/^0x[0-9a-f]{64}$/);
  });

  it('reads calldata that its carrier encoded in another way, as ledgers do', () => {
    const signed = suspend();
    const { ledger: _of, ...rest } = signed;
    const call = encodeSubmit(signed);
    const words = call.slice(10).match(/.{64}/g) ?? [];
    const word = (value: number): string => value.toString(16).padStart(64, '0');
    const further = (at: number): string => word(Number(BigInt(`0x${words[at]}`)) + 32);
    const hole = [...words.slice(0, 7), further(7), further(8), '0'.repeat(64), ...words.slice(9)].join('');
    const length = (value: Hex): string => word((value.length - 2) / 2) + value.slice(2);
    // The signature last, and nothing behind it, or something else than zeros, to fill its words up.
    const bare = [...words.slice(0, 7), word(352), word(288), length(signed.data), length(signed.signature)].join('');
    for (const other of [`${call.slice(10)}00`, hole, bare, `${bare}${'ff'.repeat(31)}`])
      expect(decodeSubmit(`${call.slice(0, 10) as Hex}${other}`)).to.deep.equal(rest);
  });

  it('refuses calldata of another function and data that is not canonical', async () => {
    expect(await refusal(() => decodeSubmit('0x12345678'))).to.equal('SUBMIT_MALFORMED');
    expect(await refusal(() => decodeSubmit('0xbb0fea63ff'))).to.equal('SUBMIT_MALFORMED');
    const call = encodeSubmit(suspend());
    const head = call.slice(0, 10 + 7 * 64);
    for (const at of [`${'0'.repeat(60)}ffff`, 'f'.repeat(64)])
      expect(await refusal(() => decodeSubmit(`${head as Hex}${at}${at}`))).to.equal('SUBMIT_MALFORMED');
    expect(await refusal(() => decodeData('SUSPEND', '0x12'))).to.equal('DATA_MALFORMED');
    const trailing: Hex = `${encodeData('SUSPEND', { account: bob.address })}00`;
    expect(await refusal(() => decodeData('SUSPEND', trailing))).to.equal('DATA_MALFORMED');
  });

  it('refuses an external transaction of another type, with other fields or with a recipient that is none', async () => {
    const call = { nonce: 1n, gasLimit: 50_000n, to: `0x${'11'.repeat(20)}`, data: '0x' } as const;
    const { raw } = signZeroFee(CHAIN_ID, call, alice);
    expect(decodeTransaction(raw)).to.deep.equal(call);
    const fields = decodeRlpBytes(fromHex(raw).subarray(1));
    if (!Array.isArray(fields)) throw new Error('no list');
    const again = (items: RlpItem[]): Hex =>
      toHex(
        concatBytes(
          Uint8Array.of(2),
          rlpList(items.map((item) => (Array.isArray(item) ? rlpList([]) : rlpBytes(item)))),
        ),
      );
    const spoilt = [
      toHex(concatBytes(Uint8Array.of(1), fromHex(raw).subarray(1))),
      again(fields.slice(1)),
      again(fields.with(5, Uint8Array.of(1, 2))),
      again(fields.with(7, [])),
    ];
    for (const one of spoilt) expect(await refusal(() => decodeTransaction(one)), one).to.equal('TRANSACTION_FOREIGN');
  });

  it('refuses words that are no recovery sheet', async () => {
    const words = 'test test test test test test test test test test test';
    expect(await refusal(() => accountFromMnemonic(`${words} test`))).to.equal('MNEMONIC_INVALID');
    expect(accountFromMnemonic(`${words} junk`).address).to.match(/^0x[0-9a-f]{40}$/);
  });

  it('names kinds, and numbers those it does not know', () => {
    expect(kindName(KIND.INVOICE)).to.equal('INVOICE');
    expect(kindName(0x9999)).to.equal('0x9999');
  });
});
