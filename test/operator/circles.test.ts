import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { shareOf } from '../faults/support/share.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { spreadOver, usual } from './support/figures.ts';
import { NAMES, startNetwork, TOPOLOGIES, type Name } from './support/sources-network.ts';

/** A killed program is away for so long. */
const AWAY_MS = 500;
/** What stands in a circle never comes. */
const PATIENCE_MS = 60_000;
/** So soon after a restart all have what was the newest block then. */
const REACHED_MS = 5_000;

describe('followers of several sources', function () {
  this.timeout(1_800_000);

  it('stand still in no circle, in whatever order they name each other and whichever of them is killed', async () => {
    const sample = spreadOver(TOPOLOGIES, shareOf(TOPOLOGIES.length));
    const took: number[] = [];
    for (const [n, order] of sample.entries()) {
      using folder = tempFolder();
      await using network = await startNetwork(folder.path, order);
      // The sealer's own death is what once made a circle; of the others each has its turn.
      const others: readonly Name[] = NAMES.slice(1);
      for (const killed of ['sealer', others[n % others.length] ?? 'standby'] as const) {
        await network.kill(killed);
        await delay(AWAY_MS);
        await network.start(killed);
        const back = performance.now();
        const head = await network.head('sealer');
        const reached = async (): Promise<boolean> =>
          (await Promise.all(NAMES.map((name) => network.head(name)))).every((number) => number >= head + 1);
        await waitFor(`all have the block after ${killed} was killed, sources in the order ${order.join()}`, reached, {
          ms: PATIENCE_MS,
        });
        took.push(performance.now() - back);
      }
      console.log(`      topology ${n + 1} of ${sample.length}: slowest so far ${Math.round(Math.max(...took))} ms`);
    }
    console.log(`      0 of ${sample.length} topologies stuck, usually level after ${Math.round(usual(took))} ms`);
    expect(took).to.have.length(2 * sample.length);
    expect(usual(took)).to.be.lessThan(REACHED_MS);
  });
});
