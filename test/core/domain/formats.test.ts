import { expect } from 'chai';
import {
  createDecipheriv,
  createECDH,
  createHash,
  createHmac,
  createPublicKey,
  ECDH,
  hkdfSync,
  verify,
} from 'node:crypto';
import { readFileSync } from 'node:fs';
import {
  AbiCoder,
  HDNodeWallet,
  TypedDataEncoder,
  Wallet,
  keccak256,
  recoverAddress,
  solidityPacked,
  solidityPackedKeccak256,
  zeroPadValue,
  ZeroAddress as ZERO_ADDRESS,
  toUtf8Bytes,
  concat,
} from 'ethers';
import { isRecord } from '../../../core/domain/bytes/is-record.ts';
import { commit, H } from '../../../core/domain/crypto/commitment.ts';

// The expectations are computed with other libraries than the code under test uses: node:crypto and ethers.
const vectors = JSON.parse(readFileSync(new URL('../../vectors/formats.json', import.meta.url), 'utf8'));
const P = 21888242871839275222246405745257275088696311157297823662689037894645226208583n;

describe('format vectors, recomputed with node:crypto and ethers', () => {
  it('derive the account by BIP-44', () => {
    const root = HDNodeWallet.fromPhrase(vectors.account.mnemonic, undefined, 'm');
    expect(root.derivePath("m/44'/60'/0'/0/0").address.toLowerCase()).to.equal(vectors.account.address);
    const encryption = new Wallet(root.derivePath("m/44'/60'/0'/1/0").privateKey).signingKey.publicKey;
    expect(`0x${encryption.slice(4)}`).to.equal(vectors.account.encryptionKey);
  });

  it('name a network by the hash of its file', () => {
    const { file, hash } = vectors.network;
    const sorted = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(sorted)
        : isRecord(value)
          ? Object.fromEntries(
              Object.keys(value)
                .toSorted()
                .map((key) => [key, sorted(value[key])]),
            )
          : String(value);
    expect(keccak256(toUtf8Bytes(JSON.stringify(sorted(file))))).to.equal(hash);
  });

  it('hash and sign an internal block by EIP-712', () => {
    const {
      chainId,
      networkHash: salt,
      ledger,
      block,
      data,
      digest,
      signature,
      submitCalldata,
    } = vectors.internalBlock;
    const types = {
      InternalBlock: [
        { name: 'from', type: 'address' },
        { name: 'to', type: 'address' },
        { name: 'timestamp', type: 'uint64' },
        { name: 'kind', type: 'uint16' },
        { name: 'subject', type: 'bytes32' },
        { name: 'dataHash', type: 'bytes32' },
        { name: 'replaces', type: 'bytes32' },
      ],
    };
    const domain = { name: 'Domledger', version: '1', chainId, verifyingContract: ledger, salt };
    expect(TypedDataEncoder.hash(domain, types, block)).to.equal(digest);
    expect(recoverAddress(digest, signature).toLowerCase()).to.equal(block.from);
    expect(keccak256(data)).to.equal(block.dataHash);
    const rate = ['uint8', 'uint8', 'uint64', 'int8', 'uint64'];
    expect(AbiCoder.defaultAbiCoder().encode(rate, [1, 0, 547, -5, 1790802000])).to.equal(data);
    expect(submitCalldata.slice(0, 10)).to.equal(
      keccak256(toUtf8Bytes('submit((address,address,uint64,uint16,bytes32,bytes32,bytes32),bytes,bytes)')).slice(
        0,
        10,
      ),
    );
  });

  it('say which rate is withdrawn as the ABI says', () => {
    const { resource, zone, validFrom, data } = vectors.rateWithdrawal;
    const words = AbiCoder.defaultAbiCoder().encode(['uint8', 'uint8', 'uint64'], [resource, zone, validFrom]);
    expect(words).to.equal(data);
  });

  it('name houses and flats, and say what holds of them, as the ABI says', () => {
    const { salt, houseId, flat, flats, groups, day, date, account, ...said } = vectors.premises;
    const named = (name: string): string => keccak256(concat([salt, toUtf8Bytes(name)]));
    expect(named('house')).to.equal(houseId);
    expect(['flat:flat-01', 'flat:flat-02'].map(named).sort()).to.deep.equal(flats);
    expect(Date.parse(date) / 86_400_000).to.equal(day);
    const coder = AbiCoder.defaultAbiCoder();
    const house = '(bytes32, uint32, bytes32[], (uint8, bytes32[], bytes32[])[])';
    const group = groups.map((one: Record<string, unknown>) => Object.values(one));
    expect(coder.encode([house], [[houseId, day, flats, group]])).to.equal(said.houseData);
    const { x, y } = commit(BigInt(said.area.value), BigInt(said.area.blinding));
    const fact = '(bytes32, bytes32, uint8, uint32, (uint256, uint256), bytes)';
    expect(coder.encode([fact], [[houseId, flat, 1, day, [x, y], '0x']])).to.equal(said.flatFactData);
    const sum = '(bytes32, uint32, bytes32[], uint64, uint256)';
    expect(coder.encode([sum], [[houseId, day, flats, 9_999, 8]])).to.equal(said.areaSumData);
    const words = coder.encode(['bytes32', 'bytes32', 'uint32', 'address'], [houseId, flat, day, account]);
    expect(words).to.equal(said.flatAccountData);
    expect(JSON.parse(said.flatFactContent)).to.deep.equal(said.area);
  });

  it('sign promises, refusals, what was seen and what stands as EIP-712 says', () => {
    const { signer, admission, refusal, seen, standing } = vectors.words;
    const domain = { name: 'Domledger Seal', version: '1', chainId: 53278, salt: vectors.network.hash };
    const field = (text: string): { type: string; name: string } => {
      const [type = '', name = ''] = text.split(' ');
      return { type, name };
    };
    const fields = (text: string): { type: string; name: string }[] => text.split(', ').map(field);
    for (const [types, word] of [
      [
        {
          Admission: fields(
            'bytes32 digest, address key, uint64 head, bytes32 headSeal, uint64 byBlock, uint64 byTime, bytes32 before',
          ),
        },
        admission,
      ],
      [{ Refusal: fields('bytes32 digest, string code, uint64 head, uint64 time') }, refusal],
      [{ Seen: fields('bytes32 digest, uint64 time') }, seen],
      [{ Standing: fields('uint64 number, bytes32 sealHash, uint64 time') }, standing],
    ] as const) {
      const { hash, signature, ...said } = word;
      expect(TypedDataEncoder.hash(domain, { ...types }, said)).to.equal(hash);
      expect(recoverAddress(hash, signature).toLowerCase()).to.equal(signer);
    }
  });

  it('sign handovers of the seal key as EIP-712 says, by both keys, and carry them as the ABI says', () => {
    const { number, next, validFrom, validUntil, retiring, digest, signature, acceptance, data } =
      vectors.sealKeyHandover;
    const types = {
      SealKey: [
        { name: 'number', type: 'uint64' },
        { name: 'next', type: 'address' },
        { name: 'validFrom', type: 'uint64' },
        { name: 'validUntil', type: 'uint64' },
      ],
    };
    const domain = { name: 'Domledger Seal', version: '1', chainId: 53278, salt: vectors.network.hash };
    expect(TypedDataEncoder.hash(domain, types, { number, next, validFrom, validUntil })).to.equal(digest);
    expect(recoverAddress(digest, signature).toLowerCase()).to.equal(retiring);
    expect(recoverAddress(digest, acceptance).toLowerCase()).to.equal(next);
    const tuple = [
      'tuple(uint64 number, address next, uint64 validFrom, uint64 validUntil, bytes signature, bytes acceptance)',
    ];
    expect(
      AbiCoder.defaultAbiCoder().encode(tuple, [[number, next, validFrom, validUntil, signature, acceptance]]),
    ).to.equal(data);
  });

  it('accept the key of an account as EIP-712 says, by the new key, and carry it as the ABI says', () => {
    const { account, retiring, register, key, encryptionKey, digest, acceptance, data } = vectors.keyRotation;
    const types = {
      AccountKey: [
        { name: 'account', type: 'address' },
        { name: 'retiring', type: 'address' },
        { name: 'key', type: 'address' },
        { name: 'encryptionKey', type: 'bytes' },
      ],
    };
    const domain = {
      name: 'Domledger',
      version: '1',
      chainId: 53278,
      verifyingContract: register,
      salt: vectors.network.hash,
    };
    expect(TypedDataEncoder.hash(domain, types, { account, retiring, key, encryptionKey })).to.equal(digest);
    expect(recoverAddress(digest, acceptance).toLowerCase()).to.equal(key);
    const tuple = ['tuple(address key, bytes encryptionKey, bytes acceptance)'];
    expect(AbiCoder.defaultAbiCoder().encode(tuple, [[key, encryptionKey, acceptance]])).to.equal(data);
  });

  it('let witnesses say who follows a founder’s lost key as EIP-712 says, and enter and remove them as the ABI says', () => {
    const { register, witnesses, words, digest, data, ...word } = vectors.founderRekeying;
    const { account, retiring, key, encryptionKey, time, acceptance } = word;
    const types = {
      FounderRekey: [
        { name: 'account', type: 'address' },
        { name: 'retiring', type: 'address' },
        { name: 'key', type: 'address' },
        { name: 'encryptionKey', type: 'bytes' },
        { name: 'time', type: 'uint64' },
      ],
    };
    const domain = {
      name: 'Domledger',
      version: '1',
      chainId: 53278,
      verifyingContract: register,
      salt: vectors.network.hash,
    };
    const statement = { account, retiring, key, encryptionKey, time };
    expect(TypedDataEncoder.hash(domain, types, statement)).to.equal(digest);
    expect(words.map((one: string) => recoverAddress(digest, one).toLowerCase())).to.deep.equal(witnesses);
    expect(witnesses.toSorted()).to.deep.equal(witnesses);
    const coder = AbiCoder.defaultAbiCoder();
    const tuple = [
      'tuple(address account, address key, bytes encryptionKey, bytes acceptance, uint64 time, bytes[] words)',
    ];
    expect(coder.encode(tuple, [[account, key, encryptionKey, acceptance, time, words]])).to.equal(data);
    const { witness, owner, entry, removal } = vectors.witness;
    expect(coder.encode(['tuple(address witness, address owner)'], [[witness, owner]])).to.equal(entry);
    expect(coder.encode(['tuple(address witness)'], [[witness]])).to.equal(removal);
  });

  it('withdraw an offer by the id of its contract alone', () => {
    const { contractId, data } = vectors.offerWithdrawal;
    expect(AbiCoder.defaultAbiCoder().encode(['tuple(bytes32 contractId)'], [[contractId]])).to.equal(data);
  });

  it('name meters, channels, invoices and subjects', () => {
    const ids = vectors.identifiers;
    expect(keccak256(concat([ids.salt, toUtf8Bytes(ids.meter)]))).to.equal(ids.meterId);
    expect(ids.obis).to.equal('0x0100010800ff');
    expect(solidityPackedKeccak256(['bytes32', 'bytes6'], [ids.meterId, ids.obis]).slice(0, 10)).to.equal(ids.channel);
    const invoice = AbiCoder.defaultAbiCoder().encode(
      ['address', 'bytes32', 'uint32', 'uint8'],
      [vectors.account.address, ids.invoiceContractId, 202610, 0],
    );
    expect(keccak256(invoice)).to.equal(ids.invoiceId);
    expect(keccak256(concat([ids.salt, toUtf8Bytes(ids.terms)]))).to.equal(ids.subjectHash);
    expect(ids.terms).to.equal('{"area":"54.2","from":"2026-10-01","resource":"1"}');
    expect(
      solidityPackedKeccak256(
        ['uint256', 'bytes32', 'address'],
        [53278, vectors.network.hash, vectors.internalBlock.ledger],
      ),
    ).to.equal(ids.frameDomain);
  });

  for (const vector of vectors.frames.list) {
    describe(`a frame of algorithm ${vector.algorithm}`, () => {
      const frame = Buffer.from(vector.frame.slice(2), 'hex');

      it('hashes with SHA-256 and verifies under the device key', () => {
        expect(frame.length).to.equal(160);
        const hash = createHash('sha256').update(frame).digest();
        expect(`0x${hash.toString('hex')}`).to.equal(vector.frameHash);
        const curve = vector.algorithm === 1 ? 'P-256' : 'secp256k1';
        const name = vector.algorithm === 1 ? 'prime256v1' : 'secp256k1';
        const ecdh = createECDH(name);
        ecdh.setPrivateKey(Buffer.from(vector.devicePrivateKey.slice(2), 'hex'));
        expect(`0x${ecdh.getPublicKey('hex').slice(2)}`).to.equal(`${vector.deviceX}${vector.deviceY.slice(2)}`);
        const b64 = (hex: string) => Buffer.from(hex.slice(2), 'hex').toString('base64url');
        const key = createPublicKey({
          key: { kty: 'EC', crv: curve, x: b64(vector.deviceX), y: b64(vector.deviceY) },
          format: 'jwk',
        });
        const rs = Buffer.from(vector.signature.slice(2, 130), 'hex');
        expect(verify('sha256', hash, { key, dsaEncoding: 'ieee-p1363' }, rs)).to.equal(true);
        const altered = Buffer.from(hash);
        altered[0] = (altered[0] ?? 0) ^ 1;
        expect(verify('sha256', altered, { key, dsaEncoding: 'ieee-p1363' }, rs)).to.equal(false);
      });

      it('derives key, nonce and blinding by HKDF and opens by AES-256-GCM', () => {
        const bytes = (hex: string) => Buffer.from(hex.slice(2), 'hex');
        const channelKey = Buffer.from(
          hkdfSync('sha256', bytes(vectors.frames.periodKey), frame.subarray(36, 40), 'domledger/channel/v1', 32),
        );
        const info = Buffer.concat([Buffer.from('domledger/frame/v1'), frame.subarray(40, 44)]);
        const okm = Buffer.from(hkdfSync('sha256', channelKey, Buffer.alloc(0), info, 92));
        expect(`0x${okm.subarray(0, 32).toString('hex')}`).to.equal(vector.aesKey);
        expect(`0x${okm.subarray(32, 44).toString('hex')}`).to.equal(vector.nonce);
        const n = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
        expect((BigInt(`0x${okm.subarray(44).toString('hex')}`) % n).toString()).to.equal(vector.blinding);
        const ciphertext = bytes(vector.ciphertext);
        const decipher = createDecipheriv('aes-256-gcm', okm.subarray(0, 32), okm.subarray(32, 44)).setAAD(
          frame.subarray(0, 64),
        );
        decipher.setAuthTag(ciphertext.subarray(-16));
        const plain = Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
        expect(plain[0]).to.equal(1);
        expect(plain.readBigUInt64BE(2).toString()).to.equal(vector.mantissa);
        expect(keccak256(ciphertext)).to.equal(`0x${frame.subarray(128).toString('hex')}`);
      });
    });
  }

  for (const { name, mantissas, late, plaintext } of vectors.dayPackets) {
    it(`reads the day packet ${name} back from midnight, hour by hour, and then what came late`, () => {
      const plain = Buffer.from(plaintext.slice(2), 'hex');
      expect([plain.length, plain[0], plain.readInt8(1)]).to.deep.equal([71, 2, -3]);
      const midnight = plain.readBigUInt64BE(3);
      const count = plain.readUInt8(2);
      let next = midnight;
      const hours = [String(midnight)] as (string | null)[];
      for (let place = count - 2; place >= 0; place--) {
        const rise = plain.readUInt16BE(11 + 2 * place);
        hours.unshift(rise === 0xffff ? null : String((next -= BigInt(rise))));
      }
      expect(hours).to.deep.equal(mantissas);
      expect(plain.subarray(11 + 2 * (count - 1), 59).every((byte) => byte === 0)).to.equal(true);
      const pairs = [59, 65].map((at) => ({
        back: plain.readUInt16BE(at),
        mantissa: String(midnight - BigInt(plain.readUInt32BE(at + 2))),
      }));
      expect(pairs.filter(({ back }) => back !== 0)).to.deep.equal(late);
      expect(pairs.slice(late.length).every(({ mantissa }) => mantissa === String(midnight))).to.equal(true);
    });
  }
  it('wrap a content key again as an envelope wraps it, for the key that followed a lost one', () => {
    const { encryptionKey, readerPrivateKey, envelope, contentKey, wrapped, ...said } = vectors.envelopes.wrappedAgain;
    const { encryptionKeyHash, keyHash, closed, data } = said;
    expect(keccak256(encryptionKey)).to.equal(encryptionKeyHash);
    expect(envelope.slice(0, 70)).to.equal(`0x0202${keyHash.slice(2)}`);
    expect(eciesOpened(bytesOf(wrapped), readerPrivateKey)).to.equal(contentKey);
    const tuple = 'tuple(bytes32 encryptionKeyHash, tuple(bytes32 keyHash, bytes wrapped)[] keys, bytes32[] closed)';
    const values = [[encryptionKeyHash, [[keyHash, wrapped]], closed]];
    expect(AbiCoder.defaultAbiCoder().encode([tuple], values)).to.equal(data);
  });

  for (const name of ['letter', 'periodKey', 'roomyLetter'] as const) {
    describe(`the envelope with a ${name}`, () => {
      const { chainId, networkHash, reader, readerPrivateKey, contentKey } = vectors.envelopes;
      const vector = vectors.envelopes[name];
      const envelope = bytesOf(vector.envelope);
      const parts = envelopeParts(envelope);

      it('is bound to its place: sender or device, ledger, kind, subject or meter, and period', () => {
        const {
          from = ZERO_ADDRESS,
          deviceId = zeroPadValue(from, 32),
          subject,
          meterId = subject,
          period = 0,
        } = vector;
        const context = solidityPacked(
          ['uint256', 'bytes32', 'address', 'bytes32', 'uint16', 'bytes32', 'uint32'],
          [chainId, networkHash, vector.ledger, deviceId, vector.kind, meterId, period],
        );
        if (vector.context !== undefined) expect(context).to.equal(vector.context);
        const plain = openGcm(bytesOf(contentKey), parts.nonce, [bytesOf(context), parts.head], parts.ciphertext);
        const length = plain.readUInt32BE(0);
        const content = plain.subarray(4, 4 + length);
        expect(name === 'periodKey' ? `0x${content.toString('hex')}` : content.toString()).to.equal(vector.content);
        expect(plain.subarray(4 + length).every((byte) => byte === 0)).to.equal(true);
        expect(plain.length).to.equal(name === 'roomyLetter' ? 1_024 : 512);
      });

      it('states one key for all readers, and wraps it as ECIES for each', () => {
        const label = Buffer.from('Domledger content key v2');
        const hash = createHash('sha256').update(label).update(bytesOf(contentKey)).digest();
        expect(parts.keyHash.equals(hash)).to.equal(true);
        expect(envelope.subarray(0, 2)).to.deep.equal(Buffer.from([2, 2]));
        const wrapped = parts.wraps.get(reader) ?? Buffer.alloc(0);
        expect(eciesOpened(wrapped, readerPrivateKey)).to.equal(contentKey);
      });
    });
  }

  it('find H where docs/formats.md says', () => {
    for (let counter = 0; ; counter++) {
      const x = BigInt(keccak256(concat([toUtf8Bytes('Domledger Pedersen H v1'), Uint8Array.of(counter)]))) % P;
      const square = (x * x * x + 3n) % P;
      const root = power(square, (P + 1n) / 4n);
      if ((root * root) % P !== square) continue;
      expect(x.toString()).to.equal(vectors.commitments.h.x);
      expect((root < P - root ? root : P - root).toString()).to.equal(vectors.commitments.h.y);
      break;
    }
  });

  it('commit as value times G plus blinding times H, by plain affine arithmetic', () => {
    const h: Affine = [H.x, H.y];
    for (const { value, blinding, x, y } of vectors.commitments.list) {
      const n = 21888242871839275222246405745257275088548364400416034343698204186575808495617n;
      const v = ((BigInt(value) % n) + n) % n;
      const sum = add(times([1n, 2n], v), times(h, BigInt(blinding)));
      expect([sum?.[0].toString(), sum?.[1].toString()]).to.deep.equal([x, y]);
      expect(commit(BigInt(value), BigInt(blinding))).to.deep.equal({ x: BigInt(x), y: BigInt(y) });
    }
  });
});

function bytesOf(hex: string): Buffer {
  return Buffer.from(hex.slice(2), 'hex');
}

/** By docs/formats.md §5. */
function envelopeParts(envelope: Buffer): {
  head: Buffer;
  keyHash: Buffer;
  wraps: Map<string, Buffer>;
  nonce: Buffer;
  ciphertext: Buffer;
} {
  let at = 34;
  const wraps = new Map<string, Buffer>();
  for (let count = envelope.readUInt8(1); count > 0; count--) {
    const end = at + 22 + envelope.readUInt16BE(at + 20);
    wraps.set(`0x${envelope.toString('hex', at, at + 20)}`, envelope.subarray(at + 22, end));
    at = end;
  }
  const nonce = envelope.subarray(at, at + 12);
  const keyHash = envelope.subarray(2, 34);
  return { head: envelope.subarray(0, at), keyHash, wraps, nonce, ciphertext: envelope.subarray(at + 12) };
}

function openGcm(key: Buffer, nonce: Buffer, aad: Buffer[], ciphertext: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.concat(aad));
  decipher.setAuthTag(ciphertext.subarray(-16));
  return Buffer.concat([decipher.update(ciphertext.subarray(0, -16)), decipher.final()]);
}

type Affine = [bigint, bigint];

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let e = exponent, b = base % P; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
}

function add(a: Affine | undefined, b: Affine | undefined): Affine | undefined {
  if (!a || !b) return a ?? b;
  if (a[0] === b[0] && (a[1] + b[1]) % P === 0n) return undefined;
  const slope =
    a[0] === b[0] ? 3n * a[0] * a[0] * power(2n * a[1], P - 2n) : (b[1] - a[1]) * power(b[0] - a[0] + P, P - 2n);
  const wrap = (value: bigint) => ((value % P) + P) % P;
  const x = wrap(slope * slope - a[0] - b[0]);
  return [x, wrap(slope * (a[0] - x) - a[1])];
}

function times(point: Affine, scalar: bigint): Affine | undefined {
  let result: Affine | undefined;
  for (let s = scalar, p: Affine | undefined = point; s > 0n; s >>= 1n, p = add(p, p))
    if (s & 1n) result = add(result, p);
  return result;
}

/** What ECIES wrapped, its MAC checked. */
function eciesOpened(wrapped: Buffer, privateKey: string): string {
  const ecdh = createECDH('secp256k1');
  ecdh.setPrivateKey(bytesOf(privateKey));
  const secret = createHash('sha512')
    .update(ecdh.computeSecret(wrapped.subarray(16, 49)))
    .digest();
  const ephemeral = ECDH.convertKey(wrapped.subarray(16, 49), 'secp256k1', undefined, undefined, 'uncompressed');
  const mac = createHmac('sha256', secret.subarray(32)).update(wrapped.subarray(0, 16)).update(ephemeral);
  expect(mac.update(wrapped.subarray(81)).digest().equals(wrapped.subarray(49, 81))).to.equal(true);
  const cipher = createDecipheriv('aes-256-cbc', secret.subarray(0, 32), wrapped.subarray(0, 16));
  return `0x${Buffer.concat([cipher.update(wrapped.subarray(81)), cipher.final()]).toString()}`;
}
