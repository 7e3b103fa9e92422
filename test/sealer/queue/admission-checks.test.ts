import { expect } from 'chai';
import {
  type SignedBlock,
  recoverAddress,
  signBlock,
  signedBlockToJson,
} from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { fromHex, toHex, ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { admissionDigest, parseReceipt } from '../../../core/domain/seal/admission-receipt.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import {
  ask,
  blockOf,
  COMPANY,
  letIn,
  outcome,
  PORTAL,
  rate,
  startCompany,
  STRANGER,
  SUBSCRIBER,
  submit,
} from '../support/company.ts';
import { waitFor } from '../../support/wait-for.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

describe('public queue', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;

  before(async () => {
    sealer = await startCompany(folder.path, { enrolPerMinute: 6, subscriberPerMinute: 5 });
    await letIn(sealer, PORTAL, ROLE.portal);
    await letIn(sealer, SUBSCRIBER, ROLE.subscriber);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function refused(signed: SignedBlock): Promise<[number, unknown]> {
    const { status, body } = await submit(sealer.url, signed);
    return [status, body['code']];
  }

  it('refuses bodies that are no internal block', async () => {
    const json = signedBlockToJson(rate(sealer.network, 0));
    const { data: _, ...short } = json;
    const bad: [unknown, string][] = [
      [short, 'BLOCK_JSON_INVALID'],
      [{ ...json, extra: 1 }, 'BLOCK_JSON_INVALID'],
      [{ ...json, block: { ...json.block, timestamp: 5 } }, 'BLOCK_JSON_INVALID'],
      [{ ...json, block: { ...json.block, kind: 70_000 } }, 'BLOCK_JSON_INVALID'],
      [{ ...json, data: '0x123' }, 'HEX_INVALID'],
      [{ ...json, signature: '0x12' }, 'HEX_INVALID'],
      [[], 'BLOCK_JSON_INVALID'],
    ];
    for (const [body, code] of bad) {
      const answer = await ask(`${sealer.url}/v1/queue`, body);
      expect([answer.status, answer.body['code']], JSON.stringify(body).slice(0, 60)).to.deep.equal([400, code]);
    }
  });

  it('refuses a body without JSON, and one over 1 MiB', async () => {
    const plain = await fetch(`${sealer.url}/v1/queue`, { method: 'POST', body: 'hello' });
    expect(plain.status).to.equal(415);
    const broken = await fetch(`${sealer.url}/v1/queue`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"ledger":',
    });
    expect(broken.status).to.equal(400);
    const large = await ask(`${sealer.url}/v1/queue`, { data: 'x'.repeat(1_100_000) });
    expect(large.status).to.equal(413);
  });

  it('refuses data that no transaction can carry', async () => {
    const envelope: Hex = `0x${'00'.repeat(256 * 1024)}`;
    const block = blockOf(sealer.network, SUBSCRIBER, 'ENROL', { role: 1, encryptionKey: '0x', envelope });
    expect(await refused(block)).to.deep.equal([413, 'DATA_TOO_LARGE']);
  });

  it('refuses a ledger of another network', async () => {
    const ledger: Hex = `0x${'de'.repeat(20)}`;
    expect(await refused({ ...rate(sealer.network, 0), ledger })).to.deep.equal([404, 'LEDGER_UNKNOWN']);
  });

  it('refuses a block from the future', async () => {
    const timestamp = BigInt(Math.floor(Date.now() / 1000)) + 1000n;
    const block = blockOf(sealer.network, COMPANY, 'SUSPEND', { account: STRANGER.address }, { timestamp });
    expect(await refused(block)).to.deep.equal([400, 'TIMESTAMP_AHEAD']);
  });

  it('refuses other data than was signed', async () => {
    const block = rate(sealer.network, 0);
    expect(await refused({ ...block, data: `${block.data}00` })).to.deep.equal([400, 'DATA_HASH_MISMATCH']);
  });

  it('H1, E2: refuses what no ledger records: another encoding, a kind that is none, a kind of another ledger', async () => {
    const { network } = sealer;
    const block = rate(network, 0);
    const { kind } = block.block;
    const tariffs = network.contracts.tariffs;
    const sign = (data: Hex, over: { ledger?: Hex; kind?: number; signer?: Account } = {}): SignedBlock =>
      signBlock({
        domain: domainOf(network),
        signer: COMPANY,
        to: COMPANY.address,
        subject: ZERO_32,
        timestamp: block.block.timestamp,
        ledger: tariffs,
        kind,
        data,
        ...over,
      });
    expect(await refused(sign(`${block.data}${'00'.repeat(32)}`))).to.deep.equal([400, 'DATA_MALFORMED']);
    expect(await refused(sign(block.data, { kind: 0x0999 }))).to.deep.equal([404, 'KIND_UNKNOWN']);
    expect(await refused(sign('0x0100', { kind: KIND.READINGS }))).to.deep.equal([400, 'READINGS_MALFORMED']);
    expect(await refused(sign(block.data, { ledger: network.contracts.meters }))).to.deep.equal([400, 'KIND_FOREIGN']);
    // Who may not send at all learns that first: nobody's data is read before.
    const byStranger = sign('0xdead', { signer: STRANGER });
    expect(await refused(byStranger)).to.deep.equal([403, 'SENDER_NOT_ACTIVE']);
  });

  it("refuses a signature that is not the sender's", async () => {
    const block = rate(sealer.network, 0);
    const foreign = rate(sealer.network, 0, SUBSCRIBER);
    expect(await refused({ ...block, signature: foreign.signature })).to.deep.equal([400, 'SENDER_MISMATCH']);
    const altered = { ...block, block: { ...block.block, to: STRANGER.address } };
    expect(await refused(altered)).to.deep.equal([400, 'SENDER_MISMATCH']);
  });

  it('refuses a signature with a high s, which would give one block two signatures', async () => {
    const block = rate(sealer.network, 0);
    const bytes = fromHex(block.signature);
    const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
    const s = (order - BigInt(toHex(bytes.subarray(32, 64)))).toString(16).padStart(64, '0');
    const v = bytes[64] === 27 ? '1c' : '1b';
    const signature: Hex = `0x${toHex(bytes.subarray(0, 32)).slice(2)}${s}${v}`;
    expect(await refused({ ...block, signature })).to.deep.equal([400, 'SIGNATURE_INVALID']);
  });

  it('refuses whoever is no participant in good standing', async () => {
    expect(await refused(rate(sealer.network, 0, STRANGER))).to.deep.equal([403, 'SENDER_NOT_ACTIVE']);
    const enrolKindElsewhere = blockOf(
      sealer.network,
      STRANGER,
      'ENROL',
      { role: 1, encryptionKey: '0x', envelope: '0x' },
      { ledger: 'tariffs' },
    );
    expect(await refused(enrolKindElsewhere)).to.deep.equal([403, 'SENDER_NOT_ACTIVE']);
  });

  it('refuses the suspended from the block of their suspension on, and takes them again when they are restored', async () => {
    const { network, url } = sealer;
    const about = { account: SUBSCRIBER.address };
    const suspension = await submit(url, blockOf(network, COMPANY, 'SUSPEND', about));
    expect((await outcome(url, suspension.body['digest']))['state']).to.equal('sealed');
    expect(await refused(rate(network, 1, SUBSCRIBER))).to.deep.equal([403, 'SENDER_SUSPENDED']);
    const again = { role: ROLE.subscriber, encryptionKey: SUBSCRIBER.encryptionKey, envelope: '0x01' as const };
    expect(await refused(blockOf(network, SUBSCRIBER, 'ENROL', again))).to.deep.equal([403, 'SENDER_SUSPENDED']);
    // That his key is not lost he may say all the same; strangers have none to speak of.
    const objection = { key: STRANGER.address };
    expect((await submit(url, blockOf(network, SUBSCRIBER, 'REKEY_OBJECT', objection))).status).to.equal(202);
    const foreign = blockOf(network, STRANGER, 'REKEY_OBJECT', objection);
    expect(await refused(foreign)).to.deep.equal([403, 'SENDER_NOT_ACTIVE']);
    const restoration = await submit(url, blockOf(network, COMPANY, 'RESTORE', about));
    expect((await outcome(url, restoration.body['digest']))['state']).to.equal('sealed');
    expect((await submit(url, rate(network, 2, SUBSCRIBER))).status).to.equal(202);
  });

  it('refuses a subscriber who sends too fast, and nobody else', async () => {
    const answers: number[] = [];
    for (let n = 10; n < 20; n++) answers.push((await submit(sealer.url, rate(sealer.network, n, SUBSCRIBER))).status);
    expect(answers.filter((status) => status === 429)).to.have.length.greaterThan(4);
    expect((await submit(sealer.url, rate(sealer.network, 21))).status).to.equal(202);
  });

  it('refuses strangers who enrol too fast together', async () => {
    const answers: unknown[] = [];
    for (let n = 0; n < 8; n++) {
      const block = blockOf(sealer.network, STRANGER, 'ENROL', {
        role: 1,
        encryptionKey: STRANGER.encryptionKey,
        envelope: `0x0${n}`,
      });
      answers.push((await submit(sealer.url, block)).status);
    }
    expect(answers).to.include(202);
    expect(answers.at(-1)).to.equal(429);
  });

  it('says that it knows nothing of a digest, and refuses what is none', async () => {
    const unknown = await ask(`${sealer.url}/v1/queue/0x${'12'.repeat(32)}`);
    expect(unknown.body).to.deep.equal({ state: 'unknown' });
    expect((await ask(`${sealer.url}/v1/queue/0x12`)).status).to.equal(400);
  });

  it('names the error of a block that the ledger refused', async () => {
    const block = blockOf(sealer.network, COMPANY, 'RESTORE', { account: PORTAL.address });
    const { body } = await submit(sealer.url, block);
    const end = await outcome(sealer.url, body['digest']);
    expect(end['state']).to.equal('refused');
    expect(end['error']).to.deep.equal({ name: 'AccountNotSuspended', args: [PORTAL.address] });
  });

  it('takes what a ledger refused again while it lives, and has it recorded once the reason is gone', async () => {
    const { network, url } = sealer;
    const about = { account: SUBSCRIBER.address };
    const timestamp = BigInt(Math.floor(Date.now() / 1000)) - 100n;
    const early = blockOf(network, COMPANY, 'RESTORE', about, { timestamp });
    const { body } = await submit(url, early);
    expect((await outcome(url, body['digest']))['state']).to.equal('refused');
    const suspension = await submit(url, blockOf(network, COMPANY, 'SUSPEND', about));
    expect((await outcome(url, suspension.body['digest']))['state']).to.equal('sealed');
    const again = await submit(url, early);
    expect(again.status).to.equal(202);
    expect(Number(again.body['byBlock'])).to.be.greaterThan(Number(body['byBlock']));
    await waitFor('it is recorded', async () => (await outcome(url, body['digest']))['state'] === 'sealed');
  });

  it('refuses a block whose life is over before it can be promised', async () => {
    const { network, url } = sealer;
    const now = BigInt(Math.floor(Date.now() / 1000));
    const about = { account: STRANGER.address };
    for (const timestamp of [now - 10_000n, now - 601n]) {
      const old = blockOf(network, COMPANY, 'SUSPEND', about, { timestamp });
      expect(await refused(old)).to.deep.equal([409, 'BLOCK_EXPIRES']);
    }
    const aDayOld = rate(network, 28, COMPANY, { timestamp: now - 86_400n });
    expect(await refused(aDayOld)).to.deep.equal([409, 'BLOCK_EXPIRES']);
    expect((await submit(url, rate(network, 29, COMPANY, { timestamp: now - 80_000n }))).status).to.equal(202);
  });

  it('promises with the seal key, keeps the promise, and answers the same again', async () => {
    const { network, url } = sealer;
    const block = rate(network, 30);
    const first = await submit(url, block);
    expect(first.status).to.equal(202);
    const receipt = parseReceipt(first.body);
    const { digest, byBlock } = receipt;
    expect(recoverAddress(admissionDigest(domainOf(network), receipt), receipt.signature)).to.equal(
      network.seal.address,
    );
    const end = await outcome(url, digest);
    expect(end['state']).to.equal('sealed');
    expect(Number(end['blockNumber'])).to.be.at.most(Number(byBlock));
    const again = await submit(url, block);
    expect(again.status).to.equal(202);
    expect(again.body['digest']).to.equal(digest);
    expect(Number(again.body['byBlock'])).to.equal(Number(end['blockNumber']));
  });

  it('names the head behind which it promises, a time that leaves its blocks enough, and the sender’s block before', async () => {
    using folder = tempFolder();
    await using company = await startCompany(folder.path, { heartbeat: '1h', blockInterval: '1s' });
    const head = company.chain.head;
    const blocks = [31, 32].map((n) => rate(company.network, n));
    const answers = await Promise.all(blocks.map((each) => submit(company.url, each)));
    const [first, second] = answers.map(({ body }) => parseReceipt(body));
    const now = BigInt(Math.floor(Date.now() / 1000));
    expect([first?.head, first?.headSeal, first?.before]).to.deep.equal([head?.number, head?.sealHash, ZERO_32]);
    expect(second?.before).to.equal(first?.digest);
    const seconds = (first?.byTime ?? 0n) - now;
    expect(seconds >= 300n && seconds < 320n, `${seconds} s`).to.equal(true);
  });

  it('answers one who sends the same block many times at once with one promise, and carries it once', async () => {
    const block = rate(sealer.network, 40);
    const answers = await Promise.all(Array.from({ length: 10 }, () => submit(sealer.url, block)));
    const [first] = answers;
    expect(answers.every(({ status }) => status === 202)).to.equal(true);
    const end = await outcome(sealer.url, first?.body['digest']);
    expect(end['state']).to.equal('sealed');
    const carrying = sealer.chain.record(Number(end['blockNumber']));
    expect(carrying.transactions).to.have.length(1);
  });
});
