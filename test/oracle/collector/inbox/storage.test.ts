import { join } from 'node:path';
import { expect } from 'chai';
import { TransientError } from '../../../../core/domain/bytes/errors.ts';
import { messageHandler } from '../../../../oracle/collector/receive/message-handler.ts';
import { createBackPressure } from '../../../../oracle/collector/receive/back-pressure.ts';
import { watchStorage } from '../../../../oracle/collector/inbox/storage.ts';
import { createTeller } from '../../../../oracle/collector/relay/tell-gateways.ts';
import { parseDownMessage } from '../../../../oracle/messages.ts';
import { refusal } from '../../../support/refusal.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { OnMessage } from '../../../../oracle/collector/broker/broker.ts';
import type { Storage } from '../../../../oracle/collector/inbox/storage.ts';
import type { Teller } from '../../../../oracle/collector/relay/tell-gateways.ts';
import type { Pair } from '../../support/pair.ts';

describe('the collector without room', () => {
  let pair: Pair;
  let teller: Teller;
  const stop = new AbortController();

  beforeEach(async () => {
    pair = makePair();
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
    for (let hour = 0n; hour < 20n; hour++) {
      for (const meter of pair.simulated) {
        const values = meter.start.map((value) => value + hour);
        pair.feed(meter, values, START + hour * HOUR);
      }
      await pair.sign();
    }
    teller = createTeller({
      inbox: pair.inbox,
      network: pair.network,
      nowSeconds: () => 0n,
      publish: (_gatewayId, payload) => void pair.down(parseDownMessage(payload)),
    });
  });
  afterEach(() => {
    teller[Symbol.dispose]();
    pair.dispose();
  });

  const storageWith = (limits: { floorBytes?: number; limitBytes?: number }): Storage =>
    watchStorage({
      database: pair.inbox.database,
      file: join(pair.folder, 'inbox.sqlite'),
      floorBytes: 0,
      limitBytes: 0,
      ...limits,
      log: pair.context.log,
    });
  const handlerWith = (storage: Storage): OnMessage =>
    messageHandler({
      context: pair.context,
      storage,
      pace: createBackPressure({ perSecond: 1_000_000, burst: 1_000_000, nowMs: Date.now }),
      teller,
      onStored: () => undefined,
      signal: stop.signal,
    });
  const framesStored = (): number => pair.inbox.messageCounts().reduce((sum, { frames }) => sum + frames, 0);
  /** Hands over what is queued, oldest first, until one is not taken; its error. */
  const deliver = async (handle: OnMessage): Promise<unknown> => {
    for (const { payload } of pair.store.outgoing(0, 1_000)) {
      try {
        await handle(pair.gatewayId, payload);
      } catch (error) {
        return error;
      }
    }
    return undefined;
  };
  const total = (): number => 20 * pair.simulated.flatMap(({ tariffs }) => tariffs).length;

  it('takes nothing that SQLite has no room for, says so, and goes on by itself', async () => {
    const storage = storageWith({});
    const handle = handlerWith(storage);
    const pages = pair.inbox.database.prepare('pragma page_count').get()?.['page_count'];
    pair.inbox.database.exec(`pragma max_page_count = ${Number(pages) + 4}`);
    expect(await deliver(handle))
      .to.be.instanceOf(TransientError)
      .and.have.property('code', 'STORAGE_FULL');
    expect(storage.fault).to.match(/could not be written/);
    const before = framesStored();
    expect(before).to.be.lessThan(total());
    expect(pair.store.queuedMessages()).to.be.greaterThan(0);
    // Not even tried for a while.
    expect(await deliver(handle)).to.have.property('code', 'STORAGE_FULL');
    expect(framesStored()).to.equal(before);

    pair.inbox.database.exec('pragma max_page_count = 1000000');
    await waitFor('all stored', async () => (await deliver(handle)) === undefined);
    expect(storage.fault).to.equal(undefined);
    expect(framesStored()).to.equal(total());
    expect(pair.store.queuedMessages()).to.equal(0);
  });

  it('takes nothing while less of the disk is free than has to stay so', async () => {
    const storage = storageWith({ floorBytes: Number.MAX_SAFE_INTEGER });
    expect(await refusal(() => storage.demandRoom())).to.equal('STORAGE_FULL');
    expect(storage.fault).to.match(/bytes free/);
    expect(await deliver(handlerWith(storage))).to.have.property('code', 'STORAGE_FULL');
    expect(framesStored()).to.equal(0);
  });

  it('lets no burst pass its limit between two looks at the disk', async () => {
    const pages = pair.inbox.database
      .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
      .get();
    const limitBytes = Number(pages?.['bytes']) + 4 * 4_096;
    const storage = storageWith({ limitBytes });
    expect(storage.fault).to.equal(undefined);
    expect(await deliver(handlerWith(storage))).to.have.property('code', 'STORAGE_FULL');
    expect(framesStored()).to.be.greaterThan(0).and.lessThan(total());
  });

  it('goes on when frames that reached the ledger are forgotten', async () => {
    const used = storageWith({ limitBytes: 1 });
    expect(used.fault).to.match(/bytes in use/);
    expect(await deliver(handlerWith(storageWith({})))).to.equal(undefined);
    const heads = pair.meters.meters.map(({ registers }) => pair.inbox.channelHead(registers[0]?.channel ?? '0x'));
    pair.inbox.pendingMessages(1_000).forEach(({ id }) => pair.inbox.markRecorded(id, 1_000));
    expect(pair.inbox.prune({ recordedMs: 1_000, dueSeconds: 0n }, 1_000), 'too young').to.equal(0);
    let pruned = 0;
    for (let few = -1; few !== 0; pruned += few) few = pair.inbox.prune({ recordedMs: 1_001, dueSeconds: 0n }, 3);
    expect(pruned).to.be.greaterThan(20);
    expect(framesStored()).to.equal(0);
    expect(pair.inbox.database.prepare('select count(*) as n from frames').get()).to.deep.include({ n: 0 });
    expect(
      pair.meters.meters.map(({ registers }) => pair.inbox.channelHead(registers[0]?.channel ?? '0x')),
    ).to.deep.equal(heads);
  });
});
