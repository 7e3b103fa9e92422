import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { KIND } from '../../../core/domain/ledger/kinds.ts';
import { compareWithRebuilt } from '../../../app/server/indexer/rebuild-read-model.ts';
import { openStore } from '../../../app/server/database/open-store.ts';
import { waitFor } from '../../support/wait-for.ts';
import { world } from '../../support/world.ts';
import { upkeepContract, upkeepInvoice } from '../../support/world/upkeep.ts';
import type { ChildProcess } from 'node:child_process';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { World } from '../../support/world.ts';

const CLI = join(import.meta.dirname, '..', '..', '..', 'scripts', 'cli.ts');
const KILLS = 5;
const PAYMENTS_PER_ROUND = 4;

type Order = { orderId: string; state: string };

describe('the portal’s process', () => {
  let house: World;
  let child: ChildProcess | undefined;

  before(async () => {
    house = await world({ portal: {}, ledger: { active: ['company', 'provider', 'collector'] } });
  });
  after(async () => {
    child?.kill('SIGKILL');
    await house[Symbol.asyncDispose]();
  });

  /** The portal as a process of its own, over the same folder and port; resolves when it serves. */
  async function start(settingsFile: string): Promise<void> {
    const started = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', CLI, 'app', '--settings', settingsFile],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    child = started;
    await new Promise<void>((resolve, reject) => {
      started.stdout.setEncoding('utf8').on('data', (text: string) => {
        if (text.includes('"ready":true')) resolve();
      });
      started.once('exit', (code) => reject(new Error(`the portal ended with ${code}`)));
    });
  }

  async function kill(): Promise<void> {
    const ended = new Promise((resolve) => child?.once('exit', resolve));
    child?.kill('SIGKILL');
    await ended;
  }

  it('may be killed at any instant: every order is paid exactly once, and the read model is whole', async () => {
    const resident = await house.portal.resident('flat-6');
    const { ledger } = house;
    const { appSettings } = house.portal;
    // A bill has one payment under way at a time.
    const contractId = await upkeepContract(ledger, resident.account);
    const invoices: Hex[] = [];
    for (let n = 0; n < (KILLS + 1) * PAYMENTS_PER_ROUND; n++) {
      const bill = { subscriber: resident.account, contractId, amount: 900_000_000_000_000n };
      const period = 202_401 + 100 * Math.floor(n / 12) + (n % 12);
      invoices.push((await upkeepInvoice(ledger, { ...bill, period })).invoiceId);
    }
    await house.portal.startBank({ mode: 'instant', delivery: 'rough' });
    await house.portal.stopApp();
    const settingsFile = join(ledger.folder, 'app.json');
    const texts = { pollInterval: '25ms', bankInterval: '1s' };
    writeFileSync(settingsFile, JSON.stringify({ ...appSettings, ...texts, operatorPort: undefined }));

    const keys: string[] = [];
    for (let round = 0; round <= KILLS; round++) {
      await start(settingsFile);
      await waitFor(
        'the invoices are listed',
        async () => (await resident.get<{ invoices: unknown[] }>('/api/invoices')).invoices.length === invoices.length,
      );
      for (let n = 0; n < PAYMENTS_PER_ROUND; n++) keys.push(`pay-${round}-${n}`);
      // What was not acknowledged before the last kill is asked again under its key.
      const asking = Promise.allSettled(
        keys.map((key, at) => {
          const wish = { invoiceId: invoices[at], amount: '10000000000' };
          return resident.post<Order>('/api/payments', wish, { 'idempotency-key': key });
        }),
      );
      if (round < KILLS) {
        await delay(10 + Math.random() * 400);
        await kill();
      }
      await asking;
    }
    const { payments } = await waitFor('every order is recorded', async () => {
      const found = await resident.get<{ payments: Order[] }>('/api/payments');
      return found.payments.length === keys.length && found.payments.every((one) => one.state === 'recorded') && found;
    });
    expect(new Set(payments.map((one) => one.orderId)).size).to.equal(keys.length);
    await kill();

    await using store = await openStore({ folder: join(appSettings.dataDir, 'database'), url: undefined });
    const recorded = await store.readModel
      .selectFrom('internal_blocks')
      .select('digest')
      .where('kind', '=', KIND.PAYMENT)
      .execute();
    expect(recorded).to.have.length(keys.length);
    expect((await compareWithRebuilt({ store, client: ledger.client })).equal).to.equal(true);
  });
});
