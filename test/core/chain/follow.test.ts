import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { followLedgers, readPages } from '../../../core/chain/follow.ts';
import { internalBlockDigest } from '../../../core/domain/ledger/internal-block.ts';
import { pause } from '../../../core/runtime/pause.ts';
import { refusal } from '../../support/refusal.ts';
import { world, type World } from '../../support/world.ts';
import { COMPANY, rateBlock } from './support/rate-block.ts';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import type { FollowClient, RecordedBlock, RecordedPage } from '../../../core/chain/follow.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

describe('following the ledgers', () => {
  let house: World;
  let sealer: Ledger;
  let client: ChainClient;
  const sent = 30;

  before(async () => {
    house = await world({ ledger: { accounts: { company: COMPANY } } });
    sealer = house.ledger;
    ({ client } = sealer);
    for (let n = 1; n <= sent; n++) {
      await client.submit(rateBlock(client.network, n));
      // One that reverts between those that are recorded.
      if (n % 10 === 0) await client.submit(rateBlock(client.network, 0 - n));
    }
    while ((await client.read.ledgerState('tariffs')).count < BigInt(sent))
      await pause(20, new AbortController().signal);
  });
  after(() => house[Symbol.asyncDispose]());

  async function all(from: FollowClient): Promise<RecordedBlock[]> {
    const blocks: RecordedBlock[] = [];
    for await (const page of readPages(from, 0n, await from.head())) blocks.push(...page.blocks);
    return blocks;
  }

  it('refuses a node whose records carry another block than its logs name', async () => {
    const honest = await all(client);
    const [one, two] = [honest[0], honest[1]];
    if (one === undefined || two === undefined) throw new Error('too few blocks');
    const lying: FollowClient = {
      ...client,
      recordedLogs: async (from, to) =>
        (await client.recordedLogs(from, to)).map((log) =>
          log.transactionHash === one.transactionHash ? { ...log, topics: log.topics.with(1, two.digest) } : log,
        ),
    };
    expect(await refusal(() => all(lying))).to.equal('LOG_MALFORMED');
  });

  it('refuses a node that leaves a transaction or a record out', async () => {
    const without: FollowClient = {
      ...client,
      blockRecords: async (from, limit) =>
        (await client.blockRecords(from, limit)).map((record) => ({
          ...record,
          transactions: record.transactions.slice(1),
        })),
    };
    expect(await refusal(() => all(without))).to.equal('LOG_MALFORMED');
    const behind: FollowClient = { ...client, blockRecords: async () => [] };
    expect(await refusal(() => all(behind))).to.equal('RECORDS_MISSING');
  });

  it('gives the recorded blocks in order with their data, and none that was refused', async () => {
    const blocks = await all(client);
    expect(blocks.map(({ data }) => data)).to.deep.equal(
      Array.from({ length: sent }, (_, index) => rateBlock(client.network, index + 1).data),
    );
    expect(blocks.map(({ position }) => position)).to.deep.equal(
      Array.from({ length: sent }, (_, index) => BigInt(index + 1)),
    );
    for (const { ledger, ledgerName, block, digest } of blocks) {
      expect([ledgerName, block.from]).to.deep.equal(['tariffs', COMPANY.address]);
      expect(internalBlockDigest(domainOf(client.network), ledger, block)).to.equal(digest);
    }
    expect(blocks.at(-1)?.head).to.equal((await client.read.ledgerState('tariffs')).head);
  });

  it('covers every external block once, waits for new ones, and resumes where it stopped', async () => {
    const pages: RecordedPage[] = [];
    const stop = new AbortController();
    const next = sent + 1;
    for await (const page of followLedgers({ client, from: 0n, signal: stop.signal, pollMs: 20 })) {
      pages.push(page);
      const blocks = pages.flatMap((each) => each.blocks);
      if (blocks.length === sent && page.toBlock >= (await client.head()))
        await client.submit(rateBlock(client.network, next));
      if (blocks.length > sent) stop.abort();
    }
    let expected = 0n;
    for (const page of pages) {
      expect(page.fromBlock).to.equal(expected);
      expected = page.toBlock + 1n;
    }
    expect(pages.at(-1)?.blocks.at(-1)?.data).to.equal(rateBlock(client.network, next).data);
  });

  it('waits out a node that is away', async () => {
    const stop = new AbortController();
    await sealer.stop();
    const pages = followLedgers({ client, from: 0n, signal: stop.signal, pollMs: 20 });
    const first = pages.next();
    await sealer.start();
    const { value } = await first;
    expect(value?.fromBlock).to.equal(0n);
    stop.abort();
  });
});

describe('a chain client', () => {
  it('says that a node is away, and what the queue refuses', async () => {
    await using house = await world({ ledger: { accounts: { company: COMPANY } } });
    const { ledger: sealer } = house;
    const { client } = sealer;
    const foreign = { ...rateBlock(client.network, 1), ledger: client.network.company };
    expect(await refusal(() => client.submit(foreign))).to.match(/LEDGER|SENDER|ADDRESS/);
    await sealer.stop();
    expect(await refusal(() => client.head())).to.equal('CHAIN_UNREACHABLE');
    expect(await refusal(() => client.read.isActive(COMPANY.address))).to.equal('CHAIN_UNREACHABLE');
    expect(await refusal(() => connectChain({ url: sealer.url, queueUrl: sealer.url }))).to.equal('CHAIN_UNREACHABLE');
    await sealer.start();
    expect(await client.read.isActive(COMPANY.address)).to.equal(true);
  });

  it('knows nothing of ids that are not on the ledgers', async () => {
    await using house = await world({ ledger: { accounts: { company: COMPANY } } });
    const { read, status, network } = house.ledger.client;
    const id = `0x${'66'.repeat(32)}` as const;
    const channel = '0x66666666';
    const answers = await Promise.all([
      read.participant(`0x${'77'.repeat(20)}`),
      read.meter(id),
      read.device(id),
      read.meterOfChannel(channel),
      read.contract(id),
      read.invoice('billingLedger', id),
      read.payment('contractLedger', id),
      read.paymentOfReference('billingLedger', id),
      read.channelState(channel),
      read.closeHash(channel, 1n),
      read.readingRequest(id),
      read.appeal(id),
    ]);
    expect(answers).to.deep.equal(answers.map(() => undefined));
    expect(await read.rates(COMPANY.address, 1, 0)).to.deep.equal([]);
    expect([await read.billedThrough('billingLedger', channel), await read.firstSequence(channel)]).to.deep.equal([
      0n,
      0n,
    ]);
    expect(await read.isRecorded(network.contracts.meters, id)).to.equal(false);
    expect(await status(id)).to.deep.equal({ state: 'unknown' });
    expect((await read.participant(COMPANY.address))?.role).to.equal(3);
  });
});
