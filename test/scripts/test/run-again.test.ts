import { expect } from 'chai';
import { runAgain } from '../../../scripts/test/run-again.ts';
import type { Counts } from '../../../scripts/test/counts.ts';
import type { Group } from '../../../scripts/test/groups.ts';
import type { GroupResult } from '../../../scripts/test/run-group.ts';

describe('what failed beside others', () => {
  const passed: Counts = { passed: 3, failed: 0, skipped: [], failures: [] };
  const failed: Counts = { passed: 2, failed: 1, skipped: ['s'], failures: ['test/a/y.test.ts: a b\n    Error: late'] };
  const files = ['test/a/x.test.ts', 'test/a/y.test.ts'];

  function result(counts: Counts, name = 'test/a'): GroupResult {
    return { group: { name, files }, counts, output: '', seconds: 1 };
  }

  function answering(counts: Counts): { asked: Group[]; alone: (group: Group) => Promise<GroupResult> } {
    const asked: Group[] = [];
    const alone = (group: Group): Promise<GroupResult> => {
      asked.push(group);
      return Promise.resolve({ group, counts, output: '', seconds: 1 });
    };
    return { asked, alone };
  }

  it('is asked once more, its file alone, and told as unsteady when it passes then', async () => {
    const { asked, alone } = answering(passed);
    const { results, unsteady } = await runAgain([result(passed, 'test/b'), result(failed)], 2, alone);
    expect(asked).to.deep.equal([{ name: 'test/a', files: ['test/a/y.test.ts'] }]);
    expect(unsteady).to.deep.equal(failed.failures);
    expect(results.map(({ counts }) => counts)).to.deep.equal([
      passed,
      { passed: 3, failed: 0, skipped: ['s'], failures: [] },
    ]);
  });

  it('has failed when it fails alone as well, or when nothing ran', async () => {
    for (const counts of [failed, { ...passed, passed: 0 }]) {
      const { results, unsteady } = await runAgain([result(failed)], 2, answering(counts).alone);
      expect(unsteady).to.deep.equal([]);
      expect(results.map((each) => each.counts)).to.deep.equal([failed]);
    }
  });

  it('is asked again with all files of its group where no file is named', async () => {
    const { asked, alone } = answering(passed);
    await runAgain([result({ ...failed, failures: ['test/a ended (1) before it had counted its tests.'] })], 2, alone);
    expect(asked.map((group) => group.files)).to.deep.equal([files]);
  });

  it('is not asked again where more groups failed than may, and never unless that is wished for', async () => {
    const { asked, alone } = answering(passed);
    const three = ['a', 'b', 'c'].map((name) => result(failed, name));
    expect((await runAgain(three, 2, alone)).results).to.deep.equal(three);
    expect((await runAgain([result(failed)], 0, alone)).results).to.deep.equal([result(failed)]);
    expect(asked).to.deep.equal([]);
  });
});
