import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../core/domain/ledger/account.ts';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { toHex, type Hex } from '../../../core/domain/bytes/hex.ts';
import { cosignatureDigest } from '../../../core/domain/seal/seal.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { refusal } from '../../support/refusal.ts';
import { ask, outcome, rate, startCompany, submit } from '../support/company.ts';
import { copyCompany } from '../support/copy-company.ts';
import { waitFor } from '../../support/wait-for.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { replicaSettingsOf } from './support/replica-settings.ts';

const SIGNAL = new AbortController().signal;
const WITNESS = accountFromMnemonic(createMnemonic());
const OTHER_HASH = toHex(new Uint8Array(32).fill(9));

async function carry(sealer: RunningSealer, n: number): Promise<void> {
  const { body } = await submit(sealer.url, rate(sealer.network, n));
  expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
}

function wordOf(sealer: RunningSealer, number: bigint, sealHash: Hex, signer: Account = WITNESS): object {
  const time = BigInt(Math.floor(Date.now() / 1000));
  const signature = signer.sign(cosignatureDigest(domainOf(sealer.network), { number, sealHash, time }));
  return { witness: WITNESS.address, number: number.toString(), sealHash, time: time.toString(), signature };
}

async function witnessesOf(replica: RunningReplica, number: bigint): Promise<string[]> {
  const { body } = await ask(`${replica.url}/v1/cosignatures/${number}`);
  return (body['cosignatures'] as { witness: string }[]).map(({ witness }) => witness).sort();
}

function evidenceFiles(data: string): string[] {
  return existsSync(join(data, 'evidence')) ? readdirSync(join(data, 'evidence')) : [];
}

describe('witnesses of other replicas', () => {
  it('refuses peers that are no list of replicas with their witnesses', async () => {
    const fault = (peers: unknown): Promise<string> =>
      refusal(() => replicaSettingsOf('/tmp/x', 'http://127.0.0.1:1', { peers }));
    expect(await fault([{ url: 'http://127.0.0.1:1' }])).to.equal('SETTINGS_INVALID');
    expect(await fault([{ url: 'nowhere', witness: WITNESS.address }])).to.equal('SETTINGS_INVALID');
    expect(await fault({})).to.equal('SETTINGS_INVALID');
  });

  it('takes no cosignature that is forged, of a stranger, or over another block, and is hurt by none', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const head = sealer.chain.head;
    if (head === undefined) throw new Error('there is a head');
    const stranger = accountFromMnemonic(createMnemonic());
    let asked = 0;
    await using liar = await fakePeer((path, response) => {
      if (path.startsWith('/v1/blocks'))
        return sendJson(response, { blocks: [{ number: '1' }], head: { number: '1', sealHash: OTHER_HASH } });
      asked++;
      sendJson(response, {
        cosignatures: [
          wordOf(sealer, head.number, head.sealHash, stranger),
          { ...wordOf(sealer, head.number, head.sealHash, stranger), witness: stranger.address },
          wordOf(sealer, head.number, OTHER_HASH),
          { nonsense: true },
        ],
      });
    });
    const data = join(folder.path, 'replica');
    const peers = [{ url: liar.url, witness: WITNESS.address }];
    await using replica = await startReplica(replicaSettingsOf(data, sealer.url, { peers, witness: true }), SIGNAL);
    await waitFor('the peer is asked again and again', () => (asked > 2 ? true : undefined));
    expect(await witnessesOf(replica, head.number))
      .to.have.length(1)
      .and.not.include(WITNESS.address);
    expect((await ask(`${replica.url}/health`)).status).to.equal(200);
    expect(evidenceFiles(data)).to.deep.equal([]);
  });

  it('refuses, by name, a peer that shows no word of its witness, and a word over another block that shows no seal of it', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const head = sealer.chain.head;
    if (head === undefined) throw new Error('there is a head');
    const sealed = await (await fetch(`${sealer.url}/v1/blocks?from=${head.number}&limit=1`)).text();
    const answering = (words: object[]) =>
      fakePeer((path, response) => {
        // The seal that it shows is the company's own: no proof of another block.
        if (path.startsWith('/v1/blocks')) response.setHeader('content-type', 'application/json').end(sealed);
        else sendJson(response, { cosignatures: words });
      });
    await using silent = await answering([]);
    await using liar = await answering([wordOf(sealer, head.number, OTHER_HASH)]);
    const data = join(folder.path, 'replica');
    const peers = [silent, liar].map(({ url }) => ({ url, witness: WITNESS.address }));
    await using replica = await startReplica(replicaSettingsOf(data, sealer.url, { peers }), SIGNAL);
    for (const code of ['COSIGNATURE_MISSING', 'COSIGNATURE_CONTRADICTS'])
      await waitFor(`a peer is refused for ${code}`, async () => {
        const metrics = await (await fetch(`${replica.url}/metrics`)).text();
        return metrics.includes(`peer_refused_total{code="${code}"}`) || undefined;
      });
    expect(await witnessesOf(replica, head.number)).to.deep.equal([]);
    expect((await ask(`${replica.url}/health`)).status).to.equal(200);
    expect(evidenceFiles(data)).to.deep.equal([]);
  });

  it('is held up neither by a peer that never answers nor by one that never ends', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    let given = 0;
    await using silent = await fakePeer((_path, response) => void response.once('close', () => given++));
    await using endless = await fakePeer((_path, response) => {
      const pour = (): void => {
        if (!response.destroyed) response.write(Buffer.alloc(16_384, 32), () => setImmediate(pour));
      };
      pour();
    });
    const peers = [silent, endless].map(({ url }) => ({ url, witness: WITNESS.address }));
    await using replica = await startReplica(
      replicaSettingsOf(join(folder.path, 'replica'), sealer.url, { peers, witness: true }),
      SIGNAL,
    );
    // A replica that is held up takes a block only when the silent one has been given up.
    let n = 0;
    await waitFor('a block is taken and cosigned while the silent peer is still asked', async () => {
      const before = given;
      await carry(sealer, n++);
      const number = BigInt(n) + 1n;
      await holds(replica.chain, number);
      expect(await witnessesOf(replica, number)).to.have.length(1);
      return given === before;
    });
    const metrics = await waitFor('the endless answer is cut', async () => {
      const text = await (await fetch(`${replica.url}/metrics`)).text();
      return text.includes('peer_refused_total{code="SOURCE_UNREACHABLE"}') ? text : undefined;
    });
    expect(metrics).to.include(`domledger_replica_head_number ${n + 1}`);
  });

  it('serves the cosignatures of all replicas that cosign for each other', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const first = join(folder.path, 'first');
    await using one = await startReplica(replicaSettingsOf(first, sealer.url, { witness: true }), SIGNAL);
    const { address } = await loadSigningKey(first, 'witness');
    const peers = [{ url: one.url, witness: address }];
    await using two = await startReplica(
      replicaSettingsOf(join(folder.path, 'second'), sealer.url, { witness: true, peers }),
      SIGNAL,
    );
    await carry(sealer, 0);
    await carry(sealer, 1);
    for (const number of [1n, 2n, 3n]) {
      const found = await waitFor(`block ${number} is cosigned by both`, async () => {
        await holds(two.chain, number);
        const witnesses = await witnessesOf(two, number);
        return witnesses.length === 2 ? witnesses : undefined;
      });
      expect(found).to.include(address);
    }
  });

  it('keeps the proof against a witness that says another block than it said before, and follows on', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'));
    const head = sealer.chain.head;
    if (head === undefined) throw new Error('there is a head');
    await using liar = await fakePeer((path, response) => {
      if (path.startsWith('/v1/blocks'))
        return sendJson(response, { blocks: [], head: { number: '1', sealHash: OTHER_HASH } });
      const words = [wordOf(sealer, head.number, head.sealHash), wordOf(sealer, head.number, OTHER_HASH)];
      sendJson(response, { cosignatures: words });
    });
    const data = join(folder.path, 'replica');
    const peers = [{ url: liar.url, witness: WITNESS.address }];
    await using replica = await startReplica(replicaSettingsOf(data, sealer.url, { peers }), SIGNAL);
    const [file = ''] = await waitFor('the proof is kept', () => {
      const files = evidenceFiles(data).filter((name) => name.endsWith('.json'));
      return files.length > 0 ? files : undefined;
    });
    expect(file).to.equal(`double-cosignature-${head.number}-${WITNESS.address.slice(2, 10)}.json`);
    const evidence = parseEvidence(JSON.parse(readFileSync(join(data, 'evidence', file), 'utf8')));
    const { seal } = sealer.network;
    const domain = domainOf(sealer.network);
    expect(checkEvidence(evidence, { domain, signer: seal.address, targetBits: 4 })).to.include('cosigned two seals');
    expect((await ask(`${replica.url}/health`)).status).to.equal(200);
    await carry(sealer, 0);
    await holds(replica.chain, head.number + 1n);
    expect(replica.chain.head?.number).to.equal(head.number + 1n);
  });

  it('finds through another witness that the company shows each of them another block', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    {
      await using founded = await startCompany(data);
      expect(founded.chain.head?.number).to.equal(1n);
    }
    const copy = copyCompany(data, join(folder.path, 'copy'));
    await using sealer = await startCompany(data);
    await using cheat = await startCompany(copy);
    await carry(sealer, 0);
    await carry(cheat, 7);
    const fooled = join(folder.path, 'fooled');
    await using other = await startReplica(replicaSettingsOf(fooled, cheat.url, { witness: true }), SIGNAL);
    const { address } = await loadSigningKey(fooled, 'witness');
    const peers = [{ url: other.url, witness: address }];
    await using replica = await startReplica(
      replicaSettingsOf(join(folder.path, 'replica'), sealer.url, { witness: true, peers }),
      SIGNAL,
    );
    const fault = await waitFor('the fork is found', () => replica.fault());
    expect(fault).to.have.nested.property('evidence.kind', 'double-seal');
    expect((await ask(`${replica.url}/health`)).status).to.equal(503);
    await replica.done;
  });
});
