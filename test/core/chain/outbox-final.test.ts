import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { openOutbox, type Outbox } from '../../../core/chain/outbox.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { parseHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { looseFields } from '../../../core/domain/bytes/loose-fields.ts';
import { internalBlockDigest, signBlock, type SignedBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { refusalDigest, refusalToJson } from '../../../core/domain/seal/refusal.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { openDatabase } from '../../../core/runtime/sqlite.ts';
import { fakePeer, sendJson } from '../../sealer/support/fake-peer.ts';
import { refusal } from '../../support/refusal.ts';
import { newAccount } from '../../support/world/actors.ts';
import { world, type World } from '../../support/world.ts';
import { COMPANY, rateBlock } from './support/rate-block.ts';

const log = createLog('test', 'silent');
const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));

const STATUSES = [
  200, 204, 400, 401, 403, 404, 405, 407, 408, 409, 413, 415, 421, 422, 425, 429, 451, 500, 502, 503, 504,
];
const problem = (code: string): string => JSON.stringify({ type: `urn:domledger:problem:${code}`, code, detail: code });
/** What a standby, a sealer that starts, the queue of another network or somebody on the way may say of a block that nothing is wrong with. */
const BODIES: Record<string, (digest: Hex) => string> = {
  nothing: () => '',
  'a page': () => '<html><h1>Forbidden</h1></html>',
  'a list': () => '[]',
  'no code': () => '{"error":"no"}',
  'a code that is none': () => '{"code":7}',
  'a proxy': () => problem('FORBIDDEN'),
  'a standby': () => problem('STANDBY'),
  'a fenced sealer': () => problem('FENCED'),
  'a starting sealer': () => problem('STARTING'),
  'another network': () => problem('LEDGER_UNKNOWN'),
  'a stranger’s word about the block': () => problem('DATA_TOO_LARGE'),
  'a stranger’s word about the sender': () => problem('SENDER_SUSPENDED'),
  'a stranger’s word about the key': () => problem('SENDER_MISMATCH'),
  'no signature where there should be one': () => problem('BLOCK_EXPIRES'),
  'a stranger’s signature': (digest) => {
    const said = { digest, code: 'BLOCK_EXPIRES', head: 1n, time: now() };
    const signature = newAccount().sign(refusalDigest({ chainId: 1n, networkHash: ZERO_32 }, said));
    return JSON.stringify({
      ...looseFields(JSON.parse(problem('BLOCK_EXPIRES'))),
      refusal: refusalToJson({ ...said, signature }),
    });
  },
};

describe('outbox: what is final', function () {
  this.timeout(180_000);
  let house: World;
  before(async () => (house = await world({ ledger: { accounts: { company: COMPANY } } })));
  after(() => house[Symbol.asyncDispose]());

  /** An outbox that delivers through `answer`, which says whether it answered itself; the real sealer answers the rest. */
  async function through<T>(
    answer: (request: IncomingMessage, body: string, response: ServerResponse) => boolean,
    work: (outbox: Outbox) => Promise<T>,
  ): Promise<T> {
    const { url, network } = house.ledger;
    await using between = await fakePeer(async (path, response) => {
      const { method = 'GET' } = response.req;
      const body = method === 'GET' ? '' : await text(response.req);
      if (answer(response.req, body, response)) return;
      const headers = { 'content-type': 'application/json' };
      const told = await fetch(url + path, method === 'GET' ? {} : { method, headers, body });
      response.statusCode = told.status;
      sendJson(response, await told.json());
    });
    const client = await connectChain({ url, queueUrl: between.url, network });
    const database = openDatabase(':memory:', []);
    const outbox = openOutbox({ database, client, log, signsFor: () => true });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    try {
      return await work(outbox);
    } finally {
      stop.abort();
      await running;
      database.close();
    }
  }

  const enrolment = (): SignedBlock => {
    const { network } = house.ledger;
    const account = newAccount();
    const { encryptionKey } = account;
    return signBlock({
      domain: domainOf(network),
      ledger: network.contracts.participants,
      signer: account,
      to: network.company,
      kind: KIND.ENROL,
      subject: ZERO_32,
      data: encodeData('ENROL', { role: ROLE.provider, encryptionKey, envelope: '0x' }),
      timestamp: now(),
    });
  };
  const digestOf = ({ ledger, block }: SignedBlock): Hex =>
    internalBlockDigest(domainOf(house.ledger.network), ledger, block);

  it('is no answer of any status and body that neither a ledger nor the company’s signature states: each block is recorded', async () => {
    const oneStatus = async (status: number): Promise<void> => {
      const said = new Map(
        Object.entries(BODIES).map(([name, body]) => {
          const signed = enrolment();
          const from: string = signed.block.from;
          return [from, { name, signed, text: body(digestOf(signed)), answered: 0 }];
        }),
      );
      const refuseOnce = (request: IncomingMessage, body: string, response: ServerResponse): boolean => {
        if (request.method !== 'POST') return false;
        const from = parseHex(looseFields(looseFields(JSON.parse(body))['block'])['from'], 'from', 20);
        const told = said.get(from);
        if (told === undefined) throw new Error(`nobody sends for ${from}`);
        if (told.answered++ > 0) return false;
        response.writeHead(status, { 'content-type': 'application/problem+json' }).end(status === 204 ? '' : told.text);
        return true;
      };
      await through(refuseOnce, async (outbox) => {
        const digests = [...said.values()].map(({ name, signed }) => [name, outbox.put(signed, name)] as const);
        for (const [name, digest] of digests)
          expect(await outbox.wait(digest), `${status} with ${name}`).to.equal('recorded');
      });
      for (const { name, answered } of said.values()) expect(answered, `${status} with ${name}`).to.be.at.least(2);
    };
    await Promise.all(STATUSES.map(oneStatus));
  });

  it('holds up a sender’s later blocks for a while only, where one of them is refused again and again', () =>
    through(
      (request, body, response) => {
        const isFirst = request.method === 'POST' && body.includes(refusedFor);
        if (isFirst) response.writeHead(403).end(problem('FORBIDDEN'));
        return isFirst;
      },
      async (outbox) => {
        const { network } = house.ledger;
        const [first, second] = [rateBlock(network, 1), rateBlock(network, 2)];
        refusedFor = first.data;
        outbox.put(first, 'first');
        expect(await outbox.wait(outbox.put(second, 'second'))).to.equal('recorded');
        expect(outbox.find('first')[0]?.state).to.equal('pending');
      },
    ));
  let refusedFor = '';

  it('is what the block itself shows, and what the own replica shows of its sender', () =>
    through(
      () => false,
      async (outbox) => {
        const { network } = house.ledger;
        const { tariffs, participants } = network.contracts;
        const rate = rateBlock(network, 100);
        const { block, data } = rate;
        const said = {
          domain: domainOf(network),
          signer: COMPANY,
          to: block.to,
          kind: block.kind,
          subject: ZERO_32,
          data,
        };
        const wrong = signBlock({ ...said, ledger: participants, timestamp: now() });
        const none = signBlock({ ...said, ledger: tariffs, data: '0x00', timestamp: now() });
        const stolen = { ...rate, signature: enrolment().signature };
        const codes = await Promise.all(
          [wrong, none, stolen].map((signed) => refusal(() => outbox.wait(outbox.put(signed, 'x')))),
        );
        expect(codes.slice(0, 1)).to.deep.equal(['KIND_FOREIGN']);
        expect(codes[2]).to.equal('SENDER_MISMATCH');
        const { company, provider, record, enrol, sign } = house.ledger;
        await enrol(provider, ROLE.provider);
        await record(company, 'participants', 'SUSPEND', { account: provider.address });
        const suspended = sign({ from: provider, ledger: 'tariffs', kind: block.kind, data });
        expect(await refusal(() => outbox.wait(outbox.put(suspended, 'x')))).to.equal('SENDER_SUSPENDED');
        expect(outbox.find('x').map(({ state }) => state)).to.deep.equal(Array(4).fill('refused'));
      },
    ));
});
