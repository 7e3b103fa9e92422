import { join } from 'node:path';
import { expect } from 'chai';
import { openAlarms, type Alarms } from '../../../app/watchdog/alarms.ts';
import type { Condition } from '../../../app/watchdog/alarm-texts.ts';
import { judge, NO_PAST, type Past } from '../../../app/watchdog/judge.ts';
import type { Observation } from '../../../app/watchdog/observe.ts';
import { watchdogPage } from '../../../app/watchdog/page.ts';
import { parseSources, type SourceRole } from '../../../app/watchdog/sources.ts';
import { ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';

const MIB = 2 ** 20;
const LIMITS = {
  heartbeat: 60_000,
  heartbeatGrace: 20_000,
  standingAfter: 60_000,
  stallAfter: 20_000,
  lagBlocks: 20,
  clockDrift: 5_000,
  blockClockDrift: 60_000,
  diskFreeMib: 100,
  diskFullWithin: 86_400_000,
  diskGrowthOver: 600_000,
};
const START = 1_790_000_000_000;

function seen(name: string, role: SourceRole, number: bigint, over: Partial<Observation> = {}): Observation {
  return {
    source: { name, url: `http://${name}`, role },
    up: true,
    illness: undefined,
    role: undefined,
    reading: undefined,
    head: { number, sealHash: ZERO_32, timestamp: BigInt(START / 1000) },
    standing: undefined,
    queued: 0,
    nextBlock: undefined,
    clockOffsetMs: 0,
    diskFreeBytes: 1_000 * MIB,
    diskSizeBytes: undefined,
    evidence: [],
    late: [],
    lie: undefined,
    ...over,
  };
}

/** One look after the other; the conditions of the last. */
function saidAfter(...all: [atMs: number, observations: Observation[]][]): string[] {
  return saidWithin(LIMITS, all);
}

function saidWithin(limits: typeof LIMITS, all: [atMs: number, observations: Observation[]][]): string[] {
  let past: Past = NO_PAST;
  let last: Condition[] = [];
  for (const [atMs, observations] of all) {
    const judged = judge({ observations, handovers: [], past, limits, nowMs: START + atMs });
    past = judged.past;
    last = judged.conditions;
  }
  return last.map(({ code, which }) => `${code} ${which}`);
}

describe('judging one look of the watchdog', () => {
  it('misses a block after the heartbeat, and sooner while blocks wait', () => {
    const idle = [seen('sealer', 'sealer', 5n)];
    const waiting = [seen('sealer', 'sealer', 5n, { queued: 1 })];
    expect(saidAfter([0, idle], [79_000, idle])).to.deep.equal([]);
    expect(saidAfter([0, idle], [81_000, idle])).to.deep.equal(['BLOCKS_MISSED company']);
    expect(saidAfter([0, waiting], [19_000, waiting])).to.deep.equal([]);
    expect(saidAfter([0, waiting], [21_000, waiting])).to.deep.equal(['BLOCKS_MISSED company']);
    // A silence of before the watchdog began counts as well.
    expect(saidAfter([90_000, idle])).to.deep.equal(['BLOCKS_MISSED company']);
  });

  it('takes new statements of the sealer for life and for its clock, and an old one, shown again, for neither', () => {
    const stands = (seconds: number, said = seconds): [number, Observation[]] => {
      const standing = { number: 5n, sealHash: ZERO_32, time: BigInt(START / 1000 + said), signature: ZERO_32 };
      return [seconds * 1000, [seen('sealer', 'sealer', 5n, { standing })]];
    };
    const limits = { ...LIMITS, heartbeat: 900_000 };
    const said = (...all: [number, Observation[]][]): string[] => saidWithin(limits, all);
    expect(said([0, [seen('sealer', 'sealer', 5n)]], [81_000, [seen('sealer', 'sealer', 5n)]])).to.deep.equal([
      'BLOCKS_MISSED company',
    ]);
    expect(said([0, [seen('one', 'replica', 5n)]], [81_000, [seen('one', 'replica', 5n)]])).to.deep.equal([]);
    expect(said(stands(0), stands(79), stands(150))).to.deep.equal([]);
    expect(said(stands(0), stands(70), stands(151, 70))).to.deep.equal(['BLOCK_CLOCK sealer', 'BLOCKS_MISSED company']);
    expect(said(stands(0), stands(460), stands(919))).to.deep.equal([]);
    expect(said(stands(0), stands(460), stands(921))).to.deep.equal(['BLOCKS_MISSED company']);
    expect(said(stands(10, 71))).to.deep.equal(['BLOCK_CLOCK sealer']);
    expect(said(stands(0, 61), stands(10))).to.deep.equal([]);
    const ahead = { head: { number: 6n, sealHash: ZERO_32, timestamp: BigInt(START / 1000 + 200) } };
    const [, [seenThen]] = stands(5);
    const dated: [number, Observation[]] = [5_000, [{ ...(seenThen ?? seen('sealer', 'sealer', 5n)), ...ahead }]];
    expect(said(stands(0), dated, [10_000, dated[1]])).to.deep.equal(['BLOCK_CLOCK sealer']);
  });

  it('finds replicas and the portal behind, each by more than it may be', () => {
    const portal = (next: bigint): Observation => seen('portal', 'portal', 0n, { head: undefined, nextBlock: next });
    const fresh = { head: { number: 50n, sealHash: ZERO_32, timestamp: BigInt(START / 1000) } };
    const best = seen('sealer', 'sealer', 50n, fresh);
    expect(saidAfter([0, [best, seen('replica', 'replica', 30n), portal(31n)]])).to.deep.equal([]);
    expect(saidAfter([0, [best, seen('replica', 'replica', 29n), portal(30n)]])).to.deep.equal([
      'BEHIND replica',
      'BEHIND portal',
    ]);
  });

  it('measures a disk over the whole span, and looks no further than it should', () => {
    const free = (mib: number): Observation[] => [
      seen('sealer', 'sealer', 5n, { diskFreeBytes: mib * MIB, head: undefined }),
    ];
    expect(saidAfter([0, free(99)])).to.deep.equal(['DISK_LOW sealer']);
    expect(saidAfter([0, free(1_000)], [300_000, free(900)])).to.deep.equal([]);
    expect(saidAfter([0, free(1_000)], [600_000, free(900)])).to.deep.equal(['DISK_FILLING sealer']);
    expect(saidAfter([0, free(1_000_000)], [600_000, free(999_999)])).to.deep.equal([]);
    expect(saidAfter([0, free(1_000)], [600_000, free(900)], [1_200_000, free(900)])).to.deep.equal([]);
  });

  it('tells of a disk once, however many programs have it, by the first of them that says how it is', () => {
    const onHost = (name: string): Pick<Observation, 'source'> => ({
      source: { name, url: 'http://host', role: 'other' },
    });
    const on = (name: string, size: number, over: Partial<Observation> = {}): Observation =>
      seen(name, 'other', 0n, {
        head: undefined,
        diskFreeBytes: 99 * MIB,
        diskSizeBytes: size,
        ...onHost(name),
        ...over,
      });
    expect(saidAfter([0, [on('a', 1e9), on('b', 1e9), on('c', 2e9)]])).to.deep.equal(['DISK_LOW a', 'DISK_LOW c']);
    const silent = { diskFreeBytes: undefined, diskSizeBytes: undefined };
    expect(saidAfter([0, [on('a', 1e9, silent), on('b', 1e9)]])).to.deep.equal(['DISK_LOW b']);
    const elsewhere = { source: { name: 'b', url: 'http://other', role: 'other' as const } };
    expect(saidAfter([0, [on('a', 1e9), on('b', 1e9, elsewhere)]])).to.deep.equal(['DISK_LOW a', 'DISK_LOW b']);
  });

  it('judges the date of a block only by a sealer that made it between two looks', () => {
    const dated = (number: bigint, seconds: number, role: SourceRole = 'sealer'): Observation[] => [
      seen('one', role, number, { head: { number, sealHash: ZERO_32, timestamp: BigInt(START / 1000 + seconds) } }),
    ];
    expect(saidAfter([0, dated(1n, -9_000)])).to.deep.equal(['BLOCKS_MISSED company']);
    expect(saidAfter([0, dated(1n, 0)], [5_000, dated(2n, 70)])).to.deep.equal(['BLOCK_CLOCK one']);
    expect(saidAfter([0, dated(1n, 0)], [5_000, dated(2n, 60)])).to.deep.equal([]);
    expect(saidAfter([0, dated(1n, 0)], [5_000, dated(2n, -70)])).to.deep.equal(['BLOCK_CLOCK one']);
    expect(saidAfter([0, dated(1n, 0)], [5_000, dated(2n, -70, 'replica')])).to.deep.equal([]);
    expect(saidAfter([0, dated(1n, 0)], [5_000, dated(2n, 70)], [10_000, dated(3n, 8)])).to.deep.equal([]);
  });

  it('refuses a list of programs that is none, or names one twice', () => {
    const one = { name: 'sealer', url: 'http://127.0.0.1:1', role: 'sealer' };
    for (const wrong of [[], {}, [{ ...one, role: 'king' }], [{ ...one, url: 'x' }], [{ ...one, name: '<b>' }]])
      expect(() => parseSources(wrong), JSON.stringify(wrong)).to.throw();
    expect(() => parseSources([one, one])).to.throw('twice');
    expect(parseSources([one])).to.deep.equal([one]);
  });
});

describe('alarms', () => {
  const FAULT: Condition = { code: 'DISK_LOW', which: 'sealer', values: { mib: '5' } };
  const database = openDatabase(
    ':memory:',
    migrationsIn(join(import.meta.dirname, '../../../app/watchdog/migrations')),
  );
  const opened = (): Alarms => openAlarms({ database, raiseAfter: 2, clearAfter: 3, notify: true });
  after(() => database.close());

  it('are raised and ended only by several looks in a row, and proofs at once', () => {
    const alarms = opened();
    const changes = (conditions: Condition[], atMs: number): string[] =>
      alarms.apply(conditions, atMs).map(({ event, alarm }) => `${event} ${alarm.code}`);
    expect(changes([FAULT], 1)).to.deep.equal([]);
    expect(changes([], 2)).to.deep.equal([]);
    expect(changes([FAULT], 3)).to.deep.equal([]);
    expect(changes([FAULT], 4)).to.deep.equal(['raised DISK_LOW']);
    expect([changes([], 5), changes([], 6), changes([FAULT], 7)]).to.deep.equal([[], [], []]);
    expect([changes([], 8), changes([], 9)]).to.deep.equal([[], []]);
    expect(changes([], 10)).to.deep.equal(['cleared DISK_LOW']);
    const proof: Condition = { code: 'FORK', which: 'double-seal-2.json', values: {} };
    const word: Condition = { code: 'PROMISE_REFUSED', which: 'refused-promise-1.json', values: {} };
    expect(changes([proof, word], 11)).to.deep.equal(['raised FORK']);
    // Another start of the program knows it and says nothing again.
    expect(opened().apply([proof], 12)).to.deep.equal([]);
    expect(alarms.due(100).map(({ body }) => (JSON.parse(body) as { event: string }).event)).to.deep.equal([
      'raised',
      'cleared',
      'raised',
    ]);
  });

  it('stand on the page as text, whatever a program called itself or said', () => {
    const alarm = { ...FAULT, id: 1, which: '<img src=x>', values: { mib: '"&' }, sinceMs: 5, clearedMs: null };
    const page = watchdogPage({ language: 'en', open: [alarm], ended: [], look: undefined });
    expect(page).to.include('&#60;img src=x&#62;').and.not.include('<img');
  });
});
