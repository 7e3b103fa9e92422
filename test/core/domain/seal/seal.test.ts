import { expect } from 'chai';
import fc from 'fast-check';
import { TypedDataEncoder } from 'ethers';
import { signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { toHex, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { mineSeal } from '../../../../core/domain/seal/mine-seal.ts';
import {
  checkSeal,
  cosignatureDigest,
  meetsTarget,
  parseSeal,
  sealDigest,
  sealToJson,
  type Seal,
} from '../../../../core/domain/seal/seal.ts';
import { admissionDigest, parseReceipt } from '../../../../core/domain/seal/admission-receipt.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const CHAIN_ID = 53278n;
const COMPANY = signerFromPrivateKey(`0x${'5e'.repeat(32)}`);
const STRANGER = signerFromPrivateKey(`0x${'0b'.repeat(32)}`);
const BITS = 8;

function sealed(over: Partial<Seal> = {}, signer = COMPANY): Seal {
  const fields = {
    number: over.number ?? 7n,
    parentSeal: over.parentSeal ?? bytes(0x11),
    blockHash: over.blockHash ?? bytes(0x22),
    timestamp: over.timestamp ?? 1_795_000_000n,
  };
  const { r, sealHash } = mineSeal(DOMAIN, fields, BITS);
  return { ...fields, r, signature: signer.sign(sealHash), ...over };
}

function bytes(fill: number): Hex {
  return toHex(new Uint8Array(32).fill(fill));
}

function check(seal: Seal): Hex {
  const rules = { domain: DOMAIN, signer: COMPANY.address, targetBits: BITS };
  return checkSeal({ ...rules, seal, number: 7n, parentSeal: bytes(0x11) });
}

/** The first r after a valid one that misses the target, with the company's signature over it. */
function missed(): Seal {
  const seal = sealed();
  for (let r = seal.r + 1n; ; r++) {
    const digest = sealDigest(DOMAIN, { ...seal, r });
    if (!meetsTarget(digest, BITS)) return { ...seal, r, signature: COMPANY.sign(digest) };
  }
}

describe('seal', () => {
  it('refuses the seal of another number', async () => {
    expect(await refusal(() => check(sealed({ number: 8n })))).to.equal('SEAL_NUMBER');
  });

  it('refuses a seal that follows another block', async () => {
    expect(await refusal(() => check(sealed({ parentSeal: bytes(0x12) })))).to.equal('SEAL_PARENT');
  });

  it('refuses a seal over the target although the company signed it', async () => {
    expect(await refusal(() => check(missed()))).to.equal('SEAL_TARGET');
  });

  it("refuses a stranger's signature", async () => {
    expect(await refusal(() => check(sealed({}, STRANGER)))).to.equal('SEAL_SIGNER');
  });

  it('refuses a signature that is none', async () => {
    expect(await refusal(() => check(sealed({ signature: `0x${'ff'.repeat(65)}` })))).to.equal('SIGNATURE_INVALID');
  });

  it('refuses a seal whose block hash or timestamp was changed after it was signed', async () => {
    for (const change of [{ blockHash: bytes(0x23) }, { timestamp: 1_795_000_001n }]) {
      expect(await refusal(() => check({ ...sealed(), ...change }))).to.be.oneOf(['SEAL_TARGET', 'SEAL_SIGNER']);
    }
  });

  it('refuses JSON with a member too many, too few or of another form', async () => {
    const json = sealToJson(sealed());
    const { r: _, ...without } = json;
    for (const bad of [
      { ...json, extra: '1' },
      without,
      { ...json, r: 5 },
      { ...json, r: '-1' },
      { ...json, r: `${2n ** 64n}` },
      null,
    ]) {
      expect(await refusal(() => parseSeal(bad))).to.equal('RECORD_INVALID');
    }
    expect(await refusal(() => parseSeal({ ...json, blockHash: '0x12' }))).to.equal('HEX_INVALID');
  });

  it('refuses a receipt that lacks what is signed or has it beyond 64 bits, and takes one as a portal lists it', async () => {
    const said = {
      digest: bytes(0x33),
      key: `0x${'36'.repeat(20)}`,
      head: '8',
      headSeal: bytes(0x34),
      byBlock: '9',
      byTime: '10',
      before: bytes(0x35),
    };
    const receipt = { ...said, signature: `0x${'44'.repeat(65)}` };
    const { byBlock: _, ...without } = receipt;
    for (const bad of [without, { ...receipt, byBlock: `${2n ** 64n}` }, { ...receipt, byTime: '-1' }, []])
      expect(await refusal(() => parseReceipt(bad))).to.equal('EVIDENCE_INVALID');
    expect(parseReceipt({ ...receipt, state: 'pending' })).to.deep.equal({
      ...receipt,
      head: 8n,
      byBlock: 9n,
      byTime: 10n,
    });
  });

  it('takes the seal that was mined, and its JSON form', () => {
    const seal = sealed();
    expect(check(seal)).to.equal(sealDigest(DOMAIN, seal));
    expect(parseSeal(JSON.parse(JSON.stringify(sealToJson(seal))))).to.deep.equal(seal);
  });

  it('hashes as EIP-712 libraries do', () => {
    const domain = { name: 'Domledger Seal', version: '1', chainId: CHAIN_ID, salt: DOMAIN.networkHash };
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        (n, b) => {
          const hash = toHex(b);
          const seal = { number: n, parentSeal: hash, blockHash: hash, timestamp: n / 2n, r: n / 3n };
          const types = [
            ['number', 'uint64'],
            ['parentSeal', 'bytes32'],
            ['blockHash', 'bytes32'],
            ['timestamp', 'uint64'],
            ['r', 'uint64'],
          ].map(([name = '', type = '']) => ({ name, type }));
          expect(sealDigest(DOMAIN, seal)).to.equal(TypedDataEncoder.hash(domain, { Seal: types }, seal));
          const key: Hex = `0x${hash.slice(-40)}`;
          const admission = {
            digest: hash,
            key,
            head: n / 5n,
            headSeal: hash,
            byBlock: n,
            byTime: n / 7n,
            before: hash,
          };
          const admissionTypes = [
            'bytes32 digest',
            'address key',
            'uint64 head',
            'bytes32 headSeal',
            'uint64 byBlock',
            'uint64 byTime',
            'bytes32 before',
          ].map(field);
          expect(admissionDigest(DOMAIN, admission)).to.equal(
            TypedDataEncoder.hash(domain, { Admission: admissionTypes }, admission),
          );
          const cosignature = { number: n, sealHash: hash, time: n / 11n };
          expect(cosignatureDigest(DOMAIN, cosignature)).to.equal(
            TypedDataEncoder.hash(
              domain,
              { Cosignature: ['uint64 number', 'bytes32 sealHash', 'uint64 time'].map(field) },
              cosignature,
            ),
          );
        },
      ),
      { numRuns: 50 },
    );
  });

  it('finds the same r again, and the smallest', () => {
    const fields = { number: 3n, parentSeal: ZERO_32, blockHash: bytes(0x44), timestamp: 9n };
    const { r } = mineSeal(DOMAIN, fields, BITS);
    expect(mineSeal(DOMAIN, fields, BITS).r).to.equal(r);
    for (let lower = 0n; lower < r; lower++) {
      expect(meetsTarget(sealDigest(DOMAIN, { ...fields, r: lower }), BITS)).to.equal(false);
    }
  });
});

function field(text: string): { name: string; type: string } {
  const [type = '', name = ''] = text.split(' ');
  return { name, type };
}
