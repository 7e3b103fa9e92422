import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { createLog } from '../../../core/runtime/log.ts';
import { tendPast } from '../../../sealer/snapshot/tend-past.ts';
import { waitFor } from '../../support/wait-for.ts';
import { grow, openTestChain, SEALER } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('the past beside the work', () => {
  it('is not asked at each block whether many transactions or much time lie behind a snapshot', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 3);
    let asked = 0;
    const index = { transactionsIn: () => (asked++, 0) };
    const settings = { data: folder.path, engine: 'embedded', snapshotEvery: 1_000, segmentBlocks: 2 } as const;
    const stop = new AbortController();
    const tending = tendPast({
      chain,
      index,
      settings: { ...settings, snapshotTransactions: 1_000_000, snapshotAfter: Number.MAX_SAFE_INTEGER },
      log: createLog('test', 'silent'),
      signal: stop.signal,
    });
    await waitFor('the first look', () => asked > 0);
    await grow(chain, 5);
    await waitFor('a segment', () => existsSync(join(folder.path, 'blocks.segments', 'manifest')));
    stop.abort();
    await tending;
    expect(asked).to.equal(1);
  });
});
