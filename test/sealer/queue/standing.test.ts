import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { checkStanding, parseStanding, type SignedStanding } from '../../../core/domain/seal/words/standing.ts';
import { connectKeeper } from '../../../sealer/keeper/connect-keeper.ts';
import { startKeeper } from '../../../sealer/keeper/main.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, rate, startCompany, STRANGER, submit } from '../support/company.ts';
import { keeperSettingsOf } from '../support/sealer-pair.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;

/** What the sealer says of its newest block, checked. */
async function standing({ url, network }: RunningSealer): Promise<SignedStanding> {
  const { status, body } = await ask(`${url}/v1/standing`);
  expect(status, JSON.stringify(body)).to.equal(200);
  const said = parseStanding(body);
  checkStanding(domainOf(network), said, network.seal.address);
  return said;
}

describe('the word of a sealer which block is the newest', () => {
  it('is signed at rest without a block, anew after some seconds, and of each new block at once', async () => {
    using folder = tempFolder();
    let now = Date.now();
    await using sealer = await startCompany(join(folder.path, 'sealer'), { heartbeat: '1h' }, () => now);
    const head = sealer.chain.head;
    const first = await standing(sealer);
    expect(first).to.include({ number: head?.number, sealHash: head?.sealHash, time: BigInt(Math.floor(now / 1000)) });
    now += 4_000;
    expect(await standing(sealer)).to.deep.equal(first);
    now += 2_000;
    expect((await standing(sealer)).time).to.equal(first.time + 6n);
    now -= 5_000;
    expect((await standing(sealer)).time, 'a clock that was set back').to.equal(first.time + 1n);
    expect(sealer.chain.head).to.deep.equal(head);
    expect((await submit(sealer.url, rate(sealer.network, 1))).status).to.equal(202);
    const next = await waitFor('the block', async () => {
      const said = await standing(sealer);
      return said.number > first.number ? said : undefined;
    });
    expect(next.sealHash).to.equal(sealer.chain.head?.sealHash);
  });

  it('comes of the keeper, and no more from a sealer that lost the term, though it made no block since', async () => {
    using folder = tempFolder();
    await using keeper = await startKeeper(keeperSettingsOf(join(folder.path, 'keeper')), SIGNAL);
    const over = { keeper: keeper.url, keeperToken: keeper.tokenFile, heartbeat: '1h' };
    let now = Date.now();
    await using sealer = await startCompany(join(folder.path, 'sealer'), over, () => now);
    await standing(sealer);
    const token = readFileSync(keeper.tokenFile, 'utf8').trim();
    const client = connectKeeper({ url: keeper.url, token, signal: SIGNAL });
    await client.takeTerm((await client.state()).term, STRANGER.address, domainOf(sealer.network));
    now += 10_000;
    const { status, body } = await ask(`${sealer.url}/v1/standing`);
    expect([status, body['code']]).to.deep.equal([503, 'STANDING_UNSIGNED']);
  });
});
