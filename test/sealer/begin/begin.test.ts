import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRlp, encodeRlp } from 'ethers';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { blockRecordToJson, headerHash } from '../../../core/domain/seal/block-record.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { firstBlockOf } from '../../../sealer/chain/block-log.ts';
import { openSealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import { startReplica, type RunningReplica } from '../../../sealer/replica/main.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { replicaSettingsOf } from '../replica/support/replica-settings.ts';
import { ask, startCompany } from '../support/company.ts';
import { sendJson, type fakePeer } from '../support/fake-peer.ts';
import { holds } from '../support/holds.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startOldHouse, type OldHouse } from './support/old-house.ts';
import { firstAsked, proxyOf } from './support/proxy.ts';

const SIGNAL = new AbortController().signal;

describe('a replica that begins with a state of others', () => {
  const folder = tempFolder();
  let house: OldHouse;
  before(async () => {
    house = await startOldHouse(folder.path);
  });
  after(async () => {
    await house[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  const start = (name: string, from: string, over: object = {}): Promise<RunningReplica> => {
    const all = `${from},${house.witness.url}`;
    const settings = { snapshotWitnesses: 1, witness: true, snapshotEvery: 0, ...over };
    return startReplica(replicaSettingsOf(join(folder.path, name), all, settings), SIGNAL);
  };
  /** The house, of whose blocks below the state somebody else answers. */
  const pastFrom = (answer: Parameters<typeof proxyOf>[1]): ReturnType<typeof fakePeer> =>
    proxyOf(house.sealer.url, (path, response, pass) => {
      const from = firstAsked(path);
      return from !== undefined && from < Number(house.number) - 1 && answer(path, response, pass);
    });
  /** What makes the health of a program red; nothing where it is not. */
  const illness = async (url: string): Promise<string> => {
    const { status, body } = await ask(`${url}/health`);
    return status === 503 ? JSON.stringify(body) : '';
  };
  const codeAt = async (url: string): Promise<unknown> => (await ask(url)).body['code'];

  it('serves at once, says so, denies nothing of the past, and cosigns once it has executed it', async () => {
    const { sealer, number } = house;
    const held: (() => void)[] = [];
    let isHeld = true;
    // The others have no past either: so it is this one that is asked.
    await using source = await pastFrom((_path, _response, pass) => isHeld && (held.push(pass), true));
    await using none = await proxyOf(house.witness.url, (path, response) => {
      if (path.startsWith('/v1/cosignatures') || path.startsWith('/v1/head')) return false;
      response.writeHead(503).end();
      return true;
    });
    const own = replicaSettingsOf(join(folder.path, 'own'), `${source.url},${none.url}`, {
      ...{ snapshotWitnesses: 1, witness: true, snapshotEvery: 0 },
    });
    {
      await using replica = await startReplica(own, SIGNAL);
      const { chain, url } = replica;
      expect(chain.executedFrom).to.equal(number);
      expect(chain.handovers).to.have.length(1);
      const { body } = await ask(`${url}/health`);
      expect(body).to.include({ executedFrom: number.toString(), role: 'replica' });
      expect(body['executing']).to.include({ of: Number(number) + 1 });
      expect((await ask(`${url}/v1/head`)).body).to.include({ executedFrom: number.toString() });
      expect((await ask(`${url}/v1/snapshots`)).body).to.deep.equal({ snapshots: [] });
      expect(await codeAt(`${url}/v1/cosignatures/${number}`)).to.equal('NOT_EXECUTED');
      expect(await codeAt(`${url}/v1/blocks?from=0`)).to.equal('PAST_ABSENT');
      expect(await codeAt(`${url}/v1/queue/${String(house.old)}`)).to.equal('PAST_ABSENT');
      for (const [method, params] of [
        ['eth_getBlockByNumber', ['0x1', false]],
        ['eth_getBlockByHash', [sealer.chain.record(1).seal.blockHash, false]],
        ['eth_getLogs', [{ fromBlock: '0x0', toBlock: 'latest' }]],
      ] as const)
        expect(await refusal(() => chain.request(method, params)), method).to.equal('PAST_ABSENT');
      const digest = await house.bring(1);
      await holds(chain, sealer.chain.head?.number ?? 0n);
      expect((await ask(`${url}/v1/queue/${String(digest)}`)).body).to.include({ state: 'sealed' });
    }
    expect(firstBlockOf(join(own.data, 'blocks.log'))).to.equal(Number(number) - 1);
    // Of a folder that lost what it began with, nothing can be made.
    for (const name of ['begun.json', 'snapshots']) {
      renameSync(join(own.data, name), join(own.data, 'away'));
      const lost: unknown = await startReplica(own, SIGNAL).catch((error: unknown) => error);
      expect(lost, name).to.have.property('code', 'BEGUN_LOST');
      // Why, where it is the file that lacks.
      if (name === 'begun.json') expect(lost).to.have.nested.property('cause.code', 'BEGUN_INVALID');
      if (existsSync(join(own.data, name))) renameSync(join(own.data, name), join(own.data, 'empty'));
      renameSync(join(own.data, 'away'), join(own.data, name));
    }
    await using replica = await startReplica(own, SIGNAL);
    const { chain, url } = replica;
    expect(chain.executedFrom).to.equal(number);
    isHeld = false;
    for (const pass of held) pass();
    await waitFor('the past is joined', () => chain.executedFrom === undefined);
    await house.bring(2);
    await holds(chain, sealer.chain.head?.number ?? 0n);
    const all = (source: string): Promise<unknown> =>
      ask(`${source}/v1/blocks?from=0&limit=1000`).then(({ body }) => body['blocks']);
    expect(await all(url)).to.deep.equal(await all(sealer.url));
    expect((await ask(`${url}/v1/cosignatures/${number}`)).status).to.equal(200);
    expect((await ask(`${url}/v1/queue/${String(house.old)}`)).body).to.include({ state: 'sealed' });
    expect((await ask(`${url}/health`)).body).to.not.have.any.keys('executedFrom', 'executing');
    expect((await ask(`${url}/v1/snapshots`)).body['snapshots']).to.have.length(1);
    expect(readdirSync(own.data)).to.not.include.members(['past']).and.to.not.include('begun.json');
    expect(firstBlockOf(join(own.data, 'blocks.log'))).to.equal(0);
  });

  it('turns red, with the proof, where the past does not come out as it was sealed', async () => {
    const { sealer, number } = house;
    const record = sealer.chain.record(2);
    const fields = decodeRlp(record.header);
    if (!Array.isArray(fields)) throw new Error('a header is a list');
    const header = encodeRlp(fields.with(3, ZERO_32)) as Hex;
    const sealed = { ...record.seal, blockHash: headerHash(header) };
    const { r, sealHash } = mineSeal(domainOf(sealer.network), sealed, sealer.network.seal.targetBits);
    const key = await openSealKeyring(join(folder.path, 'sealer')).find(sealer.network.seal.address);
    const forged = { ...record, header, seal: { ...sealed, r, signature: key.sign(sealHash) } };
    await using source = await pastFrom((path, response) => {
      const blocks = [0, 1].map((at) => sealer.chain.record(at)).concat(forged);
      const head = { number: number.toString(), sealHash: ZERO_32, timestamp: '0' };
      sendJson(response, { blocks: blocks.slice(firstAsked(path)).map(blockRecordToJson), head });
      return true;
    });
    await using replica = await start('lied', source.url);
    await waitFor('a proof', () => replica.fault() !== undefined);
    expect(replica.fault()?.evidence).to.deep.include({ kind: 'invalid-block', record: forged });
    expect(await illness(replica.url)).to.include('proof against the company');
    expect(readdirSync(join(folder.path, 'lied', 'evidence'))).to.have.length(1);
    expect(await codeAt(`${replica.url}/v1/cosignatures/${number}`)).to.equal('NOT_EXECUTED');
  });

  it('turns red where the past leads to another block under a seal of the company', async () => {
    const { sealer, number, young } = house;
    await using other = await startCompany(young, { ...house.founded, heartbeat: '20ms', snapshotEvery: 0 });
    await holds(other.chain, number);
    await using source = await pastFrom((_path, _response, pass) => (pass(other.url), true));
    await using replica = await start('forked', source.url);
    await waitFor('a proof', () => replica.fault() !== undefined);
    const seals = [sealer, other].map(({ chain }) => chain.record(Number(number)).seal);
    expect(replica.fault()?.evidence).to.deep.equal({ kind: 'double-seal', seals });
    expect(replica.chain.executedFrom).to.equal(number);
  });

  it('goes on with the execution of the past where its process fell', async () => {
    const { number } = house;
    const last = Number(number) - 10;
    let isHeld = true;
    let firsts: number[] = [];
    // In the middle comes what is no block.
    await using source = await pastFrom((path, response) => {
      const from = firstAsked(path) ?? 0;
      firsts.push(from);
      if (!isHeld) return false;
      const length = Math.max(last + 1 - from, 0);
      const blocks = Array.from({ length }, (_, at) => blockRecordToJson(house.sealer.chain.record(from + at)));
      const head = { number: number.toString(), sealHash: ZERO_32, timestamp: '0' };
      sendJson(response, { blocks: length === 0 ? ['no block'] : blocks, head });
      return true;
    });
    const executed = (): boolean => firsts.some((from) => from > last);
    {
      await using replica = await start('fallen', source.url);
      await waitFor('a part is executed', executed);
      await waitFor('red health', async () => (await illness(replica.url)).includes('cannot be taken'));
      // Its process is killed with it.
    }
    [isHeld, firsts] = [false, []];
    await using replica = await start('fallen', source.url);
    await waitFor('the past is joined', () => replica.chain.executedFrom === undefined);
    expect(Math.min(...firsts) > last, String(firsts)).to.equal(true);
  });

  it('leaves what stands in the folder alone where nobody offers a state, and executes from block 0', async () => {
    const data = join(folder.path, 'plain');
    mkdirSync(data);
    writeFileSync(join(data, 'kept'), '1');
    await using replica = await start('plain', house.witness.url);
    expect([replica.chain.executedFrom, firstBlockOf(join(data, 'blocks.log'))]).to.deep.equal([undefined, 0]);
    expect(readFileSync(join(data, 'kept'), 'utf8')).to.equal('1');
  });
});
