import { gcm } from '@noble/ciphers/aes.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { expect } from 'chai';
import fc from 'fast-check';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { envelopeContext, type EnvelopeContext } from '../../../../core/domain/crypto/envelope-context.ts';
import {
  envelopeAddressees,
  formEnvelope,
  openEnvelope,
  sealEnvelope,
} from '../../../../core/domain/crypto/envelope.ts';
import { padContent } from '../../../../core/domain/crypto/padding.ts';
import { ecies } from '../../../../core/domain/crypto/ecies-noble.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { refusal } from '../../../support/refusal.ts';
import { DOMAIN } from '../../../support/domain.ts';

const alice = accountFromMnemonic(createMnemonic());
const bob = accountFromMnemonic(createMnemonic());
const eve = accountFromMnemonic(createMnemonic());
const content = utf8('{"total":"123.45"}');
const PLACE = {
  ...DOMAIN,
  from: alice.address,
  ledger: address(0x0a),
  kind: 0x1304,
  subject: toHex(new Uint8Array(32).fill(0x0b)),
};
const context = contextAt(PLACE);
const CODES = ['ENVELOPE_MALFORMED', 'NOT_ADDRESSEE', 'ENVELOPE_BROKEN', 'ENVELOPE_KEY', 'CONTENT_PADDING'];

describe('envelope', () => {
  it('refuses whom it is not addressed to, and an addressee name with another key', async () => {
    const envelope = await sealEnvelope({ content, addressees: [alice, bob], context });
    expect(await refusal(() => openEnvelope({ envelope, account: eve, context }))).to.equal('NOT_ADDRESSEE');
    const impostor = { address: alice.address, encryptionPrivateKey: eve.encryptionPrivateKey };
    expect(await refusal(() => openEnvelope({ envelope, account: impostor, context }))).to.equal('ENVELOPE_BROKEN');
  });

  it('refuses any altered byte and any shortening', async () => {
    const envelope = fromHex(await sealEnvelope({ content, addressees: [alice], context }));
    const codes = new Set<string>();
    for (let i = 0; i < envelope.length; i += 5) {
      const altered = Uint8Array.from(envelope);
      altered[i] = (altered[i] ?? 0) ^ 0x10;
      codes.add(await refusal(() => openEnvelope({ envelope: toHex(altered), account: alice, context })));
    }
    expect([...codes].filter((code) => !CODES.includes(code))).to.deep.equal([]);
    for (const length of [0, 1, 2, 30, envelope.length - 600]) {
      const cut = toHex(envelope.subarray(0, length));
      expect(await refusal(() => openEnvelope({ envelope: cut, account: alice, context }))).to.equal(
        'ENVELOPE_MALFORMED',
      );
    }
  });

  it('refuses version 1, which was bound to its addressees alone', async () => {
    const envelope = await sealEnvelope({ content, addressees: [alice], context });
    const old: Hex = `0x01${envelope.slice(4)}`;
    expect(await refusal(() => openEnvelope({ envelope: old, account: alice, context }))).to.equal(
      'ENVELOPE_MALFORMED',
    );
  });

  it('refuses to open anywhere else: whatever field of its place is another one', async function () {
    this.timeout(120_000);
    const envelope = await sealEnvelope({ content, addressees: [alice], context });
    expect(await openEnvelope({ envelope, account: alice, context })).to.deep.equal(content);
    const hex = (length: number): fc.Arbitrary<Hex> =>
      fc.uint8Array({ minLength: length, maxLength: length }).map(toHex);
    const elsewhere: fc.Arbitrary<Partial<typeof PLACE>> = fc.oneof(
      fc.record({ chainId: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }) }),
      fc.record({ networkHash: hex(32) }),
      fc.record({ from: hex(20) }),
      fc.record({ ledger: hex(20) }),
      fc.record({ kind: fc.integer({ min: 0, max: 0xffff }) }),
      fc.record({ subject: hex(32) }),
    );
    await fc.assert(
      fc.asyncProperty(elsewhere, async (change) => {
        const other = contextAt({ ...PLACE, ...change });
        fc.pre(toHex(other.bytes) !== toHex(context.bytes));
        expect(await refusal(() => openEnvelope({ envelope, account: alice, context: other }))).to.equal(
          'ENVELOPE_BROKEN',
        );
      }),
      { numRuns: 60 },
    );
  });

  it('refuses a place whose parts have other lengths than theirs, so that no two places are the same bytes', async () => {
    for (const change of [{ from: address(1, 19) }, { ledger: address(1, 21) }, { subject: address(1, 31) }])
      expect(await refusal(() => contextAt({ ...PLACE, ...change }))).to.equal('HEX_INVALID');
    expect(await refusal(() => contextAt({ ...PLACE, kind: 0x10000 }))).to.equal('INTEGER_RANGE');
  });

  it('refuses a content key in any other spelling than 64 lower-case hex digits', async () => {
    const key = 'ab'.repeat(32);
    expect(await openEnvelope({ envelope: await wrapping(key), account: alice, context })).to.deep.equal(content);
    for (const text of [key.toUpperCase(), `0x${key}`, `${key}\n`, key.slice(32), key.slice(16)])
      expect(
        await refusal(async () => openEnvelope({ envelope: await wrapping(text), account: alice, context })),
      ).to.equal('ENVELOPE_BROKEN');
  });

  it('refuses readers their second key: one envelope has one key for all, though GCM would open under both', async () => {
    const [first, second] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
    const wraps = [
      { address: alice.address, wrapped: await ecies.encrypt(toHex(first).slice(2), alice.encryptionKey) },
      { address: bob.address, wrapped: await ecies.encrypt(toHex(second).slice(2), bob.encryptionKey) },
    ];
    const envelope = formEnvelope({ content, context, wraps, contentKey: first, nonce: new Uint8Array(12) });
    expect(await openEnvelope({ envelope, account: alice, context })).to.deep.equal(content);
    expect(await refusal(() => openEnvelope({ envelope, account: bob, context }))).to.equal('ENVELOPE_KEY');
  });

  it('refuses padding that is altered under the right key, and a length that no content is padded to', async () => {
    const padded = padContent(content);
    const put = (at: number, byte: number): Uint8Array => padded.with(at, byte);
    const cases: [string, Uint8Array][] = [
      ['the last byte is no zero', put(511, 1)],
      ['the first byte behind the content is no zero', put(4 + content.length, 0x20)],
      ['the length leaves a byte of the content out', put(3, content.length - 1)],
      ['the length is beyond the end', put(2, 2)],
      ['the length is gigantic', put(0, 0xff)],
      ['one byte less', padded.subarray(0, 511)],
      ['one byte more', concatBytes(padded, Uint8Array.of(0))],
      ['three times 512', concatBytes(padded, new Uint8Array(1024))],
      ['no content at all', new Uint8Array()],
    ];
    for (const [what, plaintext] of cases) {
      const envelope = await holding(plaintext);
      expect(await refusal(() => openEnvelope({ envelope, account: alice, context })), what).to.equal(
        'CONTENT_PADDING',
      );
    }
    expect(await openEnvelope({ envelope: await holding(padded), account: alice, context })).to.deep.equal(content);
    // Whoever carries an envelope sees its size without a key.
    expect(await refusal(async () => envelopeAddressees(await holding(padded.subarray(1))))).to.equal(
      'CONTENT_PADDING',
    );
  });

  it('has one size for all contents of up to 508 bytes, twice that up to 1,020, and gives each back', async () => {
    const sizes = new Map<number, number>();
    for (const length of [0, 1, 32, 507, 508, 509, 1_019, 1_020, 1_021, 40_000]) {
      const text = new Uint8Array(length).fill(0x7b);
      const envelope = await sealEnvelope({ content: text, addressees: [alice], context });
      sizes.set(length, fromHex(envelope).length);
      expect(await openEnvelope({ envelope, account: alice, context })).to.deep.equal(text);
    }
    const smallest = sizes.get(0) ?? 0;
    const added = [...sizes.values()].map((size) => size - smallest);
    expect(added).to.deep.equal([0, 0, 0, 0, 0, 512, 512, 512, 1_536, 65_536 - 512]);
  });

  it('refuses nobody and too many as addressees', async () => {
    expect(await refusal(() => sealEnvelope({ content, addressees: [], context }))).to.equal('ENVELOPE_ADDRESSEES');
    const many = Array.from({ length: 17 }, (_, i) => ({ ...alice, address: address(i + 1) }));
    expect(await refusal(() => sealEnvelope({ content, addressees: many, context }))).to.equal('ENVELOPE_ADDRESSEES');
  });

  it('opens for each addressee and names them', async () => {
    const envelope = await sealEnvelope({ content, addressees: [alice, bob, alice], context });
    expect(envelopeAddressees(envelope)).to.deep.equal([alice.address, bob.address]);
    for (const account of [alice, bob])
      expect(await openEnvelope({ envelope, account, context })).to.deep.equal(content);
  });
});

function address(fill: number, length = 20): Hex {
  return toHex(new Uint8Array(length).fill(fill));
}

function contextAt({ chainId, networkHash, ...place }: typeof PLACE): EnvelopeContext {
  return envelopeContext({ chainId, networkHash }, place);
}

/** An envelope for Alice whose content key is written as the text says. */
async function wrapping(text: string): Promise<Hex> {
  const wrapped = await ecies.encrypt(text, alice.encryptionKey);
  const contentKey = fromHex(text.trim());
  const wraps = [{ address: alice.address, wrapped }];
  return formEnvelope({ content, context, wraps, contentKey, nonce: new Uint8Array(12) });
}

/** An envelope for Alice around bytes that are padded in some way or in none, written by docs/formats.md §5. */
async function holding(plaintext: Uint8Array): Promise<Hex> {
  const contentKey = new Uint8Array(32).fill(3);
  const wrapped = await ecies.encrypt(toHex(contentKey).slice(2), alice.encryptionKey);
  const keyHash = sha256(concatBytes(utf8('Domledger content key v2'), contentKey));
  const wrap = concatBytes(fromHex(alice.address), uintBytes(wrapped.length, 2), wrapped);
  const head = concatBytes(Uint8Array.of(2, 1), keyHash, wrap);
  const nonce = new Uint8Array(12);
  return toHex(concatBytes(head, nonce, gcm(contentKey, nonce, concatBytes(context.bytes, head)).encrypt(plaintext)));
}
