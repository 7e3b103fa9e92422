import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { accusedBy } from '../../../../core/domain/evidence/accused-in.ts';
import { evidenceToJson } from '../../../../core/domain/evidence/evidence-json.ts';
import { ROLE } from '../../../../core/domain/ledger/kinds.ts';
import type { RunningSealer } from '../../../../sealer/main.ts';
import { headToJson } from '../../../../sealer/http/read-routes.ts';
import { letIn, PORTAL, startCompany } from '../../../sealer/support/company.ts';
import { fakePeer, sendJson } from '../../../sealer/support/fake-peer.ts';
import { tempFolder } from '../../../sealer/support/temp-folder.ts';
import { alarmsOf, cleared, looks, raised, startWatching, watchdogOf } from '../support.ts';

/** What replicas show of the sealer's chain, and which of its blocks they call wrong. */
type Shown = { claims: boolean; holds: boolean; blocks?: readonly number[] };

describe('a sealed block that a replica calls wrong by its execution', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  before(async () => (sealer = await startCompany(join(folder.path, 'sealer'))));
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  /** A replica that has block 1, or block 0 alone, and calls block 1 wrong, or others, as long as it is told to. */
  function replica(shown: Shown) {
    const record = sealer.chain.record(1);
    const claims = (shown.blocks ?? [1]).map((number) =>
      evidenceToJson({ kind: 'invalid-block', record: sealer.chain.record(number) }, accusedBy(sealer.network)),
    );
    const head = headToJson(sealer.chain.head ?? { number: 0n, sealHash: '0x', blockHash: '0x', timestamp: 0n });
    const zero = { ...head, number: '0', sealHash: record.seal.parentSeal };
    return fakePeer((path, response) => {
      if (path.startsWith('/v1/evidence')) return sendJson(response, { evidence: shown.claims ? claims : [] });
      if (path.startsWith('/v1/head')) return sendJson(response, shown.holds ? head : zero);
      if (path.startsWith('/v1/seen')) return sendJson(response, { blocks: [] });
      if (path.startsWith('/v1/blocks')) {
        const from = Number(new URL(path, 'http://x').searchParams.get('from'));
        const has = from === 0 || (shown.holds && from === 1);
        return sendJson(response, { blocks: has ? [JSON.parse(sealer.chain.recordText(from))] : [] });
      }
      sendJson(response, { ok: true });
    });
  }

  async function watching(name: string, replicas: readonly Shown[]) {
    await using opened = new AsyncDisposableStack();
    const home = join(folder.path, name);
    const peers = [];
    for (const shown of replicas) peers.push(opened.use(await replica(shown)));
    const sources = peers.map(({ url }, at) => ({ name: `replica${at}`, url, role: 'replica' as const }));
    const settings = watchdogOf(folder.path, sealer.network, sources, {
      dataDir: home,
      heartbeat: '1h',
    });
    const watchdog = opened.use(await startWatching(settings));
    const files = (): string[] => readdirSync(join(home, 'evidence'));
    const all = opened.move();
    return { watchdog, files, [Symbol.asyncDispose]: () => all.disposeAsync() };
  }
  const codes = async (watchdog: Parameters<typeof alarmsOf>[0]): Promise<string[]> =>
    (await alarmsOf(watchdog)).alarms.map(({ code }) => code).sort();

  it('is a lie of that replica where another one executed and holds it', async () => {
    await using world = await watching('lie', [
      { claims: true, holds: false },
      { claims: false, holds: true },
    ]);
    const alarm = await raised(world.watchdog, 'SOURCE_LIES', 'replica0');
    expect(alarm.what).to.include('it calls block 1 wrong, which replica1 executed and holds');
    await looks(world.watchdog);
    expect(await codes(world.watchdog)).to.deep.equal(['SOURCE_LIES']);
    expect(world.files()).to.deep.equal([]);
  });

  it('is a claim while nobody else has executed it, which accuses nobody and ends with it', async () => {
    const shown = { claims: true, holds: false };
    await using world = await watching('claim', [shown, { claims: false, holds: false }]);
    const alarm = await raised(world.watchdog, 'INVALID_CLAIMED', 'replica0 #1');
    expect(alarm.what).to.include('the sealed block 1 does not come out as it was sealed');
    expect(alarm.todo).to.include('Nothing is proved yet');
    await looks(world.watchdog);
    expect(await codes(world.watchdog)).to.deep.equal(['INVALID_CLAIMED']);
    expect(world.files()).to.deep.equal([]);
    shown.claims = false;
    await cleared(world.watchdog, 'INVALID_CLAIMED', 'replica0 #1');
  });

  it('is an alarm with its file once a second one executed it and found it wrong', async () => {
    await using world = await watching('proved', [
      { claims: true, holds: false },
      { claims: true, holds: false },
    ]);
    const [file = ''] = await (async () => {
      await looks(world.watchdog);
      return world.files();
    })();
    expect(file).to.match(/^invalid-block-1-[0-9a-f]{8}\.json$/);
    await raised(world.watchdog, 'INVALID_BLOCK', file);
    expect(await codes(world.watchdog)).to.deep.equal(['INVALID_BLOCK']);
  });

  it('is a claim still where those who executed it differ', async () => {
    await using world = await watching('differ', [
      { claims: true, holds: false },
      { claims: true, holds: false },
      { claims: false, holds: true },
    ]);
    await raised(world.watchdog, 'INVALID_CLAIMED', 'replica0 #1');
    await raised(world.watchdog, 'INVALID_CLAIMED', 'replica1 #1');
    await looks(world.watchdog);
    expect(await codes(world.watchdog)).to.deep.equal(['INVALID_CLAIMED', 'INVALID_CLAIMED']);
    expect(world.files()).to.deep.equal([]);
  });

  it('is a claim for each block, so that one that stays hides no later one', async () => {
    await letIn(sealer, PORTAL, ROLE.portal);
    const shown = { claims: true, holds: false, blocks: [1, 2] };
    await using world = await watching('each', [shown, { claims: false, holds: false }]);
    for (const number of [1, 2]) await raised(world.watchdog, 'INVALID_CLAIMED', `replica0 #${number}`);
    expect(await codes(world.watchdog)).to.deep.equal(['INVALID_CLAIMED', 'INVALID_CLAIMED']);
  });
});
