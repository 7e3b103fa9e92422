import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { describeAlarm, isAlarmCode } from '../../../app/watchdog/alarm-texts.ts';
import { judgeKeys, judgeReading } from '../../../app/watchdog/judge-changes.ts';
import { judge, NO_PAST, type Past } from '../../../app/watchdog/judge.ts';
import { NOTHING, observe, type Observation } from '../../../app/watchdog/observe.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { hasRole, startPair } from '../../sealer/support/sealer-pair.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';

const ROOT = join(import.meta.dirname, '../../..');
const HOUR = 3_600_000;
const LIMITS = {
  ...{
    heartbeat: HOUR,
    heartbeatGrace: HOUR,
    standingAfter: HOUR,
    stallAfter: HOUR,
    lagBlocks: 1_000,
    clockDrift: HOUR,
    blockClockDrift: HOUR,
  },
  ...{ diskFreeMib: 0, diskFullWithin: 0, diskGrowthOver: HOUR },
};

describe('changes that the watchdog tells', () => {
  it('a takeover, by the sealers’ own words: one alarm, until the former one stands by again', async function () {
    this.timeout(120_000);
    using folder = tempFolder();
    await using pair = await startPair(folder.path);
    const sources = pair.urls.map((url, n) => ({ name: `sealer-${n}`, url, role: 'sealer' as const }));
    let past: Past = NO_PAST;
    let nowMs = Date.now();
    const look = async (): Promise<string[]> => {
      const args = { now: () => Date.now(), timeoutMs: 2_000, signal: new AbortController().signal };
      const observations = await Promise.all(sources.map((source) => observe(source, args)));
      const judged = judge({ observations, handovers: [], past, limits: LIMITS, nowMs });
      past = judged.past;
      return judged.conditions.map(({ code, which }) => `${code} ${which}`);
    };
    await hasRole(pair.urls[1], 'standby');
    expect(await look()).to.deep.equal([]);
    await pair.running[0].kill();
    await hasRole(pair.urls[1], 'sealer');
    expect(await look()).to.deep.equal(['TAKEN_OVER sealer-1']);
    await pair.start(0);
    await hasRole(pair.urls[0], 'standby');
    expect(await look()).to.deep.equal(['TAKEN_OVER sealer-1']);
    nowMs += HOUR;
    expect(await look()).to.deep.equal([]);
    expect(await look()).to.deep.equal([]);
  });

  it('a program that does not read its own replica, by its /health, unless that one has an alarm already', async () => {
    const reading = { url: 'http://other:4701', first: 'http://own:4701' };
    await using program = await fakePeer((path, response) => sendJson(response, path === '/health' ? { reading } : {}));
    const source = { name: 'biller', url: program.url, role: 'other' as const };
    const seen = await observe(source, { now: () => 0, timeoutMs: 2_000, signal: new AbortController().signal });
    expect(judgeReading([seen])).to.deep.equal([{ code: 'READS_ELSEWHERE', which: 'biller', values: reading }]);
    const own = { name: 'own', url: reading.first, role: 'replica' as const };
    const replica = (over: Partial<Observation>): Observation => ({ ...NOTHING, source: own, up: true, ...over });
    expect(judgeReading([seen, replica({})]).length).to.equal(1);
    expect(judgeReading([seen, replica({ up: false })])).to.deep.equal([]);
    expect(judgeReading([seen, replica({ illness: 'behind' })])).to.deep.equal([]);
    expect(judgeReading([{ ...seen, reading: { ...reading, url: reading.first } }])).to.deep.equal([]);
  });

  it('a seal key that changed since it runs, for a day', () => {
    const [old, fresh] = [
      { number: 5n, next: '0x05' },
      { number: 9n, next: '0x09' },
    ];
    const first = judgeKeys([old], undefined, 0);
    expect(first.conditions).to.deep.equal([]);
    const second = judgeKeys([old, fresh], first.keys, HOUR);
    expect(second.conditions).to.deep.equal([{ code: 'SEAL_KEY_CHANGED', which: 'block 9', values: { key: '0x09' } }]);
    expect(judgeKeys([old, fresh], second.keys, 24 * HOUR).conditions.length).to.equal(1);
    expect(judgeKeys([old, fresh], second.keys, 25 * HOUR).conditions).to.deep.equal([]);
  });

  it('have each a section of docs/operations.md, as every alarm, and words in both languages', () => {
    const codes = [
      ...['alarm-texts.ts', 'late/late-texts.ts']
        .map((file) => readFileSync(join(ROOT, 'app/watchdog', file), 'utf8'))
        .join('\n')
        .matchAll(/^ {2}([A-Z_]+): \{$/gm),
    ];
    const sections = [...readFileSync(join(ROOT, 'docs/operations.md'), 'utf8').matchAll(/^### ([A-Z_]+)$/gm)];
    const names = (found: RegExpExecArray[]): string[] => found.map(([, name = '']) => name).sort();
    expect(names(sections)).to.deep.equal(names(codes));
    for (const code of names(codes)) {
      if (!isAlarmCode(code)) throw new Error(`${code} is no alarm`);
      const alarm = { code, which: 'x', values: {} };
      expect(describeAlarm(alarm, 'ru').what).not.to.equal(describeAlarm(alarm, 'en').what);
    }
  });
});
