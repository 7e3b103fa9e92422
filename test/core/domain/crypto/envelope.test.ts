import { gcm } from '@noble/ciphers/aes.js';
import { expect } from 'chai';
import { accountFromMnemonic, createMnemonic } from '../../../../core/domain/ledger/account.ts';
import { envelopeAddressees, openEnvelope, sealEnvelope } from '../../../../core/domain/crypto/envelope.ts';
import { ecies } from '../../../../core/domain/crypto/ecies-noble.ts';
import { concatBytes, fromHex, toHex, uintBytes, utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { refusal } from '../../../support/refusal.ts';

const alice = accountFromMnemonic(createMnemonic());
const bob = accountFromMnemonic(createMnemonic());
const eve = accountFromMnemonic(createMnemonic());
const content = utf8('{"total":"123.45"}');

describe('envelope', () => {
  it('refuses whom it is not addressed to, and an addressee name with another key', async () => {
    const envelope = await sealEnvelope({ content, addressees: [alice, bob] });
    expect(await refusal(() => openEnvelope({ envelope, account: eve }))).to.equal('NOT_ADDRESSEE');
    const impostor = { address: alice.address, encryptionPrivateKey: eve.encryptionPrivateKey };
    expect(await refusal(() => openEnvelope({ envelope, account: impostor }))).to.equal('ENVELOPE_BROKEN');
  });

  it('refuses any altered byte and any shortening', async () => {
    const envelope = fromHex(await sealEnvelope({ content, addressees: [alice] }));
    const codes = new Set<string>();
    for (let i = 0; i < envelope.length; i += 5) {
      const altered = Uint8Array.from(envelope);
      altered[i] = (altered[i] ?? 0) ^ 0x10;
      codes.add(await refusal(() => openEnvelope({ envelope: toHex(altered), account: alice })));
    }
    expect(
      [...codes].every((code) => ['ENVELOPE_MALFORMED', 'NOT_ADDRESSEE', 'ENVELOPE_BROKEN'].includes(code)),
    ).to.equal(true);
    for (const length of [0, 1, 2, 30, envelope.length - 40]) {
      const cut = toHex(envelope.subarray(0, length));
      expect(await refusal(() => openEnvelope({ envelope: cut, account: alice }))).to.match(/^ENVELOPE_/);
    }
  });

  it('refuses a content key in any other spelling than 64 lower-case hex digits', async () => {
    const key = 'ab'.repeat(32);
    expect(await openEnvelope({ envelope: await wrapping(key), account: alice })).to.deep.equal(content);
    for (const text of [key.toUpperCase(), `0x${key}`, `${key}\n`, key.slice(32), key.slice(16)])
      expect(await refusal(async () => openEnvelope({ envelope: await wrapping(text), account: alice }))).to.equal(
        'ENVELOPE_BROKEN',
      );
  });

  it('refuses nobody and too many as addressees', async () => {
    expect(await refusal(() => sealEnvelope({ content, addressees: [] }))).to.equal('ENVELOPE_ADDRESSEES');
    const many = Array.from({ length: 17 }, (_, i) => ({
      ...alice,
      address: toHex(new Uint8Array(20).fill(i + 1)),
    }));
    expect(await refusal(() => sealEnvelope({ content, addressees: many }))).to.equal('ENVELOPE_ADDRESSEES');
  });

  it('opens for each addressee and names them', async () => {
    const envelope = await sealEnvelope({ content, addressees: [alice, bob, alice] });
    expect(envelopeAddressees(envelope)).to.deep.equal([alice.address, bob.address]);
    for (const account of [alice, bob]) expect(await openEnvelope({ envelope, account })).to.deep.equal(content);
  });
});

/** An envelope for Alice whose content key is written as the text says. */
async function wrapping(text: string): Promise<Hex> {
  const wrapped = await ecies.encrypt(text, alice.encryptionKey);
  const head = concatBytes(Uint8Array.of(1, 1), fromHex(alice.address), uintBytes(wrapped.length, 2), wrapped);
  const nonce = new Uint8Array(12);
  return toHex(concatBytes(head, nonce, gcm(fromHex(text.trim()), nonce, head).encrypt(content)));
}
