import { join } from 'node:path';
import { expect } from 'chai';
import { createDateGuard, type DateGuard } from '../../../sealer/guards/date-guard.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings, type ReplicaSettings } from '../../../sealer/replica/settings.ts';
import { refusal } from '../../support/refusal.ts';
import { ask, startCompany } from '../support/company.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';

const NOW = 1_800_000_000_000;
const DAY_MS = 86_400_000;

describe('the dates of blocks, by the own clock', () => {
  const block = (number: bigint, seconds: number) => ({ number, timestamp: BigInt(NOW / 1000 + seconds) });
  function guarded(): { guard: DateGuard; set: (next: ReturnType<typeof block>) => void } {
    let head: ReturnType<typeof block> | undefined;
    const guard = createDateGuard({ head: () => head, withinMs: 60_000, now: () => NOW });
    return { guard, set: (next) => guard.onBlock((head = next)) };
  }
  const verdict = (guard: DateGuard, at?: ReturnType<typeof block>): Promise<string> =>
    refusal(async () => guard.check(at)).catch(() => 'fine');

  it('may be old while the history is caught up with, and not once everything was there', async () => {
    const { guard, set } = guarded();
    expect(await verdict(guard)).to.equal('fine');
    set(block(1n, -20 * 86_400));
    expect(await verdict(guard)).to.equal('fine');
    guard.onLevel();
    set(block(2n, -60));
    expect(await verdict(guard)).to.equal('fine');
    set(block(3n, -61));
    expect(await verdict(guard)).to.equal('BLOCK_MISDATED');
    set(block(4n, -61));
    expect(await verdict(guard, block(2n, -60))).to.equal('fine');
    expect(await verdict(guard, block(3n, -61))).to.equal('BLOCK_MISDATED');
    set(block(5n, 0));
    expect(await verdict(guard, block(3n, -61))).to.equal('fine');
  });

  it('are never ahead by more than a clock may be off', async () => {
    const { guard, set } = guarded();
    set(block(1n, 60));
    expect(await verdict(guard)).to.equal('fine');
    set(block(2n, 61));
    expect(await verdict(guard)).to.equal('BLOCK_MISDATED');
    expect(await verdict(guard, block(1n, 60))).to.equal('fine');
  });
});

describe('a witness whose clock says otherwise than the company’s blocks', () => {
  function settingsOf(data: string, from: string): ReplicaSettings {
    const overrides = { data, from, port: 0, logLevel: 'silent', poll: '20ms', witness: true };
    return readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
  }

  for (const [title, offMs, words] of [
    ['ahead', 30 * DAY_MS, /s ahead by this clock/],
    ['back', -20 * DAY_MS, /s behind by this clock/],
  ] as const) {
    it(`follows blocks dated days ${title}, and cosigns none of them`, async () => {
      using folder = tempFolder();
      await using sealer = await startCompany(
        join(folder.path, 'sealer'),
        { heartbeat: '200ms' },
        () => Date.now() + offMs,
      );
      await using replica = await startReplica(
        settingsOf(join(folder.path, 'replica'), sealer.url),
        new AbortController().signal,
      );
      const head = sealer.chain.head?.number ?? 0n;
      await holds(replica.chain, head + 2n);
      const number = replica.chain.head?.number ?? 0n;
      const word = await ask(`${replica.url}/v1/cosignatures/${number}`);
      expect([word.status, word.body['code']]).to.deep.equal([400, 'BLOCK_MISDATED']);
      const health = await ask(`${replica.url}/health`);
      expect(health.status).to.equal(503);
      expect(health.body['detail']).to.match(words);
    });
  }
});
