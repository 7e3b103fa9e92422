import { join } from 'node:path';
import { expect } from 'chai';
import { createCosignatureCollector } from '../../../app/server/read/collect-cosignatures.ts';
import { checkWitnessPolicy, parseWitnesses } from '../../../app/server/witness-settings.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { checkWitnesses } from '../../../core/domain/seal/light-client.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import type { WitnessCosignatureJson } from '../../../core/domain/evidence/witness-cosignature.ts';
import { refusal } from '../../support/refusal.ts';
import { COMPANY, PORTAL, startCompany, STRANGER } from '../../sealer/support/company.ts';
import { fakePeer } from '../../sealer/support/fake-peer.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const SIGNAL = new AbortController().signal;
/** The longest that a replica holds a question. */
const WAIT_MS = 10_000;

describe('witnesses of the portal', () => {
  it('refuses a policy that cannot be met, names one twice, or counts the company', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const one = { address: PORTAL.address, name: 'Portal', url: undefined };
    expect(() => parseWitnesses([{ address: PORTAL.address }])).to.throw('each witness is');
    expect(() => parseWitnesses([one, { ...one, name: 'Again' }])).to.throw('twice');
    expect(() => parseWitnesses([{ ...one, address: '0x12' }])).to.throw('20');
    const check = (witnesses: object[], required: number): Promise<string> =>
      refusal(async () => checkWitnessPolicy(sealer.network, { witnesses: parseWitnesses(witnesses), required }));
    expect(await check([one], 2)).to.equal('WITNESSES_TOO_FEW');
    expect(await check([{ ...one, address: COMPANY.address }], 1)).to.equal('WITNESS_IS_COMPANY');
    expect(await check([{ ...one, address: sealer.network.seal.address }], 1)).to.equal('WITNESS_IS_COMPANY');
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
      { address: await addressOf('one'), name: 'One', url: undefined },
      { address: await addressOf('two'), name: 'Two', url: two.url },
      { address: PORTAL.address, name: 'Silent', url: silent.url },
      { address: STRANGER.address, name: 'Dead', url: 'http://127.0.0.1:9' },
    ];
    const { network } = sealer;
    const head = sealer.chain.head;
    if (head === undefined) throw new Error('there is a head');
    const collect = (required: number, known = witnesses): Promise<WitnessCosignatureJson[]> =>
      createCosignatureCollector({
        domain: domainOf(network),
        replicaUrl: one.url,
        policy: { witnesses: known, required },
      })(head, WAIT_MS);
    // How long the living take on this machine; their first word is also written to their disks.
    const asked = performance.now();
    await collect(2, witnesses.slice(0, 2));
    const quick = Math.ceil(performance.now() - asked);
    const started = performance.now();
    const words = await collect(2);
    // Whoever waits for the silent one has waited all of its time.
    expect(performance.now() - started).to.be.below(WAIT_MS);
    const policy = { witnesses: witnesses.map(({ address }) => address), required: 2 };
    const cosignatures = words.map((word) => ({ ...word, number: BigInt(word.number), time: BigInt(word.time) }));
    const found = checkWitnesses({ network, number: head.number, sealHash: head.sealHash, cosignatures, policy });
    expect(found).to.have.members([witnesses[0]?.address, witnesses[1]?.address]);

    const short = createCosignatureCollector({
      domain: domainOf(network),
      replicaUrl: one.url,
      policy: { witnesses, required: 3 },
    });
    expect(await short(head, Math.min(200 + 20 * quick, WAIT_MS))).to.have.length(2);
    expect(await short({ ...head, sealHash: toHex(new Uint8Array(32)) }, 200 + quick)).to.deep.equal([]);
    expect(await collect(1, witnesses.slice(1, 2))).to.have.length(1);
  });
});
