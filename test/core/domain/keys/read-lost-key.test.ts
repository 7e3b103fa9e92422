import { expect } from 'chai';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { fromHex, toHex, utf8, ZERO_32, type Hex } from '../../../../core/domain/bytes/hex.ts';
import {
  contentKeyOf,
  envelopeHead,
  openEnvelope,
  sealEnvelope,
  wrapContentKey,
} from '../../../../core/domain/crypto/envelope.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { readLostKey } from '../../../../core/domain/keys/read-lost-key.ts';
import { withKey } from '../../../../core/domain/keys/with-key.ts';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../../core/domain/ledger/block-data.ts';
import { accountSubject } from '../../../../core/domain/ledger/ids.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';
import { REKEY_OBJECTION } from '../../../../core/domain/limits.ts';
import type { Recorded } from '../../../../core/domain/resident/recorded.ts';
import { contextOf } from '../../../support/context-of.ts';
import { refusal } from '../../../support/refusal.ts';
import { actors, network } from '../resident/bill-fixture.ts';

const SAID = 1_790_000_000n;
const UNTIL = SAID + REKEY_OBJECTION;
const { company, portal, provider, subscriber } = actors;
const keys = accountFromMnemonic(createMnemonic());
const next = withKey(subscriber.address, keys);
const CONTENT = utf8('{"text":"It is cold."}');
const CONTEXT = contextOf(network, provider, 'APPEAL_ANSWER');

function signed(signer: Account, kind: 'REKEY' | 'WRAP_AGAIN', data: Hex, to: Hex): SignedBlock {
  return signBlock({
    domain: domainOf(network),
    ledger: network.contracts.participants,
    signer,
    to,
    kind: KIND[kind],
    subject: kind === 'REKEY' ? accountSubject(subscriber.address) : ZERO_32,
    data,
    timestamp: SAID,
  });
}

const change = acceptKey(keyRegisterOf(network), keys, { account: subscriber.address, retiring: subscriber.address });
const rekey = encodeData('REKEY', { account: subscriber.address, ...change });
const keyBlocks = [company, portal].map((hand) => signed(hand, 'REKEY', rekey, subscriber.address));

async function seal(readers: readonly Account[]): Promise<Hex> {
  return sealEnvelope({ content: CONTENT, addressees: readers, context: CONTEXT });
}

/** A WRAP_AGAIN of the envelope, as it should be or as it should not. */
async function wrap(
  envelope: Hex,
  change: { from?: Account; to?: Hex; sealedTo?: Account; contentKey?: Uint8Array; closed?: boolean } = {},
): Promise<Recorded> {
  const { from = provider, to = subscriber.address, sealedTo = next, closed = false } = change;
  const contentKey = change.contentKey ?? (await contentKeyOf(envelope, provider));
  const { keyHash } = envelopeHead(envelope);
  const wrapped = toHex(await wrapContentKey(contentKey, sealedTo.encryptionKey));
  const data = encodeData('WRAP_AGAIN', {
    encryptionKeyHash: toHex(keccak_256(fromHex(sealedTo.encryptionKey))),
    keys: closed ? [] : [{ keyHash, wrapped }],
    closed: closed ? [keyHash] : [],
  });
  const block = signed(from, 'WRAP_AGAIN', data, to);
  return { digest: internalBlockDigest(domainOf(network), block.ledger, block.block), position: 1n, signed: block };
}

describe('what a reader has of a key that is lost', () => {
  const read = (wraps: readonly Recorded[], now = UNTIL, blocks: readonly SignedBlock[] = keyBlocks) =>
    readLostKey({ network, account: next, keyBlocks: blocks, wraps, now });
  /** What the envelope opens to with what is read of the blocks, or why it does not. */
  async function opened(envelope: Hex, wraps: readonly Recorded[], sealedAt = UNTIL - 1n): Promise<string> {
    const account = { ...next, lost: read(wraps) };
    try {
      return new TextDecoder().decode(await openEnvelope({ envelope, account, context: CONTEXT, sealedAt }));
    } catch (error) {
      if (error instanceof InputError) return error.code;
      throw error;
    }
  }

  it('is nothing where none was lost: without a word, by one hand alone, and while it waits', async () => {
    const wraps = [await wrap(await seal([subscriber, provider]))];
    expect(read(wraps, UNTIL, [])).to.equal(undefined);
    expect(read(wraps, UNTIL - 1n)).to.equal(undefined);
    expect(read(wraps, UNTIL, keyBlocks.slice(0, 1))).to.equal(undefined);
    expect(read(wraps)?.until).to.equal(UNTIL);
  });

  it('is refused where a block says another thing than its sender signed', async () => {
    const one = await wrap(await seal([subscriber, provider]));
    const other = { ...one, signed: { ...one.signed, data: `${one.signed.data}00` as const } };
    expect(await refusal(() => read([other]))).to.equal('DATA_HASH_MISMATCH');
    const moved = { ...one, signed: { ...one.signed, ledger: network.contracts.meters } };
    expect(await refusal(() => read([moved]))).to.equal('SENDER_MISMATCH');
  });

  it('opens what was sealed for the lost key, by a key of somebody whom that is for', async () => {
    const envelope = await seal([subscriber, provider]);
    expect(await opened(envelope, [])).to.equal('KEY_LOST');
    expect(await opened(envelope, [await wrap(envelope)])).to.equal(new TextDecoder().decode(CONTENT));
    expect(await opened(envelope, [await wrap(envelope, { from: company })])).to.equal('KEY_LOST');
    expect(await opened(envelope, [await wrap(envelope, { to: company.address })])).to.equal('KEY_LOST');
    expect(await opened(envelope, [await wrap(envelope, { sealedTo: subscriber })])).to.equal('KEY_LOST');
    const stays = await wrap(envelope, { closed: true });
    expect(await opened(envelope, [stays])).to.equal('KEY_LOST');
    expect([...(read([stays])?.closed.values() ?? [])]).to.deep.equal([[provider.address]]);
  });

  it('takes a wrong key for its sender’s fault, and goes on to a right one', async () => {
    const envelope = await seal([subscriber, provider, company]);
    const wrong = await wrap(envelope, { contentKey: new Uint8Array(32).fill(5) });
    expect(await opened(envelope, [wrong])).to.equal('WRAP_AGAIN_WRONG');
    const right = await wrap(envelope, { from: company });
    expect(await opened(envelope, [wrong, right])).to.equal(new TextDecoder().decode(CONTENT));
  });

  it('excuses nothing that was sealed once the lost key was none to seal for', async () => {
    const envelope = await seal([subscriber, provider]);
    expect(await opened(envelope, [], UNTIL)).to.equal('ENVELOPE_BROKEN');
    expect(await opened(await seal([provider]), [])).to.equal('NOT_ADDRESSEE');
  });
});
