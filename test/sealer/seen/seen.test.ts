import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { openOutbox } from '../../../core/chain/outbox.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { checkCensored } from '../../../core/domain/evidence/check-censored.ts';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceToJson, parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import {
  internalBlockDigest,
  signBlock,
  signedBlockToJson,
  type SignedBlock,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { parseSeen, readSeen, seenAt } from '../../../core/domain/seal/seen.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { sealRulesOf } from '../../../sealer/chain/seal-rules.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { loadSigningKey } from '../../../sealer/keys/signing-key.ts';
import { openLogIndex } from '../../../sealer/chain/index/log-index.ts';
import { openSeenDesk } from '../../../sealer/seen/seen-desk.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { refusal } from '../../support/refusal.ts';
import { runCli } from '../../support/run-cli.ts';
import { waitFor } from '../../support/wait-for.ts';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { writeNetworkFile } from '../../../sealer/network/network-file.ts';
import { cleared, looks, raised, startWatching, watchdogOf } from '../../app/watchdog/support.ts';
import { cheatingWith } from '../support/cheating.ts';
import { ask, blockOf, COMPANY, letIn, outcome, rate, startCompany, STRANGER, SUBSCRIBER } from '../support/company.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;

describe('a block that is brought to a replica', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  /** Two replicas with witnesses, each the other's peer; the queue that they know is deaf to all. */
  let replicas: RunningReplica[] = [];
  let witnesses: Hex[] = [];
  const opened = new AsyncDisposableStack();
  const company = join(folder.path, 'sealer');

  before(async () => {
    const folders = ['one', 'other'].map((name) => join(folder.path, name));
    witnesses = await Promise.all(folders.map(async (data) => (await loadSigningKey(data, 'witness')).address));
    const first = JSON.stringify(witnesses.map((key) => ({ key, owner: key })));
    sealer = opened.use(await startCompany(company, { heartbeat: '1h', witnesses: first }));
    await letIn(sealer, STRANGER, ROLE.provider);
    await letIn(sealer, SUBSCRIBER, ROLE.subscriber);
    const deaf = opened.use(
      await fakePeer((_path, response) => {
        response.statusCode = 403;
        sendJson(response, { code: 'SENDER_SUSPENDED', detail: 'no' });
      }),
    );
    const start = async (at: number, port: number, peerPort: number): Promise<RunningReplica> => {
      const peers = [{ url: `http://127.0.0.1:${peerPort}`, witness: witnesses[1 - at] }];
      const overrides = {
        data: folders[at],
        from: sealer.url,
        queue: deaf.url,
        port,
        witness: true,
        logLevel: 'silent',
        poll: '20ms',
        peers,
      };
      return opened.use(await startReplica(readSettings(replicaSettings, { prefix: 'TEST_SEEN_', overrides }), SIGNAL));
    };
    const [one = 0, other = 0] = await freePorts(2);
    replicas = [await start(0, one, other), await start(1, other, one)];
  });
  after(async () => {
    await opened.disposeAsync();
    folder[Symbol.dispose]();
  });

  const url = (at: number): string => replicas[at]?.url ?? '';
  const bring = (at: number, signed: SignedBlock) => ask(`${url(at)}/v1/seen`, signedBlockToJson(signed));
  const digestOf = ({ ledger, block }: SignedBlock): Hex =>
    internalBlockDigest(domainOf(sealer.network), ledger, block);
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));
  const caughtUp = async (): Promise<void> => {
    for (const { chain } of replicas) await holds(chain, sealer.chain.head?.number ?? 0n);
  };

  it('is refused from strangers and the suspended, spoilt, dated ahead, or over already', async () => {
    await caughtUp();
    const { network } = sealer;
    const code = async (signed: SignedBlock): Promise<unknown> => (await bring(0, signed)).body['code'];
    const unknown = blockOf(network, { ...COMPANY, ...(await loadSigningKey(folder.path, 'nobody')) }, 'SUSPEND', {
      account: COMPANY.address,
    });
    expect(await code(unknown)).to.equal('SENDER_NOT_ACTIVE');
    const good = rate(network, 1, STRANGER);
    expect(await code({ ...good, signature: rate(network, 2, STRANGER).signature })).to.equal('SENDER_MISMATCH');
    expect(await code({ ...good, data: '0x00' })).to.equal('DATA_HASH_MISMATCH');
    expect(await code(rate(network, 1, STRANGER, { timestamp: now() + 1_000n }))).to.equal('TIMESTAMP_AHEAD');
    expect(await code(rate(network, 1, STRANGER, { timestamp: now() - 90_000n }))).to.equal('BLOCK_OVER');
    const { body } = await ask(`${sealer.url}/v1/queue`, signedBlockToJson(good));
    await outcome(sealer.url, body['digest']);
    await caughtUp();
    expect(await code(good)).to.equal('BLOCK_OVER');
    expect((await ask(`${url(0)}/v1/seen/${ZERO_32}`)).body['code']).to.equal('SEEN_UNKNOWN');
  });

  it('is refused where no more can lie there, until one of them is over', async () => {
    const { network, chain } = sealer;
    using index = openLogIndex(':memory:', sealRulesOf(network));
    const inStanding = { role: ROLE.provider, active: true, suspended: false, key: STRANGER.address };
    const participants = { of: async () => inStanding, forget: () => undefined };
    const nobody = { witness: undefined, peers: [], queues: [], log: createLog('test', 'silent'), now: Date.now };
    const desk = openSeenDesk({ network, chain, index, participants, ...nobody, most: 1 });
    await desk.take(rate(network, 50, STRANGER));
    expect(await refusal(() => desk.take(rate(network, 51, STRANGER)))).to.equal('SEEN_FULL');
  });

  it('is seen by its witness and by its peers’, bounded for each sender, until it is replaced or carried', async () => {
    const { network } = sealer;
    const domain = domainOf(network);
    const first = rate(network, 10, STRANGER);
    const digest = digestOf(first);
    const { status, body } = await bring(0, first);
    expect(status).to.equal(202);
    const seen = readSeen(body['seen'], { domain, digest, witnesses: new Set(witnesses) });
    expect(seen.map(({ witness }) => witness)).to.have.members(witnesses);
    expect(readSeen(body['seen'], { domain, digest: ZERO_32, witnesses: new Set(witnesses) })).to.deep.equal([]);
    expect(readSeen(body['seen'], { domain, digest, witnesses: new Set([witnesses[0] ?? ZERO_32]) })).to.have.length(1);
    const later = (body['seen'] as object[]).map((word) => ({ ...word, time: '1' }));
    expect(readSeen(later, { domain, digest, witnesses: new Set(witnesses) })).to.deep.equal([]);
    expect(seenAt(seen, 3)).to.equal(undefined);
    expect(Number(now() - (seenAt(seen, 2) ?? 0n))).to.be.within(0, 60);
    expect((await bring(1, first)).body['digest']).to.equal(digest);
    expect((await ask(`${url(1)}/v1/seen`)).body['blocks']).to.have.length(1);

    const instead = signBlock({
      domain,
      ledger: first.ledger,
      signer: STRANGER,
      to: COMPANY.address,
      kind: KIND.RATE,
      subject: ZERO_32,
      data: first.data,
      timestamp: now() + 1n,
      replaces: digest,
    });
    const { body: taken } = await ask(`${sealer.url}/v1/queue`, signedBlockToJson(instead));
    expect((await outcome(sealer.url, taken['digest']))['state']).to.equal('sealed');
    await caughtUp();
    const again = { ...rate(network, 11, STRANGER) };
    await bring(0, again);
    await waitFor(
      'the end of what was replaced',
      async () => ((await ask(`${url(0)}/v1/seen/${digest}`)).status === 404 ? true : undefined),
      { ms: 40_000 },
    );

    let limited: unknown;
    for (let n = 0; n < 40 && limited === undefined; n++)
      limited = (
        await bring(
          1,
          blockOf(
            network,
            SUBSCRIBER,
            'APPEAL',
            {
              category: 1,
              addressees: 1,
              provider: `0x${'00'.repeat(20)}`,
              about: ZERO_32,
              envelope: `0x${n.toString(16).padStart(64, '0')}`,
            },
            { ledger: 'readingLedger' },
          ),
        )
      ).body['code'];
    expect(limited).to.equal('RATE_LIMITED');
  });

  it('becomes the alarm CENSORED when the company keeps it out, with a file that the blocks decide, and ends when it is carried', async () => {
    const { network } = sealer;
    const digestFile = (digest: Hex): string => `censored-${digest.slice(2, 18)}.json`;
    const kept = rate(network, 20, STRANGER);
    await bring(0, kept);
    const sources = [
      { name: 'sealer', url: sealer.url, role: 'sealer' as const },
      { name: 'one', url: url(0), role: 'replica' as const },
      { name: 'other', url: url(1), role: 'replica' as const },
    ];
    const over = { heartbeat: '1h', seenBy: 2, censoredAfter: '1s' };
    await using watchdog = await startWatching(watchdogOf(folder.path, network, sources, over));
    const name = digestFile(digestOf(kept));
    await raised(watchdog, 'CENSORED', name);
    const file = join(folder.path, 'watchdog', 'evidence', name);

    const trust = join(folder.path, 'trust.json');
    writeNetworkFile(trust, network);
    const check = async (path: string, ...more: string[]): Promise<Record<string, unknown>> =>
      JSON.parse((await runCli(['evidence', 'check', path, '--trust', trust, '--json', ...more])).stdout) as Record<
        string,
        unknown
      >;
    expect(await check(file)).to.include({ code: 'EXECUTION_NEEDED' });
    expect((await check(file, '--url', url(0)))['reason']).to.include('before its ten minutes are over');

    const cheat = cheatingWith(sealer, await loadSigningKey(company, 'seal'));
    // Carried with too little gas it is not carried: the alarm stays.
    await cheat.starve(kept);
    await caughtUp();
    await looks(watchdog, 4);
    await raised(watchdog, 'CENSORED', name);
    const record = await cheat.seal(kept);
    await cleared(watchdog, 'CENSORED', name);

    const accused = { domain: domainOf(network), signer: network.seal.address, targetBits: 4 };
    const other = rate(network, 30, STRANGER);
    const words = ((await bring(1, other)).body['seen'] as unknown[]).map(parseSeen);
    const honest = { kind: 'censored' as const, block: other, seen: words };
    expect(await refusal(() => checkEvidence(honest, accused))).to.equal('EXECUTION_NEEDED');
    expect(parseEvidence(evidenceToJson(honest, accused))).to.deep.equal(honest);
    const evidence = { ...honest, block: kept };
    expect(await refusal(() => checkEvidence(evidence, accused))).to.equal('EVIDENCE_INVALID');
    const seen = witnesses.map((witness) => ({
      witness,
      digest: digestOf(kept),
      time: record.timestamp - 1n,
      signature: '0x' as const,
    }));
    const late = { ...record, number: record.number + 1n, timestamp: record.timestamp + 700n, transactions: [] };
    expect(await refusal(() => checkCensored({ block: kept, seen }, network, [record, late]))).to.equal(
      'EVIDENCE_INVALID',
    );
    const without = { ...record, transactions: [] };
    expect(checkCensored({ block: kept, seen }, network, [without, late])).to.include('no block up to');
    expect(await refusal(() => checkCensored({ block: kept, seen }, network, [without]))).to.equal('EVIDENCE_INVALID');
    const brief = blockOf(
      network,
      COMPANY,
      'SUSPEND',
      { account: STRANGER.address },
      { timestamp: record.timestamp - 500n },
    );
    expect(await refusal(() => checkCensored({ block: brief, seen }, network, [without, late]))).to.equal(
      'EVIDENCE_INVALID',
    );
    const twice = { ...honest, seen: [...words, ...words] };
    expect(await refusal(() => checkEvidence(twice, accused))).to.equal('EVIDENCE_INVALID');
  });

  it('reaches the queue by way of a replica when the sender’s own way to it is cut', async () => {
    const { network } = sealer;
    await using deaf = await fakePeer((_path, response) => response.writeHead(502).end('{}'));
    using own = tempFolder();
    const overrides = { data: own.path, from: sealer.url, port: 0, witness: true, logLevel: 'silent', poll: '20ms' };
    await using replica = await startReplica(
      readSettings(replicaSettings, { prefix: 'TEST_SEEN_', overrides }),
      SIGNAL,
    );
    const client = await connectChain({ url: replica.url, queueUrl: deaf.url, network });
    const outbox = openOutbox({ database: new DatabaseSync(':memory:'), client, log: createLog('test', 'silent') });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    const digest = outbox.put(rate(network, 40, STRANGER), 'rate');
    await waitFor('the promise', async () => outbox.receipt(digest));
    expect((await outcome(sealer.url, digest))['state']).to.equal('sealed');
    stop.abort();
    await running;
  });
});
