import { join } from 'node:path';
import { expect } from 'chai';
import { freePorts } from '../../../scripts/world/free-ports.ts';
import { createSteadyClock } from '../../../sealer/guards/steady-clock.ts';
import { startSealer, type RunningSealer } from '../../../sealer/main.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { waitFor } from '../../support/wait-for.ts';
import { replicaSettingsOf } from '../replica/support/replica-settings.ts';
import { ask, companySettings, outcome, rate, startCompany, submit } from '../support/company.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';

const SIGNAL = new AbortController().signal;
const HOUR_MS = 3_600_000;

/** Carries one more rate. @returns how far ahead of the real time its block is dated, ms */
async function carry(sealer: RunningSealer, n: number): Promise<number> {
  const { body } = await submit(sealer.url, rate(sealer.network, n));
  expect((await outcome(sealer.url, body['digest']))['state']).to.equal('sealed');
  return Number(sealer.chain.head?.timestamp ?? 0n) * 1000 - Date.now();
}

const health = async (url: string): Promise<unknown> => {
  const { status, body } = await ask(`${url}/health`);
  return status === 200 ? 'fine' : JSON.stringify(body);
};

describe('the clock that blocks are dated by', () => {
  it('goes along with what NTP does, and not with a step, until that is taken back or confirmed', () => {
    let [wall, forward] = [1_000_000, 0];
    const clock = createSteadyClock({ wall: () => wall, forward: () => forward });
    const after = (ms: number, shift = 0): number => {
      [wall, forward] = [wall + ms + shift, forward + ms];
      return clock.now();
    };
    expect(after(1_000)).to.equal(1_001_000);
    // Many small ones, as a drifting clock is set right.
    for (let n = 0; n < 10; n++) after(1_000, 20_000);
    expect([clock.now(), clock.moved()]).to.deep.equal([1_211_000, false]);
    for (const step of [HOUR_MS, -2 * HOUR_MS]) {
      const before = clock.now();
      expect([after(1_000, step), clock.moved()]).to.deep.equal([before + 1_000, true]);
      expect(() => clock.check())
        .to.throw(`moved by ${Math.round((wall - clock.now()) / 1000)} s at once`)
        .with.property('code', 'CLOCK_MOVED');
    }
    after(1_000, HOUR_MS);
    expect([clock.now(), clock.moved()]).to.deep.equal([wall, false]);
    after(1_000, HOUR_MS);
    clock.adopt();
    expect([clock.now(), clock.moved()]).to.deep.equal([wall, false]);
    clock.check();
  });

  it('an hour ahead for a moment dates no block ahead, and stops none', async () => {
    using folder = tempFolder();
    let shift = 0;
    const clock = createSteadyClock({ wall: () => Date.now() + shift });
    const settings = companySettings(join(folder.path, 'sealer'), { maxAhead: '1h' });
    await using sealer = await startSealer(settings, SIGNAL, clock);
    expect(await carry(sealer, 0)).to.be.below(30_000);
    shift = HOUR_MS;
    expect(await carry(sealer, 1)).to.be.below(30_000);
    expect(await health(sealer.url)).to.include('moved by 3600 s at once');
    shift = 0;
    expect(await carry(sealer, 2)).to.be.below(30_000);
    expect(await health(sealer.url)).to.equal('fine');
  });

  it('that was wrong, or stood still with the machine, is gone by again once a replica of another owner agrees', async () => {
    using folder = tempFolder();
    const [port = 0] = await freePorts(1);
    const data = join(folder.path, 'sealer');
    const url = `http://127.0.0.1:${port}`;
    await using opened = new AsyncDisposableStack();
    let foreignReplicas: string;
    {
      await using sealer = await startCompany(data, { port });
      await carry(sealer, 0);
      const replica = opened.use(await startReplica(replicaSettingsOf(join(folder.path, 'replica'), url), SIGNAL));
      foreignReplicas = replica.url;
      await holds(replica.chain, sealer.chain.head?.number ?? 0n);
    }
    let shift = HOUR_MS;
    let slept = 0;
    const clock = createSteadyClock({
      wall: () => Date.now() + shift,
      forward: () => performance.now() - slept,
    });
    const starting = startSealer(companySettings(data, { port, foreignReplicas }), SIGNAL, clock);
    const step = await waitFor('it waits for the clock', async () => {
      const said = await health(url).catch(() => undefined);
      return typeof said === 'string' && said.includes('this clock') && said;
    });
    expect(step).to.match(/which is 3[56]\d\d s ahead of those of/);
    shift = 0;
    await using sealer = await starting;
    expect(await carry(sealer, 1)).to.be.below(30_000);
    // The machine sleeps for an hour: its forward clock does not see it.
    slept = HOUR_MS;
    await waitFor('it is confirmed', () => !clock.moved());
    expect(await carry(sealer, 2)).to.be.within(-30_000, 30_000);
    expect(await health(sealer.url)).to.equal('fine');
  });
});
