import { expect } from 'chai';
import { join } from 'node:path';
import { createApi, type Api } from '../../../app/web/src/api/api.ts';
import { handoverBlocksSchema } from '../../../app/web/src/api/schemas.ts';
import { openChainMemory, type ChainMemory } from '../../../app/web/src/keys/heads.ts';
import { loadDirectory } from '../../../app/web/src/resident/network/load-directory.ts';
import { loadNetwork } from '../../../app/web/src/resident/network/load-network.ts';
import { loadParticipant, loadReaders } from '../../../app/web/src/resident/network/load-participants.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { acceptKey } from '../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../core/domain/keys/key-statement.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { checkRecordedHandover } from '../../../core/domain/proof/check-recorded-handover.ts';
import { handoverToJson } from '../../../core/domain/seal/seal-keys.ts';
import { handOverIn } from '../../../sealer/keys/hand-over-in.ts';
import { rotateSealKey } from '../../../sealer/keys/rotate-seal-key.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { handoverAt } from '../../support/handover.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world, type World } from '../../support/world.ts';
import { newAccount } from '../../support/world/actors.ts';
import { memoryDatabase } from './support/memory-database.ts';

type Json = Record<string, unknown>;
type Lie = (path: string, body: Json) => Json;

describe('what a page believes of a portal that lies', () => {
  let house: World;
  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
  });
  after(() => house[Symbol.asyncDispose]());

  const answerOf = async (path: string): Promise<Json> =>
    looseFields(await (await fetch(house.portal.app.url + path)).json());
  /** The real portal, whose answers are altered on the way. */
  const apiWith = (lie: Lie = (_, body) => body): Api =>
    createApi({
      fetch: async (input) => {
        const path = typeof input === 'string' ? input : '';
        return Response.json(lie(path, await answerOf(path)));
      },
    });
  const visit = (lie?: Lie, chain: ChainMemory = openChainMemory(memoryDatabase())) =>
    loadNetwork({ api: apiWith(lie), chain });
  const participantsIn = (body: Json): Json[] => (body['participants'] as unknown[]).map(looseFields);
  /** The directory with one entry changed. */
  const withEntry =
    (address: Hex, change: Json): Lie =>
    (path, body) =>
      path === '/api/directory'
        ? {
            ...body,
            participants: participantsIn(body).map((one) => (one['address'] === address ? { ...one, ...change } : one)),
          }
        : body;
  const indexed = async (): Promise<void> => {
    const head = await house.ledger.client.head();
    await waitFor('the read model has it', async () => BigInt(String((await answerOf('/health'))['nextBlock'])) > head);
  };

  it('takes the directory that the ledger holds, and each entry’s newest key', async () => {
    await indexed();
    const { directory, directoryFault } = await visit();
    expect(directoryFault).to.equal(undefined);
    expect(directory.map(({ roleName }) => roleName)).to.include.members([
      'company',
      'provider',
      'portal',
      'collector',
    ]);
  });

  it('H6: refuses as a provider whom the company suspended, or never registered', async () => {
    const { ledger } = house;
    const never = newAccount();
    await ledger.record(never, 'participants', 'ENROL', {
      role: ROLE.provider,
      encryptionKey: never.encryptionKey,
      envelope: '0x',
    });
    const other = newAccount();
    await ledger.enrol(other, ROLE.provider);
    await ledger.record(ledger.company, 'participants', 'SUSPEND', { account: other.address });
    await indexed();
    const { directory } = await visit();
    const standing = (address: Hex): boolean | undefined => directory.find((one) => one.address === address)?.active;
    expect([standing(never.address), standing(other.address), standing(ledger.provider.address)]).to.deep.equal([
      false,
      false,
      true,
    ]);
    for (const { address } of [never, other])
      expect(await refusal(() => visit(withEntry(address, { active: true })))).to.equal('DIRECTORY_UNPROVED');
    expect(await refusal(() => visit(withEntry(ledger.provider.address, { active: false })))).to.equal(
      'DIRECTORY_UNPROVED',
    );
  });

  it('H6: refuses a key that an organisation has replaced, though it said it once itself', async () => {
    const { ledger } = house;
    const { address } = ledger.provider;
    const [old] = participantsIn(await answerOf('/api/directory')).filter((one) => one['address'] === address);
    const stale = await answerOf('/api/directory');
    const next = newAccount();
    const change = acceptKey(keyRegisterOf(ledger.network), next, { account: address, retiring: address });
    await ledger.record(ledger.provider, 'participants', 'KEY_ROTATE', change);
    await indexed();
    const chain = openChainMemory(memoryDatabase());
    const fresh = await visit(undefined, chain);
    expect(fresh.directory.find((one) => one.address === address)?.encryptionKey).to.equal(next.encryptionKey);
    expect(await refusal(() => visit(withEntry(address, { ...old })))).to.equal('DIRECTORY_UNPROVED');
    // All of the directory as it was then, with its genuine proof: a browser that saw a newer head seals nothing for it.
    const older = await visit((path, body) => (path === '/api/directory' ? stale : body), chain);
    expect(older.directoryFault).to.have.property('code', 'HEAD_OLDER');
    expect(await refusal(() => loadParticipant({ ...older, api: apiWith(), chain }, address))).to.equal('HEAD_OLDER');
    const resident = { ...older, api: apiWith(), chain, account: newAccount() };
    expect(await refusal(() => loadReaders(resident, address))).to.equal('HEAD_OLDER');
  });

  it('asks once more for an organisation that joined after the page had read the directory, and believes no other answer', async () => {
    const { address } = house.ledger.provider;
    const chain = openChainMemory(memoryDatabase());
    const early = { ...(await visit(undefined, chain)), directory: [], chain };
    const found = await loadParticipant({ ...early, api: apiWith() }, address);
    expect(found).to.include({ address, roleName: 'provider' });
    const lying = { ...early, api: apiWith(withEntry(address, { active: false })) };
    expect(await refusal(() => loadReaders(lying, address))).to.equal('DIRECTORY_UNPROVED');
    const other = { ...early, api: apiWith() };
    expect(await refusal(() => loadParticipant(other, newAccount().address))).to.equal('PARTICIPANT_UNKNOWN');
  });

  it('refuses a directory without its proof, with another one’s, and with nodes left out', async () => {
    const lies: [Json, string][] = [
      [{ proof: undefined }, 'DIRECTORY_UNPROVED'],
      [{ nodes: [] }, 'PROOF_BROKEN'],
      [{ accountProof: [] }, 'PROOF_BROKEN'],
      [{ header: '0xc0' }, 'HEADER_MISMATCH'],
    ];
    for (const [lie, code] of lies) {
      const told: Lie = (path, body) =>
        path !== '/api/directory'
          ? body
          : 'proof' in lie
            ? { ...body, ...lie }
            : { ...body, proof: { ...looseFields(body['proof']), ...lie } };
      expect(await refusal(() => visit(told))).to.equal(code);
    }
    const { network } = await visit();
    expect(
      (
        await loadDirectory(
          apiWith((_, body) => ({ ...body, participants: [], proof: undefined })),
          network,
        )
      ).participants,
    ).to.have.length(0);
  });

  it('H6, T3: takes a new seal key only by a block that recorded its handover, under the key before', async () => {
    const { ledger } = house;
    const { network } = ledger;
    const data = join(ledger.folder, 'sealer');
    const first = await loadSigningKey(data, 'seal');
    const head = await ledger.client.head();
    // Signed by both keys, and recorded nowhere: a thief of a retired key has no more.
    const thief = newAccount();
    const madeUp = handoverToJson(handoverAt(domainOf(network), head + 1000n, first, thief));
    const told: Lie = (path, body) => (path === '/api/network' ? { ...body, handovers: [madeUp] } : body);
    expect((await visit(told)).network.handovers).to.deep.equal([]);

    const handOver = handOverIn(data);
    const { next } = await rotateSealKey({
      url: ledger.url,
      company: ledger.company,
      handOver,
      ahead: 5_000n,
      waitMs: 30_000,
    });
    await indexed();
    const { network: keyed } = await visit();
    expect(keyed.handovers?.map((handover) => handover.next)).to.deep.equal([next]);
    expect(await refusal(() => visit(told))).to.equal('HANDOVER_UNRECORDED');
    const [block] = (await answerOf('/api/handovers'))['blocks'] as unknown[];
    const shown =
      (change: Json): Lie =>
      (path, body) =>
        path === '/api/handovers' ? { blocks: [{ ...looseFields(block), ...change }] } : body;
    expect(await refusal(() => visit(shown({ receipts: [] })))).to.equal('HANDOVER_UNRECORDED');
    expect(await refusal(() => visit(shown({ header: '0xc0' })))).to.equal('HEADER_MISMATCH');
    // Without the block the page goes on with the key that it knows, and believes no seal of another.
    const silent = await visit((path, body) => (path === '/api/handovers' ? { blocks: [] } : body));
    expect(silent.network.handovers).to.deep.equal([]);
    // A block that another key sealed says nothing: not even one that the statement itself names.
    const [handover] = keyed.handovers ?? [];
    if (handover === undefined) throw new Error('no handover');
    const [shownBlock] = handoverBlocksSchema.parse(await answerOf('/api/handovers')).blocks;
    if (shownBlock === undefined) throw new Error('no block');
    const under = (address: Hex) => ({ ...network, seal: { ...network.seal, address } });
    checkRecordedHandover(under(first.address), handover, shownBlock);
    expect(await refusal(() => checkRecordedHandover(under(thief.address), handover, shownBlock))).to.equal(
      'SEAL_SIGNER',
    );
    const early = { ...handover, validUntil: handover.validFrom - 1n };
    expect(await refusal(() => checkRecordedHandover(network, early, shownBlock))).to.equal('HANDOVER_UNRECORDED');
  });

  // The last one: from here on the network has a witness, and none that answers.
  it('seals nothing for a directory that no standing witness saw as the newest', async () => {
    const { ledger } = house;
    const entry = { witness: newAccount().address, owner: newAccount().address };
    await ledger.record(ledger.company, 'participants', 'WITNESS_ENTER', entry);
    await ledger.record(ledger.portal, 'participants', 'WITNESS_ENTER', entry);
    await indexed();
    const { directory, directoryFault, witnesses } = await visit();
    expect(witnesses).to.deep.include({ required: 1 });
    expect(witnesses.known.map(({ address }) => address)).to.deep.equal([entry.witness]);
    expect(directory).not.to.have.length(0);
    expect(directoryFault).to.have.property('code', 'COSIGNATURES_MISSING');
  });
});
