import { expect } from 'chai';
import { join } from 'node:path';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { openLogIndex } from '../../../sealer/chain/index/log-index.ts';
import { createPastCheck, type PastCheck } from '../../../sealer/chain/history/check-past.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { startCompany, STRANGER } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;
const LAST = 5;

describe('the check of the past', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  before(async () => {
    sealer = await startCompany(join(folder.path, 'sealer'), { heartbeat: '20ms' });
    await sealer.chain.waitFor(BigInt(LAST), 20_000, SIGNAL);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** What a start says that it began behind, and a check of the true blocks up to there. */
  const began = (): NonNullable<Parameters<typeof createPastCheck>[0]['from']> => {
    const { chain } = sealer;
    const { seal, timestamp } = chain.record(LAST);
    const sealHash = sealDigest(chain.rules.domain, seal);
    return { number: seal.number, sealHash, blockHash: seal.blockHash, timestamp, key: chain.sealKeyAt(seal.number) };
  };
  const checks = (from: ReturnType<typeof began> | undefined): (() => Promise<PastCheck>) => {
    const { chain, network } = sealer;
    const index = openLogIndex(':memory:', {
      domain: chain.rules.domain,
      participants: network.contracts.participants,
    });
    for (let number = 0; number <= LAST; number++)
      index.add({ starts: number, ends: number + 1, record: () => chain.record(number) });
    const log = { read: (number: number) => chain.record(number) };
    return async () => {
      const past = createPastCheck({ log, index, rules: chain.rules, from, now: Date.now });
      await past.run(SIGNAL);
      return past;
    };
  };

  for (const [what, wrong] of [
    ['block', { sealHash: `0x${'11'.repeat(32)}` }],
    ['key of the seal', { key: STRANGER.address }],
  ] as const)
    it(`ends at what the start took for true: another ${what} is a fault, at the next start too`, async () => {
      const check = checks({ ...began(), ...wrong });
      for (const before of [0, LAST + 1]) {
        const past = await check();
        expect([past.before, past.checked]).to.deep.equal([before, LAST + 1]);
        expect(() => past.require()).to.throw('is not what the log comes to');
      }
    });

  it('says nothing where all of it is true, or nothing was left unread', async () => {
    const past = await checks(began())();
    expect(past.checked).to.equal(LAST + 1);
    past.require();
    (await checks(undefined)()).require();
  });
});
