import { expect } from 'chai';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { dueSnapshot } from '../../../sealer/snapshot/due-snapshot.ts';

const DAY = 86_400n;
const SETTINGS = { snapshotEvery: 100, snapshotTransactions: 50, snapshotAfter: Number(7n * DAY) * 1000 };

/** Whether one is due at this head, of blocks that are `seconds` apart and have two transactions each. */
function due(head: bigint, given: { newest?: bigint; seconds?: bigint; rested?: boolean } = {}): bigint | undefined {
  const { seconds = 1n, rested = true } = given;
  const at = (number: bigint): bigint => 1_000_000n + number * seconds;
  const name = { sealHash: ZERO_32, blockHash: ZERO_32 };
  return dueSnapshot({
    head: head < 0n ? undefined : { number: head, timestamp: at(head), ...name },
    timeOf: (number) => at(BigInt(number)),
    index: { transactionsIn: (from, to) => 2 * (to - from + 1) },
    settings: SETTINGS,
    newest: given.newest,
    rested,
  });
}

describe('when a snapshot is due', () => {
  it('is never before there is a state, behind the newest block, or twice of one block', () => {
    for (const head of [-1n, 0n, 1n]) expect(due(head, { seconds: 30n * DAY })).to.equal(undefined);
    expect(due(120n, { newest: 120n, seconds: 30n * DAY })).to.equal(undefined);
  });

  it('is at each multiple, however lately there was one', () => {
    expect(due(100n, { newest: 99n, rested: false })).to.equal(100n);
    expect(due(250n, { newest: 130n, rested: false })).to.equal(200n);
  });

  it('is behind many transactions, or much time, unless there was one a moment ago', () => {
    expect(due(124n, { newest: 100n })).to.equal(undefined);
    expect(due(125n, { newest: 100n })).to.equal(125n);
    expect(due(125n, { newest: 100n, rested: false })).to.equal(undefined);
    expect(due(106n, { newest: 100n, seconds: DAY })).to.equal(undefined);
    expect(due(107n, { newest: 100n, seconds: DAY })).to.equal(107n);
    expect(due(107n, { newest: 100n, seconds: DAY, rested: false })).to.equal(undefined);
    // Without one, since the founding.
    expect(due(8n, { seconds: DAY })).to.equal(8n);
  });
});
