import { join } from 'node:path';
import { expect } from 'chai';
import { judgeLate, undecidedBy } from '../../../../app/watchdog/late/judge-late.ts';
import { LATE_TEXTS } from '../../../../app/watchdog/late/late-texts.ts';
import { isLateAlone, lateWorkIn } from '../../../../app/watchdog/late/late-work.ts';
import { NOTHING, type Observation } from '../../../../app/watchdog/observe.ts';
import { createHttpApp, healthRoutes, startHttp, type HttpService } from '../../../../core/runtime/http-service.ts';
import { createMetrics } from '../../../../core/runtime/metrics.ts';
import type { Work, WorkCode } from '../../../../core/runtime/start/illnesses.ts';
import { startCompany } from '../../../sealer/support/company.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { alarmsOf, cleared, LIVELY, looks, raised, startWatching, watchdogOf } from '../support.ts';

const LATE = { code: 'OUTBOX_LATE', waitsSeconds: 61, atMostSeconds: 60 };
const CODES = Object.keys(LATE_TEXTS) as WorkCode[];

describe('work that a program says is late', () => {
  it('is nothing where it says no code that is known, or no number', () => {
    for (const wrong of [
      ...[5, null, {}, { ...LATE, code: 'FORK' }, { ...LATE, code: 'UNREACHABLE' }, { ...LATE, waitsSeconds: '61' }],
      ...[
        { ...LATE, waitsSeconds: 1.5 },
        { ...LATE, waitsSeconds: -1 },
        { ...LATE, atMostSeconds: undefined },
      ],
    ])
      expect(lateWorkIn(503, { late: [wrong] }), JSON.stringify(wrong)).to.deep.equal([]);
    const [found, ...none] = lateWorkIn(503, { late: [LATE, 7] }) ?? [];
    expect([found, none]).to.deep.equal([{ code: 'OUTBOX_LATE', seconds: 61, atMost: 60 }, []]);
    expect(lateWorkIn(503, { late: Array.from({ length: 1_000 }, () => LATE) })).to.have.length(16);
  });

  it('is not known where a program says nothing of it, and none where it is well', () => {
    expect(lateWorkIn(503, { detail: 'its engine fell' })).to.equal(undefined);
    expect(lateWorkIn(200, { ok: true })).to.deep.equal([]);
    expect(isLateAlone({ late: [LATE], ill: [] })).to.equal(true);
    for (const body of [{}, { late: [LATE] }, { late: [], ill: [] }, { late: [LATE], ill: ['Its disk is full'] }])
      expect(isLateAlone(body), JSON.stringify(body)).to.equal(false);
  });

  it('neither comes nor ends by a look at which its program says nothing', () => {
    const source = { name: 'app', url: 'http://app', role: 'portal' as const };
    const seen = (over: Partial<Observation>): Observation => ({ ...NOTHING, source, ...over });
    expect(judgeLate([seen({})])).to.deep.equal([]);
    expect(judgeLate([seen({ up: true, late: [{ code: 'ORDER_LATE', seconds: 901, atMost: 900 }] })])).to.deep.equal([
      { code: 'ORDER_LATE', which: 'app', values: { seconds: '901', atMost: '900' } },
    ]);
    const isOpen = (over: Partial<Observation>, code: Parameters<ReturnType<typeof undecidedBy>>[0]['code']): boolean =>
      undecidedBy([seen(over)])({ code, which: 'app' });
    for (const code of CODES)
      expect([isOpen({}, code), isOpen({ up: true, late: [] }, code)], code).to.deep.equal([true, false]);
    expect([isOpen({ up: true }, 'DISK_LOW'), isOpen({ diskFreeBytes: 9 }, 'DISK_LOW')]).to.deep.equal([true, false]);
    expect([isOpen({}, 'SOURCE_LIES'), isOpen({ up: true }, 'SOURCE_LIES')]).to.deep.equal([true, false]);
    expect(isOpen({}, 'UNREACHABLE')).to.equal(false);
    // A program that is watched no more.
    expect(undecidedBy([])({ code: 'ORDER_LATE', which: 'app' })).to.equal(false);
  });

  it('is an alarm of its own, which lasts while the program is away and ends when it says that it is in time', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(join(folder.path, 'sealer'), LIVELY);
    let late: readonly WorkCode[] = [];
    const work = (): Work[] =>
      late.map((code) => ({ code, what: 'It waits', waitsSeconds: 90_000, atMostSeconds: 60 }));
    const serve = (port: number): Promise<HttpService> => {
      const app = createHttpApp();
      healthRoutes(app, { health: () => ({}), work, metrics: createMetrics('x_') });
      return startHttp({ app, host: '127.0.0.1', port });
    };
    let program = await serve(0);
    const { port } = program;
    const sources = [
      { name: 'sealer', url: sealer.url, role: 'sealer' as const },
      { name: 'app', url: program.url, role: 'other' as const },
    ];
    await using watchdog = await startWatching(watchdogOf(folder.path, sealer.network, sources));
    late = CODES;
    for (const code of CODES) expect((await raised(watchdog, code, 'app')).which).to.equal('app');
    expect((await alarmsOf(watchdog)).alarms.map(({ code }) => code)).to.have.members([...CODES]);
    await program[Symbol.asyncDispose]();
    await raised(watchdog, 'UNREACHABLE', 'app');
    await looks(watchdog, 5);
    expect((await alarmsOf(watchdog)).alarms).to.have.length(CODES.length + 1);
    late = CODES.slice(-1);
    program = await serve(port);
    for (const code of CODES.slice(0, -1)) await cleared(watchdog, code, 'app');
    late = [];
    await waitFor('no alarm', async () => (await alarmsOf(watchdog)).alarms.length === 0);
    await program[Symbol.asyncDispose]();
  });
});
