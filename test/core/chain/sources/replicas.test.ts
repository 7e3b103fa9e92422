import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { connectChain, type ChainClient } from '../../../../core/chain/chain-client.ts';
import { createReplicas } from '../../../../core/chain/sources/replicas.ts';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../../core/domain/bytes/loose-fields.ts';
import { networkToJson } from '../../../../core/domain/ledger/network.ts';
import { fakePeer, sendJson } from '../../../sealer/support/fake-peer.ts';
import { someNetwork } from '../../../sealer/support/some-network.ts';
import { refusal } from '../../../support/refusal.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { world, type World } from '../../../support/world.ts';
import { COMPANY, rateBlock } from '../support/rate-block.ts';

/** What stands before the real replica; `undefined` lets the question through. */
type Says = ((path: string, response: ServerResponse) => void) | undefined;

describe('several replicas', function () {
  this.timeout(120_000);
  let house: World;
  let rates = 0;
  before(async () => (house = await world({ ledger: { accounts: { company: COMPANY } } })));
  after(() => house[Symbol.asyncDispose]());

  const addBlock = (): Promise<unknown> => house.ledger.send(rateBlock(house.ledger.network, ++rates));
  const unavailable: Says = (_path, response) => void response.writeHead(503).end('no');
  const forbids: Says = (_path, response) =>
    void response.writeHead(403, { 'content-type': 'application/json' }).end('{"code":"FORBIDDEN","detail":"no"}');

  /** A client of two ways to the same ledger, each of which says what a test wants. */
  async function twoWays(): Promise<
    AsyncDisposable & { urls: [string, string]; says: [Says, Says]; asked: [string[], string[]]; client: ChainClient }
  > {
    await using opened = new AsyncDisposableStack();
    const says: [Says, Says] = [undefined, undefined];
    const asked: [string[], string[]] = [[], []];
    const open = async (place: 0 | 1): Promise<string> => {
      const peer = await fakePeer(async (path, response) => {
        const { method = 'GET' } = response.req;
        const body = method === 'GET' ? '' : await text(response.req);
        asked[place].push(path);
        const own = says[place];
        if (own !== undefined) {
          own(path, response);
          if (response.writableEnded || response.destroyed) return;
        }
        const headers = { 'content-type': 'application/json' };
        const told = await fetch(house.ledger.url + path, method === 'GET' ? {} : { method, headers, body });
        response.statusCode = told.status;
        sendJson(response, await told.json());
      });
      opened.use(peer);
      return peer.url;
    };
    const urls: [string, string] = [await open(0), await open(1)];
    const client = await connectChain({ url: urls, queueUrl: house.ledger.url });
    const all = opened.move();
    return { urls, says, asked, client, [Symbol.asyncDispose]: () => all.disposeAsync() };
  }
  const head = async (): Promise<bigint> => house.ledger.client.head();
  const account = COMPANY.address;

  it('are at least one', async () => {
    expect(await refusal(async () => createReplicas([], house.ledger.network))).to.equal('SOURCES_MISSING');
  });

  it('are read in their order: the next at once where one is silent, says 503 or refuses, and the first again once it answers', async () => {
    for (const says of [unavailable, forbids, (_path: string, response: ServerResponse) => void response.destroy()]) {
      await using ways = await twoWays();
      const { client, urls } = ways;
      await addBlock();
      expect([await client.head(), client.reading().url]).to.deep.equal([await head(), urls[0]]);
      ways.says[0] = says;
      expect(await client.head()).to.equal(await head());
      expect(await client.read.keyOf(account)).to.equal(account.toLowerCase());
      expect(await client.ask('/v1/network')).to.deep.equal(networkToJson(client.network));
      expect((await client.blockRecords(0n, 1)).length).to.equal(1);
      expect(client.reading()).to.deep.equal({ url: urls[1], first: urls[0] });
      ways.says[0] = undefined;
      await waitFor('the first is read again', async () => {
        await client.head();
        return client.reading().url === urls[0];
      });
    }
  });

  it('say what one says of the question itself, and wait where none answers', async () => {
    await using ways = await twoWays();
    const { client } = ways;
    expect(await refusal(() => client.ask(`/v1/queue/0x12`))).to.equal('HEX_INVALID');
    ways.says.splice(0, 2, unavailable, unavailable);
    expect(await refusal(() => client.head())).to.equal('CHAIN_BUSY');
    ways.says.splice(0, 2, forbids, forbids);
    expect(await refusal(() => client.head())).to.equal('CHAIN_REFUSES');
  });

  it('never let time run backwards: one that has not what was read is not read, and all of them wait where nobody has it', async () => {
    await using ways = await twoWays();
    const { client, urls } = ways;
    await addBlock();
    const old = await (await fetch(`${house.ledger.url}/v1/head`)).json();
    const stoodStill: Says = (path, response) => {
      if (path === '/v1/head') sendJson(response, old);
    };
    await addBlock();
    const newest = await client.head();
    ways.says[0] = stoodStill;
    expect([await client.head(), client.reading().url]).to.deep.equal([newest, urls[1]]);
    ways.says[1] = stoodStill;
    expect(await refusal(() => client.head())).to.equal('SOURCE_BEHIND');
  });

  it('leave one that stands still while another one rises, within some seconds, and take the first again when it has caught up', async () => {
    await using ways = await twoWays();
    const { client, urls } = ways;
    const old = await (await fetch(`${house.ledger.url}/v1/head`)).json();
    ways.says[0] = (path, response) => {
      if (path === '/v1/head') sendJson(response, old);
    };
    await addBlock();
    await waitFor('the second is read', async () => {
      await client.head();
      return client.reading().url === urls[1];
    });
    expect(await client.head()).to.equal(await head());
    ways.says[0] = undefined;
    await waitFor('the first is read again', async () => {
      await client.head();
      return client.reading().url === urls[0];
    });
  });

  it('count a head under the company’s key alone, and none of another network', async () => {
    const high = { number: '1000000', sealHash: ZERO_32, blockHash: ZERO_32, timestamp: '99999999999' };
    const boasts =
      (blocks: unknown): Says =>
      (path, response) => {
        if (path === '/v1/head') sendJson(response, high);
        else if (path.startsWith('/v1/blocks?from=1000000')) sendJson(response, { blocks, head: high });
      };
    const page = looseFields(await (await fetch(`${house.ledger.url}/v1/blocks?from=0&limit=1`)).json())['blocks'];
    const stranger: Says = (path, response) => {
      if (path === '/v1/network') sendJson(response, networkToJson(someNetwork(53278n)));
    };
    for (const lie of [boasts([]), boasts([{ number: '1000000' }]), boasts(page), boasts(7), stranger]) {
      await using ways = await twoWays();
      const { client, urls } = ways;
      ways.says[0] = lie;
      await addBlock();
      expect(await client.head()).to.equal(await head());
      expect(client.reading().url).to.equal(urls[1]);
      expect(client.now() < 99_999_999_999n).to.equal(true);
      // It is not asked for a minute.
      const before = ways.asked[0].length;
      for (let n = 0; n < 5; n++) await client.head();
      expect(ways.asked[0].length).to.equal(before);
    }
    for (const [lie, code] of [
      [boasts([]), 'SOURCE_LIES'],
      [stranger, 'SOURCE_OTHER'],
    ] as const) {
      await using ways = await twoWays();
      ways.says.splice(0, 2, lie, lie);
      expect(await refusal(() => ways.client.head())).to.equal(code);
    }
  });
});
