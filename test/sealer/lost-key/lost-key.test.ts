import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { nameLostKey, requestLostKey, signLostKey } from '../../../core/chain/keys/lost-seal-key.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../../../core/domain/limits.ts';
import { domainOf, type Network } from '../../../core/domain/ledger/network.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import type { LostKeyRequest } from '../../../core/domain/handovers/lost-key.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { openChain, type Chain } from '../../../sealer/chain/chain.ts';
import { sealRulesOf } from '../../../sealer/chain/seal-rules.ts';
import { handOverIn } from '../../../sealer/keys/hand-over-in.ts';
import { rotateSealKey } from '../../../sealer/keys/rotate-seal-key.ts';
import { openSealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import { writeLostKey, type LostHandover } from '../../../sealer/lost-key/lost-key-file.ts';
import { waitsForLostKey } from '../../../sealer/lost-key/seal-over-lost-key.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { newAccount } from '../../support/world/actors.ts';
import { refusal } from '../../support/refusal.ts';
import { startEngine } from '../support/chains.ts';
import { ask, COMPANY, outcome, PORTAL, rate, startCompany, STRANGER, submit, SUBSCRIBER } from '../support/company.ts';
import { holds, stopHeld } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;
const WITNESSES = [STRANGER, SUBSCRIBER];

/** A company whose key of the seal is lost 90 days after its founding, and a replica that holds what it had sealed. */
describe('a lost key of the seal', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'sealer');
  let shift = 0n;
  const now = (): number => Date.now() + Number(shift) * 1000;
  const seconds = (): bigint => BigInt(Math.floor(now() / 1000));
  const witnesses = JSON.stringify(WITNESSES.map(({ address }) => ({ key: address, owner: address })));
  const start = (): Promise<RunningSealer> =>
    startCompany(data, { witnesses, heartbeat: '1s', alone: true, port }, now);
  let port = 0;
  let network: Network;
  let replica: RunningReplica;
  let sealer: RunningSealer;
  let request: LostKeyRequest;
  let handover: LostHandover;
  let unbegun: { number: bigint; next: string };

  const upTo = async (number: bigint, from: Chain): Promise<Chain> => {
    const file = join(mkdtempSync(join(folder.path, 'chain-')), 'blocks.log');
    const chain = await openChain({ file, engine: await startEngine(), rules: sealRulesOf(network), now });
    for (let n = 0; n < Number(number); n++) await chain.follow(from.record(n));
    return chain;
  };
  const ask90 = async (time = seconds()): Promise<LostKeyRequest> => {
    const client = await connectChain({ url: replica.url, queueUrl: replica.url });
    const next = (await openSealKeyring(data).all()).at(-1)?.address ?? '0x';
    return (await requestLostKey({ client, url: replica.url, portal: PORTAL, next, time })).request;
  };

  before(async () => {
    sealer = await start();
    ({ network } = sealer);
    port = Number(new URL(sealer.url).port);
    const overrides = { data: join(folder.path, 'replica'), port: 0, logLevel: 'silent', poll: '10ms' };
    const settings = readSettings(replicaSettings, {
      prefix: 'TEST_REPLICA_',
      overrides: { ...overrides, from: sealer.url },
    });
    replica = await startReplica(settings, SIGNAL, now);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    await replica[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  it('is not replaced where fewer than two witnesses have stood for 90 days', async () => {
    expect(await refusal(() => ask90())).to.equal('WITNESSES_TOO_FEW');
  });

  it('is named by the portal, and by witnesses whose own replica holds no later block', async () => {
    shift += WITNESS_STANDING + 60n;
    await holds(replica.chain, (sealer.chain.head?.number ?? 0n) + 2n);
    const early = await ask90();
    await holds(replica.chain, early.head + 1n);
    const sign = (of: LostKeyRequest, witness = STRANGER, at = seconds()): Promise<string> =>
      signLostKey({ network, url: replica.url, request: of, witness, now: at });
    expect(await refusal(() => sign(early))).to.equal('LOST_KEY_HEAD');
    // Another key was to follow soon: the lost one takes it along.
    const ahead = { url: sealer.url, company: COMPANY, handOver: handOverIn(data), ahead: 40n, waitMs: 10_000, now };
    unbegun = await rotateSealKey(ahead);
    await stopHeld(sealer, replica);
    rmSync(join(data, 'seal.json'));
    await openSealKeyring(data).create();
    request = await ask90();
    expect(request.head < unbegun.number).to.equal(true);
    expect(await refusal(() => sign(request, newAccount()))).to.equal('WITNESS_NOT_COUNTED');
    expect(await refusal(() => sign(request, STRANGER, seconds() - 3_600n))).to.equal('LOST_KEY_TIME');
    const words = await Promise.all(WITNESSES.map((witness) => sign(request, witness)));
    const next = (await openSealKeyring(data).all()).at(-1);
    if (next === undefined) throw new Error('no next key');
    const name = (of: readonly string[]): Promise<LostHandover> =>
      nameLostKey({ network, url: replica.url, request, words: of as `0x${string}`[], next });
    expect(await refusal(() => name(words.slice(1)))).to.equal('WITNESSES_TOO_FEW');
    handover = await name(words.toReversed());
  });

  it('leaves a sealer that waits for fourteen days, takes nothing, and says until when', async () => {
    expect(await refusal(() => start())).to.equal('SEAL_KEY_MISSING');
    writeFileSync(join(data, 'lost-key.json'), '{');
    expect(await refusal(() => start())).to.equal('LOST_KEY_FILE');
    writeLostKey(data, handover);
    sealer = await start();
    const { body } = await ask(`${sealer.url}/health`);
    expect(body['lostKey']).to.include({ next: handover.next, block: handover.number.toString() });
    const refused = await submit(sealer.url, rate(network, 1));
    expect([refused.status, refused.body['code']]).to.deep.equal([503, 'LOST_KEY_WAITS']);
    shift += SEAL_KEY_SILENCE - 3_600n;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(sealer.chain.head?.number).to.equal(request.head);
  });

  it('is followed then by the new key, on which replicas, verification and the next rotation agree', async () => {
    shift += 3_660n;
    await holds(sealer.chain, handover.number + 1n);
    const first = sealer.chain.record(Number(handover.number));
    expect(recoverAddress(sealDigest(domainOf(network), first.seal), first.seal.signature)).to.equal(handover.next);
    const { body } = await submit(sealer.url, rate(network, 1, COMPANY, { timestamp: seconds() }));
    expect(await outcome(sealer.url, body['digest'])).to.have.property('state', 'sealed');
    const { url } = sealer;
    const rotated = await rotateSealKey({
      ...{ url, company: COMPANY, handOver: handOverIn(data), ahead: 12n, waitMs: 10_000, now },
    });
    expect(rotated.retiring).to.equal(handover.next);
    await holds(sealer.chain, rotated.number + 1n);
    const records = recordsOfUrl(url, SIGNAL);
    expect(await verifyChain({ network, records, engine: await startEngine() })).to.have.property('ok', true);
    await holds(replica.chain, rotated.number + 1n);
    expect(replica.fault()).to.equal(undefined);
    await using late = await upTo(rotated.number + 1n, sealer.chain);
    expect(late.handovers.map(({ next }) => next)).to.deep.equal([unbegun.next, handover.next, rotated.next]);
    await holds(sealer.chain, unbegun.number + 1n);
    expect(sealer.chain.sealKeyAt(unbegun.number)).to.equal(rotated.next);
  });

  it('is not followed before its time by the own clock, behind another block, or after the living key', async () => {
    await using behind = await upTo(handover.number, sealer.chain);
    const first = sealer.chain.record(Number(handover.number));
    const here = shift;
    shift -= 3_600n + 900n;
    expect(await refusal(() => behind.follow(first))).to.equal('LOST_KEY_EARLY');
    shift = here;
    expect(waitsForLostKey(behind, handover)).to.equal(true);
    await behind.follow(first);
    expect(waitsForLostKey(behind, handover)).to.equal(false);
    // Some other key sealed the block that this one was to seal.
    const late = { ...handover, next: STRANGER.address };
    expect(await refusal(() => waitsForLostKey(behind, late))).to.equal('LOST_KEY_ENDED');
    await using other = await upTo(handover.number - 1n, sealer.chain);
    expect(await refusal(() => other.follow({ ...first, number: handover.number - 1n }))).to.equal('LOST_KEY_HEAD');
    expect(existsSync(join(data, 'lost-key.json'))).to.equal(true);
  });
});
