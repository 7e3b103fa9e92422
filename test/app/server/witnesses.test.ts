import { join } from 'node:path';
import { expect } from 'chai';
import {
  createCosignatureCollector,
  type CosignatureCollector,
} from '../../../app/server/read/collect-cosignatures.ts';
import { readSeals } from '../../../app/server/read/light-client.ts';
import { openWitnessRegister } from '../../../app/server/read/witness-register.ts';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { toHex, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { checkWitnesses } from '../../../core/domain/seal/light-client.ts';
import { parseSeal } from '../../../core/domain/seal/seal.ts';
import { readWitnessRegister } from '../../../core/domain/witnesses/witness-register.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import type { WitnessCosignatureJson } from '../../../core/domain/evidence/witness-cosignature.ts';
import { refusal } from '../../support/refusal.ts';
import { COMPANY, PORTAL, startCompany, STRANGER, SUBSCRIBER } from '../../sealer/support/company.ts';
import { fakePeer } from '../../sealer/support/fake-peer.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const SIGNAL = new AbortController().signal;
/** The longest that a replica holds a question. */
const WAIT_MS = 10_000;

describe('witnesses of the portal', () => {
  it('are those that the register shows at a sealed block, without the company’s and the portal’s own', async () => {
    using folder = tempFolder();
    const [other, another] = [STRANGER.address, SUBSCRIBER.address];
    const witnesses = [
      { key: other, owner: other },
      { key: another, owner: PORTAL.address },
      { key: COMPANY.address, owner: COMPANY.address },
    ];
    await using sealer = await startCompany(join(folder.path, 'sealer'), { witnesses: JSON.stringify(witnesses) });
    const { network, url } = sealer;
    const client = await connectChain({ url, queueUrl: url });
    const register = openWitnessRegister({ client });
    const { seal, ...proof } = await register.proof();
    const standing = readWitnessRegister(network, { ...proof, seal: parseSeal(seal) });
    expect(standing.map(({ key, owner }) => ({ key, owner }))).to.deep.equal(witnesses);
    expect((await register.counted()).map(({ key }) => key)).to.deep.equal([other]);

    const broken = (change: object): Promise<string> =>
      refusal(() => readWitnessRegister(network, { ...proof, seal: parseSeal(seal), ...change }));
    expect(await broken({ nodes: proof.nodes.slice(0, -1) })).to.equal('PROOF_BROKEN');
    expect(await broken({ accountProof: proof.accountProof.slice(1) })).to.equal('PROOF_BROKEN');
    const [first] = await readSeals(client, 0n, 1);
    if (first === undefined) throw new Error('there is a block 0');
    expect(await broken({ header: first.header })).to.equal('HEADER_MISMATCH');
    const foreign = { ...parseSeal(seal), signature: STRANGER.sign(ZERO_32) };
    expect(await broken({ seal: foreign })).to.equal('SEAL_SIGNER');
  });

  it('collects from all replicas, counts the named ones only, and waits for no dead or silent one', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const start = async (name: string): ReturnType<typeof startReplica> => {
      const overrides = { data: join(folder.path, name), from: sealer.url, port: 0, logLevel: 'silent', witness: true };
      return startReplica(readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides }), SIGNAL);
    };
    await using one = await start('one');
    await using two = await start('two');
    await using silent = await fakePeer(() => undefined);
    const addressOf = async (name: string): Promise<`0x${string}`> =>
      (await loadSigningKey(join(folder.path, name), 'witness')).address;
    const witnesses = [
      { key: await addressOf('one'), url: undefined },
      { key: await addressOf('two'), url: two.url },
      { key: PORTAL.address, url: silent.url },
      { key: STRANGER.address, url: 'http://127.0.0.1:9' },
    ];
    const { network } = sealer;
    const head = sealer.chain.head;
    if (head === undefined) throw new Error('there is a head');
    const collector = (required: number, known = witnesses): CosignatureCollector =>
      createCosignatureCollector({
        domain: domainOf(network),
        replicaUrl: [one.url],
        witnessUrls: known.flatMap(({ url }) => url ?? []),
        counted: async () => known.map(({ key }) => ({ key, owner: key })),
        cosignaturesRequired: required,
      });
    const collect = (required: number, known = witnesses): Promise<WitnessCosignatureJson[]> =>
      collector(required, known)(head, WAIT_MS);
    // How long the living take on this machine; their first word is also written to their disks.
    const asked = performance.now();
    await collect(2, witnesses.slice(0, 2));
    const quick = Math.ceil(performance.now() - asked);
    const started = performance.now();
    const words = await collect(2);
    // Whoever waits for the silent one has waited all of its time.
    expect(performance.now() - started).to.be.below(WAIT_MS);
    const policy = { witnesses: witnesses.map(({ key }) => key), required: 2 };
    const cosignatures = words.map((word) => ({ ...word, number: BigInt(word.number), time: BigInt(word.time) }));
    const found = checkWitnesses({ network, number: head.number, sealHash: head.sealHash, cosignatures, policy });
    expect(found).to.have.members([witnesses[0]?.key, witnesses[1]?.key]);

    const short = collector(3);
    expect(await short(head, Math.min(200 + 20 * quick, WAIT_MS))).to.have.length(2);
    expect(await short({ ...head, sealHash: toHex(new Uint8Array(32)) }, 200 + quick)).to.deep.equal([]);
    expect(await collect(1, witnesses.slice(1, 2))).to.have.length(1);
  });
});
