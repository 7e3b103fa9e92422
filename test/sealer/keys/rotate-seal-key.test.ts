import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import type { Signer } from '../../../core/domain/ledger/internal-block.ts';
import { domainOf, parseNetwork } from '../../../core/domain/ledger/network.ts';
import { admissionDigest, parseReceipt } from '../../../core/domain/seal/admission-receipt.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { parseHandovers } from '../../../core/domain/seal/seal-keys.ts';
import { checkHandovers } from '../../../core/domain/handovers/check-handovers.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { openChain, type Chain } from '../../../sealer/chain/chain.ts';
import { sealRulesOf } from '../../../sealer/chain/seal-rules.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import { connectKeeper } from '../../../sealer/keeper/connect-keeper.ts';
import { readToken } from '../../../core/runtime/access/bearer-token.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { handOverIn } from '../../../sealer/keys/hand-over-in.ts';
import { rotateSealKey, type HandsOver } from '../../../sealer/keys/rotate-seal-key.ts';
import { openSealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import { recordsOfFolder } from '../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { randomFrom } from '../../support/random-from.ts';
import { refusal } from '../../support/refusal.ts';
import { startEngine } from '../support/chains.ts';
import { COMPANY, STRANGER, ask, companySettings, outcome, rate, startCompany, submit } from '../support/company.ts';
import { copyCompany } from '../support/copy-company.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { spawnProgram } from '../support/spawn-program.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { handoverAt } from '../../support/handover.ts';

const SIGNAL = new AbortController().signal;
const QUICK = { heartbeat: '20ms' };

/** @param ahead far enough for a machine that is busy with other things */
async function rotate(url: string, data: string, ahead = 12n, company: Signer = COMPANY) {
  return rotateSealKey({ url, company, handOver: handOverIn(data), ahead, waitMs: 10_000 });
}

function sealerOf(chain: Chain, number: bigint): Hex {
  const { seal } = chain.record(Number(number));
  return recoverAddress(sealDigest(chain.rules.domain, seal), seal.signature);
}

function resealed(chain: Chain, number: bigint, signer: Signer): BlockRecord {
  const record = chain.record(Number(number));
  return { ...record, seal: { ...record.seal, signature: signer.sign(sealDigest(chain.rules.domain, record.seal)) } };
}

/** A replica's chain that holds the blocks before `number`. */
async function upTo(sealer: RunningSealer, folder: string, number: bigint): Promise<Chain> {
  const rules = sealRulesOf(sealer.network);
  const chain = await openChain({ file: join(folder, `before-${number}.log`), engine: await startEngine(), rules });
  for (let n = 0; n < Number(number); n++) await chain.follow(sealer.chain.record(n));
  return chain;
}

describe('rotation of the seal key', () => {
  it('refuses a key too soon, a second handover for an earlier block, a stranger and a folder without the key', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    for (const ahead of [1n, 100_000n])
      expect(await refusal(() => rotate(sealer.url, data, ahead))).to.equal('AT_INVALID');
    expect(await refusal(() => rotate(sealer.url, data, 4n, STRANGER))).to.equal('SENDER_NOT_ACTIVE');
    const elsewhere = join(folder.path, 'elsewhere');
    cpSync(data, elsewhere, { recursive: true });
    rmSync(join(elsewhere, 'seal.json'));
    expect(await refusal(() => rotate(sealer.url, elsewhere))).to.equal('SEAL_KEY_MISSING');
    // What the stranger did not bring to the ledger is open still: the key signs nothing beside it.
    const { number, next } = await rotate(sealer.url, data, 500n);
    expect(sealer.chain.handovers).to.have.length(1);
    expect(sealer.chain.handovers[0]).to.include({ number, next });
    expect(number < 100n).to.equal(true);
    expect(await refusal(() => rotate(sealer.url, data, 2n))).to.equal('AT_INVALID');
  });

  it('refuses the old key from its block on, the new key before it, and a key that was never recorded', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data, QUICK);
    const { number, next, retiring } = await rotate(sealer.url, data);
    await holds(sealer.chain, number + 2n);
    const keys = openSealKeyring(data);
    const [oldKey, newKey] = [await keys.find(retiring), await keys.find(next)];

    await using before = await upTo(sealer, folder.path, number - 1n);
    expect(await refusal(() => before.follow(resealed(sealer.chain, number - 1n, newKey)))).to.equal('SEAL_SIGNER');
    await before.follow(sealer.chain.record(Number(number - 1n)));
    expect(await refusal(() => before.follow(resealed(sealer.chain, number, oldKey)))).to.equal('SEAL_SIGNER');
    await before.follow(sealer.chain.record(Number(number)));
    expect(await refusal(() => before.follow(resealed(sealer.chain, number + 1n, oldKey)))).to.equal('SEAL_SIGNER');

    // Signed by both keys, but never brought to the ledger.
    const third = await keys.create();
    handoverAt(domainOf(sealer.network), number + 1n, newKey, third);
    expect(await refusal(() => before.follow(resealed(sealer.chain, number + 1n, third)))).to.equal('SEAL_SIGNER');
    await before.follow(sealer.chain.record(Number(number + 1n)));
  });

  it('changes exactly at its block, for replicas, receipts, verification and a restart without the old key', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    const overrides = { data: join(folder.path, 'replica'), port: 0, logLevel: 'silent', poll: '10ms' };
    let first: Hex;
    let second: Hex;
    let number: bigint;
    let next: Hex;
    {
      await using sealer = await startCompany(data, QUICK);
      first = sealer.network.seal.address;
      const settings = readSettings(replicaSettings, {
        prefix: 'TEST_REPLICA_',
        overrides: { ...overrides, from: sealer.url },
      });
      await using replica = await startReplica(settings, SIGNAL);
      ({ number, next } = await rotate(sealer.url, data));
      second = next;
      const again = await rotate(sealer.url, data, 16n);
      await holds(sealer.chain, again.number + 1n);
      await holds(replica.chain, again.number + 1n);
      for (const chain of [sealer.chain, replica.chain]) {
        expect(sealerOf(chain, number - 1n)).to.equal(first);
        expect(sealerOf(chain, number)).to.equal(second);
        expect(sealerOf(chain, again.number - 1n)).to.equal(second);
        expect(sealerOf(chain, again.number)).to.equal(again.next);
      }
      expect(replica.fault()).to.equal(undefined);
      const { body } = await ask(`${replica.url}/v1/handovers`);
      const handovers = parseHandovers(body['handovers']);
      checkHandovers({ domain: domainOf(sealer.network), signer: first }, handovers);
      expect(handovers.map((each) => each.number)).to.deep.equal([number, again.number]);

      const { body: receipt } = await submit(sealer.url, rate(sealer.network, 1));
      const admission = parseReceipt(receipt);
      const digest = admissionDigest(domainOf(sealer.network), admission);
      expect(recoverAddress(digest, admission.signature)).to.equal(again.next);
      await outcome(sealer.url, receipt['digest']);
      next = again.next;
    }
    for (const name of ['seal', 'seal-2']) {
      rmSync(join(data, `${name}.json`));
      rmSync(join(data, `${name}.password`));
    }
    const network = parseNetwork(JSON.parse(readFileSync(join(data, 'network.json'), 'utf8')));
    await using engine = await startEngine();
    expect(await verifyChain({ network, records: recordsOfFolder(data), engine })).to.have.property('ok', true);
    await using sealer = await startCompany(data, QUICK);
    const head = sealer.chain.head?.number ?? 0n;
    await holds(sealer.chain, head + 2n);
    expect(sealerOf(sealer.chain, head + 2n)).to.equal(next);
    expect(existsSync(join(data, 'seal.json'))).to.equal(false);
  });

  it('refuses to start without the key in force', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    {
      await using sealer = await startCompany(data, QUICK);
      const { number } = await rotate(sealer.url, data);
      await holds(sealer.chain, number);
    }
    rmSync(join(data, 'seal-2.json'));
    expect(await refusal(() => startCompany(data, QUICK))).to.equal('SEAL_KEY_MISSING');
  });

  it('is found out by verification when one seal is by the other key', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data, QUICK);
    const { number, next, retiring } = await rotate(sealer.url, data);
    await holds(sealer.chain, number + 1n);
    const keys = openSealKeyring(data);
    const [oldKey, newKey] = [await keys.find(retiring), await keys.find(next)];
    const { blockRecordToJson } = await import('../../../core/domain/seal/block-record.ts');
    for (const [at, signer] of [
      [number, oldKey],
      [number - 1n, newKey],
    ] as const) {
      const records = Array.from({ length: Number(number) + 1 }, (_, n) =>
        blockRecordToJson(BigInt(n) === at ? resealed(sealer.chain, at, signer) : sealer.chain.record(n)),
      );
      await using engine = await startEngine();
      const result = await verifyChain({ network: sealer.network, records, engine });
      expect(result).to.have.nested.property('fault.code', 'SEAL_SIGNER');
      expect(result).to.have.nested.property('fault.block', Number(at));
    }
  });

  it('survives kill -9 at any moment between the announcement and the change', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    const random = randomFrom(77);
    for (let kill = 0; kill < 4; kill++) {
      let { number, url } = { number: 0n, url: '' };
      {
        const sealer = await spawnProgram('./company-process.ts', companySettings(data, QUICK));
        url = sealer.url;
        ({ number } = await rotate(url, data, 100n));
        await delay(random() * 1_500);
        await sealer.kill();
      }
      await using sealer = await startCompany(copyCompany(data, join(folder.path, `copy-${kill}`)), QUICK);
      await holds(sealer.chain, number + 1n);
      expect(sealerOf(sealer.chain, number - 1n)).to.equal(sealer.chain.sealKeyAt(number - 1n));
      expect(sealerOf(sealer.chain, number)).to.equal(sealer.chain.handovers[kill]?.next);
    }
  });

  it('is told to wait still where no block comes in time', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data, { blockInterval: '90s' });
    const handOver = handOverIn(data);
    const rotating = rotateSealKey({ url: sealer.url, company: COMPANY, handOver, ahead: 4n, waitMs: 1 });
    expect(await refusal(() => rotating)).to.equal('HANDOVER_WAITING');
  });

  it('is told that the register refused it where another handover for that block was carried first', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const keys = openSealKeyring(data);
    const handOver: HandsOver = async ({ number }, retiring, domain) => {
      await rotate(sealer.url, data);
      return handoverAt(domain, number, await keys.find(retiring), await keys.create());
    };
    const late = rotateSealKey({ url: sealer.url, company: COMPANY, handOver, ahead: 4n, waitMs: 10_000 });
    expect(await refusal(() => late)).to.equal('HANDOVER_REFUSED');
    expect(sealer.chain.handovers).to.have.length(1);
  });

  it('signs one statement where two ask at once', async () => {
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    await using sealer = await startCompany(data);
    const [first] = await openSealKeyring(data).all();
    if (first === undefined) throw new Error('there is a key');
    const term = { number: 90n, validFrom: 5n, validUntil: 80n };
    const ask = (number: bigint): Promise<unknown> =>
      handOverIn(data)({ ...term, number }, first.address, domainOf(sealer.network));
    const told = await Promise.allSettled([ask(90n), ask(91n), ask(92n)]);
    const signed = told.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    for (const one of told) if (one.status === 'rejected') expect(one.reason).to.have.property('code', 'DATA_IN_USE');
    expect(signed.length).to.be.greaterThan(0);
    for (const again of [...signed, await ask(93n)]) expect(again).to.deep.equal(signed[0]);
  });

  it('is done by a keeper as well, which makes the new key itself', async () => {
    using folder = tempFolder();
    await using keeper = await startKeeper(keeperSettingsOf(join(folder.path, 'keeper')), SIGNAL);
    const client = connectKeeper({ url: keeper.url, token: readToken(keeper.tokenFile), signal: SIGNAL });
    const over = { ...QUICK, keeper: keeper.url, keeperToken: keeper.tokenFile };
    await using sealer = await startCompany(join(folder.path, 'sealer'), over);
    const { number, next } = await rotateSealKey({
      url: sealer.url,
      company: COMPANY,
      handOver: ({ number: at }, retiring) => client.handOver(at, retiring),
      // Blocks come by themselves: so many are not made while two keys sign.
      ahead: 60n,
      waitMs: 60_000,
    });
    await holds(sealer.chain, number);
    expect(sealerOf(sealer.chain, number)).to.equal(next);
    expect(sealerOf(sealer.chain, number - 1n)).to.equal(sealer.network.seal.address);
    expect(existsSync(join(folder.path, 'sealer', 'seal.json'))).to.equal(false);
    const bad = join(folder.path, 'bad.token');
    writeFileSync(bad, `${'0'.repeat(64)}\n`);
    const stranger = connectKeeper({ url: keeper.url, token: readToken(bad), signal: SIGNAL });
    expect(await refusal(() => stranger.state())).to.equal('TOKEN_REFUSED');
    expect(await refusal(() => stranger.handOver(99n, next))).to.equal('TOKEN_REFUSED');
  });
});
