import { join } from 'node:path';
import { expect } from 'chai';
import { openSegmentDraw, type SegmentDraw } from '../../../../app/watchdog/past/draw-segment.ts';
import { NOTHING, type Observation } from '../../../../app/watchdog/observe.ts';
import { accusedBy } from '../../../../core/domain/evidence/accused-in.ts';
import { checkEvidence } from '../../../../core/domain/evidence/evidence.ts';
import type { RunningSealer } from '../../../../sealer/main.ts';
import { ask, outcome, rate, startCompany, submit } from '../../../sealer/support/company.ts';
import { copyCompany } from '../../../sealer/support/copy-company.ts';
import { fakePeer, sendJson } from '../../../sealer/support/fake-peer.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';

const SIGNAL = new AbortController().signal;
const LENGTH = 3;
const DAY = 86_400_000;

describe('a segment of the past that is drawn', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  let other: RunningSealer;
  let clock = 0;

  before(async () => {
    const trade = async ({ url, network }: RunningSealer, from: number): Promise<void> => {
      for (let n = from; n < from + 5; n++) {
        const { body } = await submit(url, rate(network, n));
        await outcome(url, body['digest']);
      }
    };
    const [data, copy] = [join(folder.path, 'sealer'), join(folder.path, 'other')];
    {
      await using _ = await startCompany(data, { heartbeat: '1h' });
    }
    copyCompany(data, copy);
    sealer = await startCompany(data, { heartbeat: '1h' });
    other = await startCompany(copy, { heartbeat: '1h' });
    await trade(sealer, 0);
    await trade(other, 10);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    await other[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const seen = (...urls: readonly string[]): Observation[] =>
    urls.map((url, at) => {
      const head = { number: 5n, sealHash: '0x' as const, timestamp: 0n };
      return { ...NOTHING, source: { name: `owner${at}`, url, role: 'replica' }, up: true, head };
    });
  /** What a draw finds at once, and at the looks after so much time. */
  const opened = (): SegmentDraw =>
    openSegmentDraw({
      accused: () => accusedBy(sealer.network),
      everyMs: DAY,
      timeoutMs: 10_000,
      now: () => clock,
      random: () => 0.5,
      blocks: LENGTH,
    });
  const found = async (draw: SegmentDraw, ...urls: readonly string[]): Promise<string[]> => {
    const { conditions, evidence } = await draw.look(seen(...urls), SIGNAL);
    return [...conditions.map(({ code, which }) => `${code} ${which}`), ...evidence.map(({ kind }) => kind)];
  };
  /** The sealer, whose blocks come as `change` makes them while it is told to. */
  const changing = (state: { isWrong: boolean; asked: number }, change: (blocks: object[]) => unknown) =>
    fakePeer((path, response) => {
      state.asked++;
      void ask(sealer.url + path).then(({ body }) =>
        sendJson(response, state.isWrong ? { ...body, blocks: change(body['blocks'] as object[]) } : body),
      );
    });

  it('is asked of two once a day, and nothing is said where both keep what is sealed', async () => {
    const state = { isWrong: false, asked: 0 };
    await using source = await changing(state, (blocks) => blocks);
    const draw = opened();
    expect(await found(draw, source.url)).to.deep.equal([]);
    expect(state.asked).to.equal(0);
    for (const [time, asked] of [
      [0, 1],
      [DAY - 1, 1],
      [DAY, 2],
    ] as const) {
      clock = time;
      expect(await found(draw, source.url, sealer.url)).to.deep.equal([]);
      expect(state.asked).to.equal(asked);
    }
  });

  it('is an alarm that names who keeps something else, until it is mended', async () => {
    for (const change of [
      (blocks: object[]) => blocks.map((block) => ({ ...block, transactions: [] })),
      (blocks: object[]) => blocks.slice(1),
      (blocks: object[]) => [...blocks.slice(0, 1), ...blocks.slice(0, 1)],
      (): object[] => [],
      (blocks: object[]) => blocks.map((block) => ({ ...block, receipts: [] })),
    ]) {
      const state = { isWrong: true, asked: 0 };
      await using source = await changing(state, change);
      const draw = opened();
      clock = 0;
      expect(await found(draw, source.url, sealer.url)).to.deep.equal(['PAST_WRONG owner0']);
      clock = DAY / 2;
      state.isWrong = false;
      expect(await found(draw, source.url, sealer.url)).to.deep.equal([]);
    }
  });

  it('is an alarm where somebody does not show it again and again', async () => {
    await using silent = await fakePeer((_path, response) => response.writeHead(503).end());
    const draw = opened();
    for (const [time, expected] of [
      [0, []],
      [DAY / 4, []],
      [DAY / 2, ['PAST_MISSING owner1']],
    ] as const) {
      clock = time;
      expect(await found(draw, sealer.url, silent.url)).to.deep.equal(expected);
    }
  });

  it('proves a fork where two keep different blocks under seals of the company', async () => {
    clock = 0;
    const { conditions, evidence } = await opened().look(seen(sealer.url, other.url), SIGNAL);
    expect([conditions, evidence.length]).to.deep.equal([[], 1]);
    const [fork] = evidence;
    if (fork === undefined) throw new Error('there is one');
    expect(fork.kind).to.equal('double-seal');
    checkEvidence(fork, accusedBy(sealer.network));
  });
});
