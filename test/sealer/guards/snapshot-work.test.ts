import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { snapshotWork } from '../../../sealer/guards/snapshot-work.ts';
import { openTestChain, grow, SEALER } from '../support/chains.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('a state that is not written down', () => {
  it('is late from the date of the block at which it was due', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    // Of the first block that is due; none is asked for before it is there.
    const now = (): number => Number(chain.record(2).timestamp) + 86_401;
    const settings = { data: folder.path, engine: 'embedded', snapshotEvery: 2 };
    const waits = (over: object = {}): (number | undefined)[] =>
      snapshotWork(chain, { ...settings, ...over }, now, 0).map(({ waitsSeconds }) => waitsSeconds);
    await grow(chain, 1);
    expect(waits()).to.deep.equal([]);
    await grow(chain, 4);
    const [late] = snapshotWork(chain, settings, now, 0);
    expect(late).to.deep.include({ waitsSeconds: 86_401, atMostSeconds: 86_400 });
    // One of a block that the log lost says nothing of the blocks that it has.
    mkdirSync(join(folder.path, 'snapshots', '1000'), { recursive: true });
    expect(waits()).to.deep.equal([86_401]);
    expect(waits({ engine: 'geth' })).to.deep.equal([]);
    expect(waits({ snapshotEvery: 0 })).to.deep.equal([]);
    const due = (chain.head?.number ?? 0n) - ((chain.head?.number ?? 0n) % 2n);
    mkdirSync(join(folder.path, 'snapshots', due.toString()), { recursive: true });
    expect(waits()).to.deep.equal([]);
  });

  it('is late from the start of a program that got old blocks only then', async () => {
    using folder = tempFolder();
    await using chain = await openTestChain(folder.path, { signer: SEALER });
    await grow(chain, 4);
    const begun = Number(chain.record(2).timestamp) + 1_000_000;
    const settings = { data: folder.path, engine: 'embedded', snapshotEvery: 2 };
    const waits = snapshotWork(chain, settings, () => begun + 7, begun).map(({ waitsSeconds }) => waitsSeconds);
    expect(waits).to.deep.equal([7]);
  });
});
