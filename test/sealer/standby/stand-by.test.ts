import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { parseBlockRecord } from '../../../core/domain/seal/block-record.ts';
import { fateOf } from '../../../core/domain/evidence/fate-of.ts';
import { connectKeeper } from '../../../sealer/keeper/connect-keeper.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { randomFrom } from '../../support/random-from.ts';
import { refusal } from '../../support/refusal.ts';
import { ask, companySettings, outcome, rate, startCompany, STRANGER, submit } from '../support/company.ts';
import { copyCompany } from '../support/copy-company.ts';
import {
  hasRole,
  keeperSettingsOf,
  load,
  roleOf,
  startPair,
  type Promise202,
  type SealerPair,
  type Side,
} from '../support/sealer-pair.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

/** More of them: STANDBY_ROUNDS=20. */
const ROUNDS = Number(process.env['STANDBY_ROUNDS'] ?? 4);

/** One change of the sealing side under load. @returns the promises of the round */
async function changeOver(pair: SealerPair, sealing: Side, how: 'kill' | 'freeze', ms: number): Promise<Promise202[]> {
  const other: Side = sealing === 0 ? 1 : 0;
  const counter = { n: Number(process.hrtime.bigint() % 1_000_000_000n) };
  const stop = new AbortController();
  const loads = [load(pair, stop.signal, counter), load(pair, stop.signal, { n: counter.n + 100_000 })];
  await delay(ms);
  const old = pair.running[sealing];
  if (how === 'kill') await old.kill();
  else old.pause();
  await hasRole(pair.urls[other], 'sealer');
  await delay(100);
  if (how === 'freeze') {
    old.resume();
    expect(await old.ended).to.include('FENCED');
  }
  stop.abort();
  const promises = (await Promise.all(loads)).flat();
  await pair.start(sealing);
  await hasRole(pair.urls[sealing], 'standby');
  return promises;
}

async function expectKept(pair: SealerPair, promises: readonly Promise202[]): Promise<void> {
  const { replica, network } = pair;
  const last = promises.reduce((most, { byBlock }) => (byBlock > most ? byBlock : most), 0n);
  await holds(replica.chain, last);
  const head = Number(replica.chain.head?.number);
  const records = Array.from({ length: head + 1 }, (_, n) => replica.chain.record(n));
  for (const promise of promises) {
    const fate = fateOf(promise, records.slice(Number(promise.head) + 1), domainOf(network));
    expect(fate.state, `${promise.digest} by ${promise.byBlock}`).to.equal('kept');
  }
}

describe('standby', function () {
  this.timeout(240_000 + ROUNDS * 60_000);

  it('refuses to stand by for nobody, without a token, and to take blocks while it stands by', async () => {
    using folder = tempFolder();
    await using pair = await startPair(folder.path);
    const { keeper } = pair;
    const data = join(folder.path, 'third');
    const over = { keeper: keeper.url, keeperToken: keeper.tokenFile };
    expect(await refusal(() => startCompany(data, { keeper: keeper.url }))).to.equal('TOKEN_MISSING');
    expect(await refusal(() => startCompany(data, over))).to.equal('PRIMARY_UNKNOWN');
    const { status, body } = await submit(pair.urls[1], rate(pair.network, 1));
    expect([status, body['code']]).to.deep.equal([503, 'STANDBY']);
    // A proxy sends writes where blocks are made, and both are well.
    const leads = await Promise.all(pair.urls.map((url) => ask(`${url}/health/leader`)));
    expect(leads.map((each) => [each.status, each.body['code']])).to.deep.equal([
      [200, undefined],
      [503, 'STANDBY'],
    ]);
    expect((await ask(`${pair.urls[1]}/health`)).status).to.equal(200);
    const { status: strangers } = await ask(`${pair.urls[1]}/v1/takeover`, {});
    expect(strangers).to.equal(401);
    const { body: ours } = await ask(`${pair.urls[1]}/v1/blocks?from=0&limit=10`);
    const { body: theirs } = await ask(`${pair.urls[0]}/v1/blocks?from=0&limit=10`);
    const shorter = Math.min((ours['blocks'] as unknown[]).length, (theirs['blocks'] as unknown[]).length);
    expect((ours['blocks'] as unknown[]).slice(0, shorter)).to.deep.equal(
      (theirs['blocks'] as unknown[]).slice(0, shorter),
    );
    expect(companySettings(data).takeoverAfter).to.equal(30_000);
  });

  it('refuses to go on from a company that sealed another block of one number, and keeps the proof', async () => {
    using folder = tempFolder();
    const at = (name: string): string => join(folder.path, name);
    /** The sealer of a folder seals one block more while the standby follows it. */
    const sealOne = async (
      from: { sealer: string; keeper: string },
      n: number,
      followed: (standby: RunningSealer, number: bigint) => Promise<void>,
    ): Promise<void> => {
      await using keeper = await startKeeper(keeperSettingsOf(from.keeper), new AbortController().signal);
      const over = { keeper: keeper.url, keeperToken: keeper.tokenFile, takeoverAfter: '1h' };
      await using sealer = await startCompany(from.sealer, over);
      const { body } = await submit(sealer.url, rate(sealer.network, n));
      const { state } = await outcome(sealer.url, body['digest']);
      expect(state).to.equal('sealed');
      await using standby = await startCompany(at('standby'), { ...over, primaryUrl: sealer.url });
      await followed(standby, sealer.chain.head?.number ?? 0n);
    };
    const honest = { sealer: at('sealer'), keeper: at('keeper') };
    await sealOne(honest, 0, ({ chain }, number) => holds(chain, number));
    const copy = { sealer: copyCompany(honest.sealer, at('copy')), keeper: copyCompany(honest.keeper, at('kept')) };
    await sealOne(honest, 1, ({ chain }, number) => holds(chain, number));
    expect(await refusal(() => sealOne(copy, 7, ({ done }) => done))).to.equal('COMPANY_FAULT');
    expect(readdirSync(at('standby/evidence'))).to.deep.equal(['double-seal-3.json']);
  });

  it('keeps every promise when the sealer is killed or frozen at any instant, and fences the one that comes back', async () => {
    using folder = tempFolder();
    const random = randomFrom(20_261_122);
    await using pair = await startPair(folder.path);
    const promises: Promise202[] = [];
    let sealing: Side = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const how = round % 3 === 1 ? 'freeze' : 'kill';
      promises.push(...(await changeOver(pair, sealing, how, 30 + random() * 250)));
      sealing = sealing === 0 ? 1 : 0;
    }
    expect(promises.length).to.be.greaterThan(ROUNDS);
    await expectKept(pair, promises);
    expect(pair.replica.fault()).to.equal(undefined);
    // Both sides and the replica hold the very same blocks: no number was sealed twice.
    const head = pair.replica.chain.head?.number ?? 0n;
    for (const url of pair.urls) {
      // A connection kept from before the last kill fails on first use.
      await roleOf(url);
      const { body } = await ask(`${url}/v1/blocks?from=${head}&limit=1&wait=5000`);
      const record = parseBlockRecord((body['blocks'] as unknown[])[0]);
      expect(record.seal).to.deep.equal(pair.replica.chain.record(Number(head)).seal);
    }
  });

  it('says of a sealer without the term that it cannot promise now, and never that the block is wrong', async () => {
    using folder = tempFolder();
    await using keeper = await startKeeper(keeperSettingsOf(join(folder.path, 'keeper')), new AbortController().signal);
    const over = { keeper: keeper.url, keeperToken: keeper.tokenFile, heartbeat: '1h' };
    await using sealer = await startCompany(join(folder.path, 'sealer'), over);
    const client = connectKeeper({
      url: keeper.url,
      token: readFileSync(keeper.tokenFile, 'utf8').trim(),
      signal: new AbortController().signal,
    });
    // As another sealer does; this one learns it when it wants something signed.
    const { term } = await client.state();
    await client.takeTerm(term, STRANGER.address, domainOf(sealer.network));
    const { status, body } = await submit(sealer.url, rate(sealer.network, 1));
    expect([status, body['code'], body['refusal']]).to.deep.equal([503, 'PROMISE_UNSIGNED', undefined]);
    expect(await refusal(() => sealer.done)).to.equal('FENCED');
  });

  it('takes over when it is told to', async () => {
    using folder = tempFolder();
    await using pair = await startPair(folder.path, { takeoverAfter: '1h' });
    const token = readFileSync(pair.keeper.tokenFile, 'utf8').trim();
    const answer = await fetch(`${pair.urls[1]}/v1/takeover`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
    });
    expect(answer.status).to.equal(202);
    await hasRole(pair.urls[1], 'sealer');
    expect((await ask(`${pair.urls[1]}/health/leader`)).status).to.equal(200);
    expect(await pair.running[0].ended).to.include('FENCED');
  });
});
