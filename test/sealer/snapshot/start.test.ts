import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { transactionHash } from '../../../core/domain/ledger/evm-transaction.ts';
import { readSettings } from '../../../core/runtime/settings.ts';
import { lockData } from '../../../sealer/chain/data-lock.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { startReplica } from '../../../sealer/replica/main.ts';
import { replicaSettings } from '../../../sealer/replica/settings.ts';
import { makeSnapshot } from '../../../sealer/snapshot/make-snapshot.ts';
import { snapshotFolder } from '../../../sealer/snapshot/snapshot-folder.ts';
import { startAtSnapshot } from '../../../sealer/snapshot/start-from-snapshot.ts';
import { refusal } from '../../support/refusal.ts';
import { waitFor } from '../../support/wait-for.ts';
import { ask, outcome, rate, startCompany, STRANGER, submit } from '../support/company.ts';
import { holds } from '../support/holds.ts';
import { rotateTo } from '../support/rotate-to.ts';
import { tempFolder } from '../support/temp-folder.ts';

const OFTEN = { snapshotEvery: 20, heartbeat: '20ms' };
const NEVER = { snapshotEvery: 0 };
const SIGNAL = new AbortController().signal;

describe('a start from a snapshot', () => {
  const folder = tempFolder();
  const data = join(folder.path, 'sealer');
  const log = join(data, 'blocks.log');
  let taken: unknown;
  let refused: unknown;

  const newest = (of = data): bigint => snapshotFolder(of).numbers()[0] ?? 0n;
  const bring = async (sealer: RunningSealer, n: number, signer?: typeof STRANGER): Promise<unknown> => {
    const { body } = await submit(sealer.url, rate(sealer.network, n, signer));
    await outcome(sealer.url, body['digest']);
    return body['digest'];
  };
  /** Runs the work while the sealer makes no blocks by itself, and stops it. */
  const run = async (work: (sealer: RunningSealer) => Promise<void>, over: object = NEVER): Promise<void> => {
    await using sealer = await startCompany(data, { ...over });
    await work(sealer);
  };

  before(async () => {
    await run(async (sealer) => {
      taken = await bring(sealer, 0);
      refused = await bring(sealer, 0);
      await rotateTo(sealer.url, data);
      await waitFor('two snapshots', () => newest() >= 40n);
    }, OFTEN);
  });
  after(() => folder[Symbol.dispose]());

  it('turns health red where a block that it did not read is damaged, or is not where the index has it', async () => {
    const whole = readFileSync(log);
    const index = readFileSync(join(data, 'index.db'));
    const damaged = Buffer.from(whole);
    const at = whole.indexOf('"timestamp"') + 13;
    damaged[at] = (damaged[at] ?? 0) ^ 1;
    writeFileSync(log, damaged);
    const isRed = async (sealer: RunningSealer): Promise<void> => {
      expect(sealer.chain.past.of > 20).to.equal(true);
      const answer = await waitFor('red health', async () => {
        const said = await ask(`${sealer.url}/health`);
        return said.status === 503 ? said : undefined;
      });
      expect(JSON.stringify(answer.body)).to.include('of the log is wrong');
      expect(await refusal(() => sealer.chain.past.require())).to.equal('PAST_FAULTY');
    };
    await run(isRed);
    writeFileSync(log, whole);
    for (const wrong of ['starts = starts + 1', 'ends = ends + 1', 'hash = zeroblob(32)']) {
      const opened = new DatabaseSync(join(data, 'index.db'));
      opened.exec(`update blocks set ${wrong} where number = 5`);
      opened.close();
      await run(isRed);
      rmSync(join(data, 'index.db'));
      // Made anew, without the reasons of refusals.
      await run(async ({ chain, url }) => {
        chain.past.require();
        expect(JSON.stringify((await ask(`${url}/v1/queue/${String(refused)}`)).body)).to.include('"Refused"');
      });
    }
    writeFileSync(join(data, 'index.db'), index);
  });

  it('reads the tail alone, goes on making blocks, and checks the rest beside it', async () => {
    const before = newest();
    await run(async (sealer) => {
      const { chain, url } = sealer;
      expect(chain.past.of).to.equal(Number(before) + 1);
      expect(chain.handovers).to.have.length(1);
      const head = chain.head?.number ?? 0n;
      await bring(sealer, 1);
      expect((chain.head?.number ?? 0n) > head).to.equal(true);
      expect((await ask(`${url}/v1/queue/${String(taken)}`)).body).to.include({ state: 'sealed' });
      // The engine that would say why began behind it.
      const { body: why } = await ask(`${url}/v1/queue/${String(refused)}`);
      expect(why).to.include({ state: 'refused' });
      expect(JSON.stringify(why)).to.include('RateNotInOrder');
      await waitFor('the past is checked', () => chain.past.checked === chain.past.of);
      chain.past.require();
      const { status, body } = await ask(`${url}/health`);
      expect([status, 'past' in body]).to.deep.equal([200, false]);
    });
  });

  it('checks on where an earlier start left off, unless its mark is of another log or too old', async () => {
    const mark = (): DatabaseSync => new DatabaseSync(join(data, 'index.db'));
    const change = (what: string): void => {
      const index = mark();
      index.exec(`update past_mark set ${what}`);
      index.close();
    };
    const checkedBefore = async (): Promise<number> => {
      let before = 0;
      await run(async (sealer) => {
        const { past } = sealer.chain;
        before = past.before;
        await waitFor('the past is checked', () => past.checked === past.of);
        past.require();
      });
      return before;
    };
    await checkedBefore();
    const all = await checkedBefore();
    expect(all).to.equal(Number(newest()) + 1);
    for (const wrong of ['seal_hash = zeroblob(32)', 'began = began - 31 * 86400', 'checked = 1000000']) {
      change(wrong);
      expect(await checkedBefore(), wrong).to.equal(0);
      expect(await checkedBefore(), wrong).to.equal(all);
    }
    // In the middle, behind the change of the key of the seal or before it.
    for (const number of [5, 25]) {
      let sealHash = '';
      await run(async ({ chain }) => void (sealHash = chain.record(number).seal.parentSeal.slice(2)));
      change(`checked = ${number}, seal_hash = x'${sealHash}'`);
      expect(await checkedBefore()).to.equal(number);
    }
  });

  it('comes to the same head and state as one from the genesis', async () => {
    const asked = async (sealer: RunningSealer): Promise<unknown[]> => [
      sealer.chain.head,
      await sealer.chain.request('eth_getProof', [sealer.network.contracts.tariffs, [], 'latest']),
      sealer.chain.sealKeyAt(10_000n),
    ];
    const quiet = { ...NEVER, heartbeat: '1h' };
    let [fromSnapshot, fromGenesis]: unknown[][] = [];
    await run(async (sealer) => void (fromSnapshot = await asked(sealer)), quiet);
    renameSync(join(data, 'snapshots'), join(data, 'away'));
    await run(async (sealer) => {
      expect(sealer.chain.past.of).to.equal(0);
      fromGenesis = await asked(sealer);
    }, quiet);
    renameSync(join(data, 'away'), join(data, 'snapshots'));
    expect(fromSnapshot).to.deep.equal(fromGenesis);
  });

  it('lets another engine go on from a snapshot while blocks are made', async () => {
    await run(async (sealer) => {
      const { chain } = sealer;
      const digest = await bring(sealer, 2);
      const { blockNumber } = (await ask(`${sealer.url}/v1/queue/${String(digest)}`)).body;
      const carried = chain.record(Number(blockNumber));
      expect(carried.transactions).to.have.length(1);
      const receipt = ['eth_getTransactionReceipt', [transactionHash(carried.transactions[0] ?? '0x')]] as const;
      expect(await chain.request(...receipt)).to.not.equal(null);
      // What was executed before the new engine's time, it does not know.
      await waitFor('another engine', async () => (await chain.request(...receipt)) === null);
      expect((await ask(`${sealer.url}/v1/queue/${String(digest)}`)).body).to.include({ state: 'sealed' });
      await bring(sealer, 3);
      expect(chain.broken).to.equal(undefined);
    }, OFTEN);
  });

  it('passes over a snapshot that is damaged, of another block, or of one that the log lost', async () => {
    const [last = 0n, before = 0n] = snapshotFolder(data).numbers();
    const place = join(data, 'snapshots', last.toString());
    const manifest = readFileSync(join(place, 'manifest.json'), 'utf8');
    writeFileSync(join(place, 'manifest.json'), manifest.replace(/("sealHash":"0x)../, '$1ee'));
    await run(async ({ chain }) => expect(chain.past.of).to.equal(Number(before) + 1) && undefined);
    writeFileSync(join(place, 'manifest.json'), manifest.replace(/("stateRoot":"0x)../, '$1ee'));
    // The header says what the root is, not the manifest.
    await run(async ({ chain }) => expect(chain.past.of).to.equal(Number(last) + 1) && undefined);
    writeFileSync(join(place, 'manifest.json'), manifest);
    truncateSync(join(place, '0.piece'), 100);
    await run(async ({ chain }) => {
      expect(chain.past.of).to.equal(Number(before) + 1);
      // An engine that takes the place of the one that works begins with no other instead.
      const log = { read: (number: number) => chain.record(number) };
      const begin = (): Promise<unknown> => startAtSnapshot({ data, domain: chain.rules.domain, log, number: last });
      expect(await refusal(begin)).to.equal('SNAPSHOT_PIECE');
    });
    renameSync(join(data, 'snapshots', before.toString()), join(data, 'snapshots', '99999999'));
    await run(async ({ chain }) => expect(chain.past.of).to.equal(0) && undefined);
    rmSync(join(data, 'snapshots'), { recursive: true });
  });

  it('is a replica’s as well', async () => {
    await using sealer = await startCompany(data, { heartbeat: '20ms' });
    const own = join(folder.path, 'replica');
    const overrides = { data: own, from: sealer.url, port: 0, logLevel: 'silent', poll: '20ms', snapshotEvery: 20 };
    const settings = readSettings(replicaSettings, { prefix: 'TEST_REPLICA_', overrides });
    {
      await using _replica = await startReplica(settings, SIGNAL);
      await waitFor('a snapshot of the replica', () => newest(own) > 0n);
    }
    await using replica = await startReplica(settings, SIGNAL);
    expect(replica.chain.past.of).to.equal(Number(newest(own)) + 1);
    await holds(replica.chain, (sealer.chain.head?.number ?? 0n) + 1n);
    await waitFor('the past is checked', () => replica.chain.past.checked === replica.chain.past.of);
    expect((await ask(`${replica.url}/health`)).status).to.equal(200);
  });

  it('finds whole snapshots alone, whenever the one that was made was killed', async function () {
    this.timeout(120_000);
    rmSync(join(data, 'snapshots'), { recursive: true, force: true });
    expect(await refusal(() => makeSnapshot({ data: folder.path, signal: SIGNAL }))).to.equal('DATA_MISSING');
    const store = snapshotFolder(data);
    let made = 0;
    for (let ms = 150; made < 2; ms += 200) {
      const killing = new AbortController();
      const making = makeSnapshot({ data, number: BigInt(10 + made), signal: killing.signal }).then(
        () => made++,
        () => undefined,
      );
      await Promise.race([delay(ms), making]);
      killing.abort();
      await making;
      for (const number of store.numbers()) expect(store.state(store.manifest(number))).to.be.instanceOf(Uint8Array);
      // The one that was killed holds nothing any more.
      if (existsSync(join(data, 'snapshots'))) await waitFor('it is gone', () => isFree(join(data, 'snapshots')));
    }
    expect(readdirSync(join(data, 'snapshots')).some((name) => name.endsWith('.tmp'))).to.equal(false);
  });
});

function isFree(folder: string): boolean {
  try {
    lockData(folder)[Symbol.dispose]();
    return true;
  } catch {
    return false;
  }
}
