import { DatabaseSync } from 'node:sqlite';
import { expect } from 'chai';
import { connectChain } from '../../../core/chain/chain-client.ts';
import { openOutbox } from '../../../core/chain/outbox.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import {
  internalBlockDigest,
  signedBlockToJson,
  type SignedBlock,
} from '../../../core/domain/ledger/internal-block.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { checkRefusal, parseRefusal, refusalToJson } from '../../../core/domain/seal/refusal.ts';
import { createLog } from '../../../core/runtime/log.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, blockOf, COMPANY, letIn, rate, startCompany, STRANGER, SUBSCRIBER, submit } from '../support/company.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { tempFolder } from '../support/temp-folder.ts';

describe('a refusal at the queue', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  before(async () => {
    sealer = await startCompany(folder.path);
    await letIn(sealer, STRANGER, ROLE.provider);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });
  const digestOf = ({ ledger, block }: SignedBlock): Hex =>
    internalBlockDigest(domainOf(sealer.network), ledger, block);
  const now = (): bigint => BigInt(Math.floor(Date.now() / 1000));
  /** Well-formed, and refused for its date alone. */
  const old = (n: number): SignedBlock => rate(sealer.network, n, STRANGER, { timestamp: now() - 86_300n });
  const company = () => ({ domain: domainOf(sealer.network), signer: sealer.network.seal.address });

  it('is signed by the seal key for a well-formed block of an active sender, alone and in a list', async () => {
    const block = old(1);
    const { status, body } = await submit(sealer.url, block);
    expect([status, body['code']]).to.deep.equal([409, 'BLOCK_EXPIRES']);
    const said = checkRefusal(body['refusal'], digestOf(block), company());
    expect(said).to.include({ code: 'BLOCK_EXPIRES', head: sealer.chain.head?.number });
    expect(Number(now() - said.time)).to.be.within(0, 60);
    expect(parseRefusal(refusalToJson(said))).to.deep.equal(said);

    const ahead = rate(sealer.network, 2, STRANGER, { timestamp: now() + 1_000n });
    const { body: list } = await ask(`${sealer.url}/v1/queue`, [ahead].map(signedBlockToJson));
    const [first] = Object.values(list) as { refusal: unknown }[];
    expect(checkRefusal(first?.refusal, digestOf(ahead), company()).code).to.equal('TIMESTAMP_AHEAD');
  });

  it('bears no signature for a stranger, for what its sender did not sign, and for what is no fact', async () => {
    const timestamp = now() - 86_300n;
    const strange = rate(sealer.network, 3, SUBSCRIBER, { timestamp });
    const forged = { ...old(4), signature: old(5).signature };
    const foreign = blockOf(
      sealer.network,
      STRANGER,
      'ATTEST',
      { account: STRANGER.address, encryptionKeyHash: `0x${'00'.repeat(32)}` },
      { ledger: 'tariffs', timestamp },
    );
    for (const block of [strange, forged, foreign]) {
      const { status, body } = await submit(sealer.url, block);
      expect(status).to.be.within(400, 409);
      expect(body).to.have.property('code');
      expect(body).to.not.have.property('refusal');
    }
  });

  it('is taken for the company’s word only under its seal key, and of this very block', async () => {
    const block = old(6);
    const { body } = await submit(sealer.url, block);
    const said = parseRefusal(body['refusal']);
    const other = old(7);
    expect(await refusal(() => checkRefusal(refusalToJson(said), digestOf(other), company()))).to.equal(
      'REFUSAL_FORGED',
    );
    const recoded = refusalToJson({ ...said, code: 'RATE_LIMITED' });
    expect(await refusal(() => checkRefusal(recoded, digestOf(block), company()))).to.equal('REFUSAL_FORGED');
    const shouted = { ...refusalToJson(said), code: 'no code' };
    expect(await refusal(() => checkRefusal(shouted, digestOf(block), company()))).to.equal('EVIDENCE_INVALID');
  });

  it('is kept in the outbox of its sender where it is the company’s, and nowhere else', async () => {
    const block = old(8);
    const digest = digestOf(block);
    for (const isHonest of [true, false]) {
      let asked = 0;
      await using between = await fakePeer((_path, response) => {
        asked += 1;
        response.statusCode = 409;
        const signed = { ...old(9), block: { ...old(9).block } };
        void submit(sealer.url, isHonest ? block : signed).then(({ body }) => sendJson(response, body));
      });
      const client = await connectChain({ url: sealer.url, queueUrl: between.url, network: sealer.network });
      const outbox = openOutbox({ database: new DatabaseSync(':memory:'), client, log: createLog('test', 'silent') });
      const stop = new AbortController();
      const running = outbox.run(stop.signal);
      outbox.put(block, 'rate');
      await waitFor('the refusal, or another try', () =>
        isHonest ? outbox.find('rate')[0]?.state === 'refused' : asked >= 4,
      );
      stop.abort();
      await running;
      const kept = outbox.refusal(digest);
      if (isHonest) expect(checkRefusal(kept, digest, company()).code).to.equal('BLOCK_EXPIRES');
      else expect([kept, outbox.find('rate')[0]?.state]).to.deep.equal([undefined, 'pending']);
    }
  });

  it('is signed for one sender no more often than a bound, and answered without a signature beyond it', async () => {
    const blocks = Array.from({ length: 60 }, (_, n) =>
      signedBlockToJson(rate(sealer.network, 100 + n, COMPANY, { timestamp: now() - 86_300n })),
    );
    const { body } = await ask(`${sealer.url}/v1/queue`, blocks);
    const answers = Object.values(body) as { code: string; refusal?: unknown }[];
    expect(answers.map(({ code }) => code)).to.deep.equal(Array(60).fill('BLOCK_EXPIRES'));
    expect(answers.filter((each) => each.refusal !== undefined).length).to.be.within(20, 25);
  });
});
