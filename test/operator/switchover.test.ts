import { join } from 'node:path';
import { expect } from 'chai';
import { connectChain } from '../../core/chain/chain-client.ts';
import { openOutbox } from '../../core/chain/outbox.ts';
import { createLog } from '../../core/runtime/log.ts';
import { openDatabase } from '../../core/runtime/sqlite.ts';
import { rate } from '../sealer/support/company.ts';
import { hasRole, startPair, type Side } from '../sealer/support/sealer-pair.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { usual } from './support/figures.ts';
import { shareOf } from '../faults/support/share.ts';

const ROUNDS = shareOf(100);
const BLOCKS_A_ROUND = 100;
const TAKEOVER_AFTER_MS = 400;
/** Writes are taken again at most so much later than the standby may take over. */
const LATE_MS = 2_000;

describe('switchovers under traffic', function () {
  this.timeout(ROUNDS * 20_000 + 60_000);

  it('give up no block: a client that names both sealers hands each to the one that leads, without a hand', async () => {
    using folder = tempFolder();
    await using pair = await startPair(folder.path, { takeoverAfter: `${TAKEOVER_AFTER_MS}ms` });
    const client = await connectChain({
      url: [pair.replica.url, ...pair.urls],
      queueUrl: pair.urls,
      network: pair.network,
    });
    const database = openDatabase(join(folder.path, 'outbox.db'), []);
    const outbox = openOutbox({ database, client, log: createLog('test', 'silent') });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    const promises = (): number => outbox.receipts(0, 1_000_000).receipts.length;
    const stalls: number[] = [];
    let sent = 0;
    try {
      for (let round = 0; round < ROUNDS; round++) {
        const sealing: Side = round % 2 === 0 ? 0 : 1;
        const other: Side = sealing === 0 ? 1 : 0;
        const put = (): unknown => outbox.put(rate(pair.network, sent++), 'traffic');
        for (let n = 0; n < BLOCKS_A_ROUND / 2; n++) put();
        // Some are promised, some are on their way, some are not sent yet.
        await waitFor('some are recorded', () => outbox.pending() < BLOCKS_A_ROUND / 2);
        await pair.running[sealing].kill();
        const killedAt = performance.now();
        const before = promises();
        for (let n = 1; n < BLOCKS_A_ROUND / 2; n++) put();
        const last = outbox.put(rate(pair.network, sent++), 'last');
        await waitFor('blocks are promised again', () => promises() > before);
        stalls.push(performance.now() - killedAt);
        await hasRole(pair.urls[other], 'sealer');
        await outbox.wait(last);
        await waitFor('all are recorded', () => outbox.pending() === 0);
        await pair.start(sealing);
        await hasRole(pair.urls[sealing], 'standby');
      }
      const states = ['traffic', 'last'].flatMap((tag) => outbox.find(tag).map(({ state }) => state));
      const givenUp = states.filter((state) => state !== 'recorded').length;
      const [longest, middle] = [Math.max(...stalls), usual(stalls)];
      console.log(
        `      ${ROUNDS} switchovers, ${states.length} blocks, ${givenUp} given up; writes again after ${Math.round(middle)} ms, at most ${Math.round(longest)} ms`,
      );
      expect([states.length, givenUp]).to.deep.equal([sent, 0]);
      expect(middle).to.be.lessThan(TAKEOVER_AFTER_MS + LATE_MS);
    } finally {
      stop.abort();
      await running;
      database.close();
    }
  });
});
