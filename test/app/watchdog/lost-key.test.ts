import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { accusedBy, accusedIn } from '../../../core/domain/evidence/accused-in.ts';
import { checkEvidence } from '../../../core/domain/evidence/evidence.ts';
import { parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { waitFor } from '../../support/wait-for.ts';
import { lostBranches, serving, type Branch } from '../../support/lost-key/lost-branches.ts';
import { LOST_NETWORK, OLD } from '../../support/lost-key/lost-house.ts';
import { alarmsOf, looks, startWatching, watchdogOf } from './support.ts';

describe('a watchdog beside a thief of a lost key of the seal', () => {
  let branches: Awaited<ReturnType<typeof lostBranches>>;
  before(async () => {
    branches = await lostBranches();
  });

  /** It sees this branch alone at first, then the other one too. @returns what the proof says that it kept by then */
  const seeing = async (first: Branch, second: Branch): Promise<string> => {
    using folder = tempFolder();
    await using one = await serving(first);
    // Before it shows anything that is another's, it has what is common.
    const late = { ...second, shown: 3 };
    await using two = await serving(late);
    const sources = [one, two].map(({ url }, n) => ({ name: `source-${n}`, url, role: 'replica' as const }));
    const settings = watchdogOf(folder.path, { ...LOST_NETWORK }, sources, {
      heartbeat: '1h',
      blockClockDrift: '5000d',
    });
    await using watchdog = await startWatching(settings);
    await looks(watchdog);
    expect((await alarmsOf(watchdog)).alarms.filter(({ code }) => code === 'FORK')).to.deep.equal([]);
    late.shown = second.records.length;
    const fork = await waitFor('it alarms', async () =>
      (await alarmsOf(watchdog)).alarms.find(({ code }) => code === 'FORK'),
    );
    const file: unknown = JSON.parse(readFileSync(join(folder.path, 'watchdog', 'evidence', fork.which), 'utf8'));
    return checkEvidence(parseEvidence(file), accusedIn(file, accusedBy(LOST_NETWORK)));
  };

  it('proves the fork by the lost key, whichever branch it saw first', async () => {
    const { thief, named } = branches;
    for (const [first, second] of [
      [thief, named],
      [named, thief],
    ] as const) {
      const said = await seeing(first, second);
      expect(said).to.include(OLD.address).and.include('said to be lost').and.include('did not make both');
    }
  });
});
