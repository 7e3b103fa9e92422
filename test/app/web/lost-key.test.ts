import { expect } from 'chai';
import { createApi } from '../../../app/web/src/api/api.ts';
import type { KeyStanding } from '../../../app/web/src/api/keys-schema.ts';
import { openChainMemory } from '../../../app/web/src/keys/heads.ts';
import { newKeyState } from '../../../app/web/src/keys/new-key-state.ts';
import { nextSlot, openFlatKeys } from '../../../app/web/src/keys/open-flat-keys.ts';
import { restoreKeys } from '../../../app/web/src/keys/restore-keys.ts';
import { openVault } from '../../../app/web/src/keys/vault.ts';
import { askForKey } from '../../../app/web/src/resident/act/ask-for-key.ts';
import { objectToKey } from '../../../app/web/src/resident/act/object-to-key.ts';
import { loadKeyStanding } from '../../../app/web/src/resident/load/load-key-standing.ts';
import type { InputError } from '../../../core/domain/bytes/errors.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { keyRegisterOf, keyStatementDigest } from '../../../core/domain/keys/key-statement.ts';
import { withKey } from '../../../core/domain/keys/with-key.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import {
  checkSignedBlock,
  internalBlockDigest,
  recoverAddress,
  signedBlockFromJson,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { sealToJson } from '../../../core/domain/seal/seal.ts';
import { actors, network } from '../../core/domain/resident/bill-fixture.ts';
import { refusal } from '../../support/refusal.ts';
import { newAccount } from '../../support/world/actors.ts';
import { untilRecorded } from '../../../app/web/src/outbox/settle-act.ts';
import { memoryDatabase } from './support/memory-database.ts';
import { memoryOutbox } from './support/memory-outbox.ts';

const FLAT = 'flat-1';
const { subscriber, portal, company } = actors;
const account = subscriber.address;

/** Nothing has changed, but for what is said. */
function standing(over: Partial<KeyStanding> = {}): KeyStanding {
  return { account, key: account, waiting: null, proposed: [], objected: [], ...over };
}

function opened(): { vault: ReturnType<typeof openVault>; premise: { premise: string; subscriber: Hex } } {
  return { vault: openVault(memoryDatabase()), premise: { premise: FLAT, subscriber: account } };
}

/** Paths and bodies of pages are texts. */
function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new Error('a page sent something else than a text');
  return value;
}

describe('the keys of a flat in a browser', () => {
  it('act for no account whose key is another, whether on the way or only made here', async () => {
    const { vault, premise } = opened();
    expect(await openFlatKeys(vault, premise, standing())).to.deep.equal({});
    const made = await vault.create(nextSlot(FLAT));
    const from = 9_000_000_000n;
    for (const over of [{}, { waiting: { key: made.account.address, from } }]) {
      const { acting, next } = await openFlatKeys(vault, premise, standing(over));
      expect([acting, next?.account.address]).to.deep.equal([undefined, made.account.address]);
    }
    await vault.create(FLAT);
    expect((await openFlatKeys(vault, premise, standing())).acting).to.equal(undefined);
  });

  it('act for the account once they are in force, sign as it, and still open what the former ones could', async () => {
    const { vault, premise } = opened();
    const former = await vault.create(FLAT);
    const made = await vault.create(nextSlot(FLAT));
    const { acting } = await openFlatKeys(vault, premise, standing({ key: made.account.address }));
    expect(acting).to.include({ slot: nextSlot(FLAT), sheetKept: false });
    expect(acting?.account).to.include({ address: account, encryptionKey: made.account.encryptionKey });
    expect(acting?.account.formerEncryptionKeys).to.deep.equal([former.account.encryptionPrivateKey]);
    expect(recoverAddress(ZERO_32, acting?.account.sign(ZERO_32) ?? '0x')).to.equal(made.account.address);
  });

  it('are the first ones where no account is yet, and where its key never changed', async () => {
    const { vault, premise } = opened();
    const first = await vault.create(FLAT);
    const address = first.account.address;
    for (const each of [null, address]) {
      const { acting } = await openFlatKeys(vault, { ...premise, subscriber: each }, undefined);
      expect(acting).to.deep.include({ slot: FLAT });
      expect(acting?.account).to.deep.include({ address });
      expect(acting?.account.formerEncryptionKeys).to.equal(undefined);
    }
  });

  it('come back from the words of a key that acts or is to, beside what is kept already, and from no others', async () => {
    const words = openVault(memoryDatabase());
    const { account: next } = await words.create('elsewhere');
    const phrase = (await words.words('elsewhere')).join(' ');
    const restored = async (over: Partial<KeyStanding>): Promise<string> => {
      const { vault, premise } = opened();
      const first = await vault.create(FLAT);
      const said = await restoreKeys(vault, premise, phrase, standing(over)).then(
        () => 'taken',
        (error: InputError) => error.code,
      );
      const lies = [await vault.open(FLAT), await vault.open(nextSlot(FLAT))].map((one) => one?.account.address);
      expect(lies).to.deep.equal([first.account.address, said === 'taken' ? next.address : undefined]);
      return said;
    };
    const { address: key } = next;
    expect(await restored({})).to.equal('KEY_OTHER');
    expect(await restored({ objected: [{ key, at: 5n }] })).to.equal('KEY_OTHER');
    expect(await restored({ key })).to.equal('taken');
    expect(await restored({ waiting: { key, from: 5n } })).to.equal('taken');
    expect(await restored({ proposed: [{ key, by: portal.address, until: 5n }] })).to.equal('taken');
  });

  it('are others once another key is made in the place of one that was refused', async () => {
    const { vault } = opened();
    const refused = await vault.create(nextSlot(FLAT));
    await vault.markSheetKept(nextSlot(FLAT));
    const renewed = await vault.renew(nextSlot(FLAT));
    expect(renewed.account.address).not.to.equal(refused.account.address);
    expect(await vault.open(nextSlot(FLAT))).to.deep.include({ sheetKept: false });
    expect((await vault.create(nextSlot(FLAT))).account.address).to.equal(renewed.account.address);
  });
});

describe('a key that follows a lost one', () => {
  const next = newAccount();
  const key = next.address;

  it('is made, asked for, confirmed, in force or refused as the ledger’s facts say', () => {
    const proposed = [{ key, by: portal.address, until: 7n }];
    const objected = [{ key, at: 8n }];
    expect(newKeyState(standing(), key)).to.deep.equal({ state: 'made' });
    expect(newKeyState(standing({ proposed }), key)).to.deep.equal({ state: 'asked', until: 7n });
    expect(newKeyState(standing({ waiting: { key, from: 9n } }), key)).to.deep.equal({ state: 'confirmed', from: 9n });
    expect(newKeyState(standing({ objected, proposed }), key)).to.deep.equal({ state: 'objected', at: 8n });
    expect(newKeyState(standing({ key }), key)).to.deep.equal({ state: 'inForce' });
    const other = newAccount().address;
    const others = { waiting: { key: other, from: 9n }, proposed: [{ key: other, by: portal.address, until: 7n }] };
    expect(newKeyState(standing({ ...others, objected: [{ key: other, at: 8n }] }), key)).to.deep.equal({
      state: 'made',
    });
  });

  it('is asked for with its word that it follows the key that acts now, be that the first or a later one', async () => {
    for (const retiring of [account, newAccount().address]) {
      const bodies: unknown[] = [];
      const api = createApi({
        fetch: async (url, init) => {
          bodies.push([url, JSON.parse(textOf(init?.body))]);
          return Response.json({ digest: ZERO_32, state: 'requested' });
        },
      });
      await askForKey({ api, network }, standing({ key: retiring }), next);
      const { encryptionKey } = next;
      const digest = keyStatementDigest(keyRegisterOf(network), { account, retiring, key, encryptionKey });
      const acceptance = next.sign(digest);
      expect(bodies).to.deep.equal([['/api/keys', { account, key, encryptionKey, acceptance }]]);
    }
  });

  it('stands as the portal tells it of this account and no other, and nowhere where an answer is malformed', async () => {
    const told = { key: account, waiting: { key, from: '9' }, proposed: [], objected: [{ key, at: '8' }] };
    const portalOf = (keys: unknown): ReturnType<typeof createApi> =>
      createApi({ fetch: async () => Response.json({ keys }) });
    const api = portalOf([
      { ...told, account: company.address, waiting: null },
      { ...told, account },
    ]);
    expect(await loadKeyStanding(api, account)).to.deep.equal(
      standing({ waiting: { key, from: 9n }, objected: [{ key, at: 8n }] }),
    );
    expect(await loadKeyStanding(api, portal.address)).to.equal(undefined);
    const malformed = portalOf([{ ...told, account, waiting: { key } }]);
    expect(await refusal(() => loadKeyStanding(malformed, account))).to.equal('ANSWER_MALFORMED');
  });

  it('is objected to by a block that the living key signs as the account', async () => {
    const living = newAccount();
    const domain = domainOf(network);
    const head = { number: 7n, parentSeal: ZERO_32, blockHash: ZERO_32, timestamp: 1_000n };
    const { r, sealHash } = mineSeal(domain, head, network.seal.targetBits);
    const seal = sealToJson({ ...head, r, signature: company.sign(sealHash) });
    let sent: ReturnType<typeof signedBlockFromJson> | undefined;
    const api = createApi({
      fetch: async (url, init) => {
        if (textOf(url).startsWith('/api/network')) return Response.json({ head: { ...seal, cosignatures: [] } });
        if (textOf(url).startsWith('/api/seals')) return Response.json({ seals: [{ seal }] });
        if (init?.method !== 'POST') {
          const error = { name: 'RekeyNotPending', message: 'over' };
          return Response.json({ digest: ZERO_32, state: 'refused', error });
        }
        sent = signedBlockFromJson(JSON.parse(textOf(init.body)));
        return Response.json({ digest: internalBlockDigest(domain, sent.ledger, sent.block), state: 'queued' });
      },
    });
    const resident = {
      api,
      network: { ...network, handovers: [] },
      directory: [],
      witnesses: { required: 0, known: [] },
      account: withKey(account, living),
      chain: openChainMemory(memoryDatabase()),
      outbox: memoryOutbox(account),
    };
    const id = await objectToKey(resident, key);
    expect(sent).to.equal(undefined);
    expect(await refusal(() => untilRecorded(resident, id))).to.equal('RekeyNotPending');
    if (sent === undefined) throw new Error('nothing was sent');
    checkSignedBlock(domain, sent, (signer) => signer === living.address);
    expect(sent.ledger).to.equal(network.contracts.participants);
    expect(sent.block).to.include({ from: account, to: company.address, kind: KIND.REKEY_OBJECT });
    expect(decodeData('REKEY_OBJECT', sent.data)).to.deep.equal({ key });
  });
});
