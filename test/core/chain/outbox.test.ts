import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { expect } from 'chai';
import { followLedgers } from '../../../core/chain/follow.ts';
import { openOutbox } from '../../../core/chain/outbox.ts';
import { OUTBOX_MIGRATIONS } from '../../../core/chain/outbox-store.ts';
import { accountFromMnemonic, createMnemonic, signerFromPrivateKey } from '../../../core/domain/ledger/account.ts';
import { encodeData } from '../../../core/domain/ledger/block-data.ts';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { fromHex, toHex, ZERO_32 } from '../../../core/domain/bytes/hex.ts';
import { signBlock } from '../../../core/domain/ledger/internal-block.ts';
import { KIND, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { createLog } from '../../../core/runtime/log.ts';
import { inTransaction, migrationsIn, openDatabase } from '../../../core/runtime/sqlite.ts';
import { refusal } from '../../support/refusal.ts';
import { world, type World } from '../../support/world.ts';
import { COMPANY, rateBlock } from './support/rate-block.ts';
import type { DatabaseSync } from 'node:sqlite';
import type { ChainClient } from '../../../core/chain/chain-client.ts';
import type { RecordedBlock } from '../../../core/chain/follow.ts';
import type { Outbox } from '../../../core/chain/outbox.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Ledger } from '../../support/world/ledger-part.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const WORKER = fileURLToPath(new URL('./support/outbox-worker.ts', import.meta.url));
const log = createLog('test', 'silent');

/** All that the ledgers hold by now. */
async function recorded(client: ChainClient): Promise<RecordedBlock[]> {
  const blocks: RecordedBlock[] = [];
  const head = await client.head();
  const stop = new AbortController();
  for await (const page of followLedgers({ client, from: 0n, signal: stop.signal, pollMs: 20 })) {
    blocks.push(...page.blocks);
    if (page.toBlock >= head) stop.abort();
  }
  return blocks;
}

describe('outbox', () => {
  let house: World;
  let sealer: Ledger;
  let client: ChainClient;
  let folder: string;
  before(async () => {
    house = await world({ ledger: { accounts: { company: COMPANY } } });
    sealer = house.ledger;
    ({ client } = sealer);
  });
  after(() => house[Symbol.asyncDispose]());
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'domledger-outbox-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function withOutbox(
    work: (outbox: Outbox, database: DatabaseSync) => Promise<void>,
    options: { impatient?: boolean; client?: ChainClient } = {},
  ): Promise<void> {
    const database = openDatabase(join(folder, 'x.db'), []);
    const outbox = openOutbox({ database, client, log, ...options });
    const stop = new AbortController();
    const running = outbox.run(stop.signal);
    try {
      await work(outbox, database);
    } finally {
      stop.abort();
      await running;
      database.close();
    }
  }

  it('refuses to take a block that its sender did not sign, or whose data was changed', () =>
    withOutbox(async (outbox) => {
      const signed = rateBlock(client.network, 1);
      const other: Hex = `0x${'33'.repeat(20)}`;
      expect(await refusal(() => outbox.put({ ...signed, block: { ...signed.block, from: other } }, 'x'))).to.equal(
        'SENDER_MISMATCH',
      );
      expect(await refusal(() => outbox.put({ ...signed, data: '0x00' }, 'x'))).to.equal('DATA_HASH_MISMATCH');
      expect(await refusal(() => outbox.wait(`0x${'44'.repeat(32)}`))).to.equal('OUTBOX_UNKNOWN');
      expect(outbox.pending()).to.equal(0);
    }));

  it('stops waiting at the signal, says that this may pass, and delivers all the same', () =>
    withOutbox(async (outbox) => {
      const digest = outbox.put(rateBlock(client.network, 50), 'slow');
      const stopped: unknown = await outbox.wait(digest, AbortSignal.abort()).catch((error: unknown) => error);
      expect(stopped).to.be.instanceOf(TransientError).with.property('code', 'WAIT_STOPPED');
      expect(await outbox.wait(digest)).to.equal('recorded');
    }));

  it("keeps the contract's error of a block that the ledger refuses, also after a restart", async () => {
    let digest: Hex = '0x';
    await withOutbox(async (outbox) => {
      await outbox.wait(outbox.put(rateBlock(client.network, 100), 'first'));
      digest = outbox.put(rateBlock(client.network, 99), 'late');
      expect(await refusal(() => outbox.wait(digest))).to.equal('RATE_NOT_IN_ORDER');
    });
    await withOutbox(async (outbox) => {
      expect(outbox.find('late')[0]).to.deep.include({ state: 'refused', errorName: 'RateNotInOrder' });
      expect(await refusal(() => outbox.wait(digest))).to.equal('RATE_NOT_IN_ORDER');
      expect(outbox.pending()).to.equal(0);
    });
  });

  it("keeps the queue's code of a block that never reaches a ledger", () =>
    withOutbox(
      async (outbox) => {
        const stranger = signerFromPrivateKey(`0x${'55'.repeat(32)}`);
        const code = await refusal(() => outbox.wait(outbox.put(rateBlock(client.network, 1, stranger), 'x')));
        expect(outbox.find('x')[0]).to.deep.include({ state: 'refused', errorCode: code });
      },
      { impatient: true },
    ));

  it('keeps the blocks of a sender who is not registered yet, in their order, and delivers them once it is', () =>
    withOutbox(async (outbox) => {
      const { network } = client;
      const newcomer = accountFromMnemonic(createMnemonic());
      const early = [1, 2].map((n) => outbox.put(rateBlock(network, n, newcomer), 'early'));
      await outbox.wait(outbox.put(rateBlock(network, 110), 'other'));
      expect(outbox.find('early').map(({ state }) => state)).to.deep.equal(['pending', 'pending']);
      expect([outbox.pending(), outbox.pending(newcomer.address), outbox.pending(COMPANY.address)]).to.deep.equal([
        2, 2, 0,
      ]);
      const { encryptionKey } = newcomer;
      const now = BigInt(Math.floor(Date.now() / 1000));
      const said = { domain: domainOf(network), ledger: network.contracts.participants, subject: ZERO_32 };
      const enrol = encodeData('ENROL', { role: ROLE.provider, encryptionKey, envelope: '0x' });
      const enrolment = { ...said, signer: newcomer, to: network.company, kind: KIND.ENROL, data: enrol };
      await outbox.wait(outbox.put(signBlock({ ...enrolment, timestamp: now }), 'enrol'));
      const encryptionKeyHash = toHex(keccak_256(fromHex(encryptionKey)));
      const register = encodeData('REGISTER', { account: newcomer.address, role: ROLE.provider, encryptionKeyHash });
      const registration = { ...said, signer: COMPANY, to: newcomer.address, kind: KIND.REGISTER, data: register };
      await outbox.wait(outbox.put(signBlock({ ...registration, timestamp: now }), 'register'));
      for (const digest of early) expect(await outbox.wait(digest)).to.equal('recorded');
    }));

  it('lets a sender who is over its rate hold up nobody else, however many of its blocks wait', () => {
    const greedy = signerFromPrivateKey(`0x${'66'.repeat(32)}`);
    const limited: ChainClient = {
      ...client,
      submit: (signed) =>
        signed.block.from === greedy.address
          ? Promise.reject(new TransientError('RATE_LIMITED', 'Too many internal blocks at once.'))
          : client.submit(signed),
    };
    return withOutbox(
      async (outbox) => {
        for (let n = 1; n <= 70; n++) outbox.put(rateBlock(client.network, n, greedy), 'greedy');
        await outbox.wait(outbox.put(rateBlock(client.network, 120), 'other'));
        expect(outbox.pending(greedy.address)).to.equal(70);
      },
      { client: limited },
    );
  });

  it('goes on with the table of an earlier version, which did not know senders', () =>
    withOutbox(async (outbox, database) => {
      const digest = outbox.put(rateBlock(client.network, 130), 'kept');
      const earlier = 'digest, tag, signed, state, attempts, due_ms';
      database.exec(
        `create table aside as select ${earlier} from outbox; drop table outbox; drop table part_versions;`,
      );
      database.exec(migrationsIn(OUTBOX_MIGRATIONS)[0] ?? '');
      database.exec(`insert into outbox (${earlier}) select ${earlier} from aside; drop table aside;`);
      const reopened = openOutbox({ database, client, log });
      expect([reopened.pending(COMPANY.address), reopened.find('kept')[0]?.digest]).to.deep.equal([1, digest]);
    }));

  it('forgets a block with the transaction that put it', () =>
    withOutbox(async (outbox, database) => {
      expect(() =>
        inTransaction(database, () => {
          outbox.put(rateBlock(client.network, 101), 'x');
          throw new Error('stop');
        }),
      ).to.throw('stop');
      expect([outbox.pending(), outbox.find('x')]).to.deep.equal([0, []]);
    }));

  it('delivers in order, once, what was put twice and what is on the ledger already', () =>
    withOutbox(async (outbox) => {
      const blocks = Array.from({ length: 20 }, (_, index) => rateBlock(client.network, 200 + index));
      await client.submit(rateBlock(client.network, 200));
      const digests = blocks.map((block) => outbox.put(block, 'series'));
      for (const block of blocks) outbox.put(block, 'again');
      for (const digest of digests) await outbox.wait(digest);
      expect(outbox.find('again')).to.deep.equal([]);
      const onLedger = (await recorded(client))
        .map(({ digest }) => digest)
        .filter((digest) => digests.includes(digest));
      expect(onLedger).to.deep.equal(digests);
    }));

  it('waits out a sealer that is away', () =>
    withOutbox(async (outbox) => {
      await sealer.stop();
      const digest = outbox.put(rateBlock(client.network, 300), 'away');
      await sealer.start();
      expect(await outbox.wait(digest)).to.equal('recorded');
    }));

  it('loses nothing and doubles nothing when its program is killed at any instant, and the sealer restarts meanwhile', async () => {
    const count = 60;
    const file = join(folder, 'worker.db');
    await using other = await world({ ledger: { accounts: { company: COMPANY } } });
    const own = other.ledger;
    let kills = 0;
    for (let seed = 7; ; kills++) {
      seed = (seed * 48_271) % 0x7fffffff;
      const child = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', WORKER, own.url, file, String(count)],
        {
          stdio: ['ignore', 'pipe', 'inherit'],
        },
      );
      const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
      const killer = kills < 12 ? setTimeout(() => child.kill('SIGKILL'), 250 + (seed % 400)) : undefined;
      if (kills === 6) {
        await own.stop();
        await own.start();
      }
      const code = await ended;
      clearTimeout(killer);
      if (code === 0) break;
    }
    expect(kills).to.be.greaterThan(3);
    const blocks = await recorded(own.client);
    const expected = Array.from({ length: count }, (_, index) => rateBlock(own.network, index + 1).data);
    expect(blocks.map(({ data }) => data)).to.deep.equal(expected);
    const database = openDatabase(file, ['']);
    const states = database.prepare('select state, count(*) as n from outbox group by state').all();
    expect(states.map((row) => [row['state'], row['n']])).to.deep.equal([['recorded', count]]);
    database.close();
  });
});
