import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { untilRecorded } from '../../app/web/src/outbox/settle-act.ts';
import { offerContract } from '../../app/web/src/resident/act/offer-contract.ts';
import { loadBills } from '../../app/web/src/resident/load/load-bills.ts';
import { accountFromMnemonic, createMnemonic } from '../../core/domain/ledger/account.ts';
import { periodOf, previousPeriod } from '../../core/domain/billing/period.ts';
import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { unixSeconds } from '../../core/domain/unix-seconds.ts';
import { monthText } from '../../biller/engine/span.ts';
import { sampleHouse } from '../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../sandbox/meters/write-spool.ts';
import { signContract } from '../../sandbox/residents/contracts.ts';
import { payBill } from '../../sandbox/residents/pay-bill.ts';
import { enrol, signIn, type SandboxResident } from '../../sandbox/residents/resident.ts';
import { findBundle } from '../../scripts/bundle/find-bundle.ts';
import { acceptBill } from '../../scripts/story/steps/accept-bill.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { FLAT, OWNERS, portsBase, startOutside, withPorts } from './support/new-user.ts';
import { readmeOf } from './support/readme.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const COMMANDS_MOST = 25;

/** Runs lines as a new user does: an empty home, and nothing of this process's environment but where Node is. What they left running ends with it. */
async function runAsNewUser(home: string, lines: readonly string[]): Promise<AsyncDisposable> {
  const shell = spawn('sh', ['-e', '-c', lines.join('\n')], {
    cwd: home,
    env: { HOME: home, PATH: `${dirname(process.execPath)}:/usr/bin:/bin`, DOMLEDGER_CLI: await findBundle() },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let said = '';
  for (const stream of [shell.stdout, shell.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise<number | null>((resolve) => shell.once('exit', resolve));
  const group = -(shell.pid ?? 0);
  const signal = (name: NodeJS.Signals | 0): boolean => {
    try {
      return process.kill(group, name);
    } catch {
      return false;
    }
  };
  expect(await ended, said).to.equal(0);
  return {
    async [Symbol.asyncDispose]() {
      signal('SIGTERM');
      await waitFor('all of them end', () => !signal(0), { ms: 30_000 }).catch(() => signal('SIGKILL'));
    },
  };
}

/** What a person tries again who came before everything was there. @throws Error with what the last try was told */
async function sooner<T>(what: string, act: () => Promise<T>): Promise<NonNullable<Awaited<T>>> {
  let told = 'nothing';
  const once = async (): Promise<Awaited<T> | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      told = `${error.code}: ${error.message}`;
      return undefined;
    }
  };
  try {
    return (await waitFor(what, once)) as NonNullable<Awaited<T>>;
  } catch (cause) {
    throw new Error(`${what}: last told ${told}`, { cause });
  }
}

/** A resident who concludes a contract from the beginning of the month that is over, and waits for its bill. */
async function firstBill(resident: SandboxResident, provider: Hex, home: string): Promise<void> {
  const period = previousPeriod(periodOf(unixSeconds(), 'Europe/Moscow'));
  // Company and portal enrol themselves, once their programs have begun.
  await sooner('somebody can enrol', () => enrol(resident).then(() => true));
  const form = {
    ...{ version: '1' as const, resource: String(RESOURCE.electricity), provider, meterIds: [] },
    ...{ subscriber: resident.account.address, area: '54.30', residents: '2', from: `${monthText(period)}-01` },
  };
  await untilRecorded(resident, await offerContract(resident, form));
  await signContract(resident, provider, RESOURCE.electricity);
  const house = sampleHouse({ flats: 1, unmetered: [], threeZone: [], withoutWater: [] });
  writeSpool({ house, period, spoolDir: join(home, 'gateway', 'gateway', 'spool') });
}

describe('network/README.md', function () {
  this.timeout(1_800_000);

  it(`leads in at most ${COMMANDS_MOST} commands from an empty home to the first paid bill, with no file by hand but the CSV`, async () => {
    using folder = tempFolder();
    const home = join(folder.path, 'home');
    mkdirSync(home);
    symlinkSync(PROJECT, join(home, 'domledger'));
    const base = await portsBase();
    const { commands, house } = readmeOf(base);
    expect(commands.length).to.be.within(10, COMMANDS_MOST);
    await using _outside = await startOutside(join(folder.path, 'outside'), base);
    writeFileSync(join(home, 'house.csv'), house);
    const began = performance.now();
    const moved = commands.map((line) => withPorts(line, base));
    await using _owners = await runAsNewUser(home, moved);
    const said = (owner: string): string => {
      const file = join(home, `${owner}.log`);
      return existsSync(file) ? readFileSync(file, 'utf8') : '';
    };
    for (const owner of OWNERS)
      await waitFor(`${owner} runs: ${said(owner)}`, () => said(owner).includes(`All of ${owner} runs.`));
    const card = JSON.parse(readFileSync(join(home, 'power', 'card.json'), 'utf8')) as { address: string };
    const account = accountFromMnemonic(createMnemonic());
    const person = { login: FLAT, premise: FLAT };
    // Until a witness has cosigned, pages believe nothing.
    const portalUrl = `http://127.0.0.1:${base + 11}`;
    const resident = await sooner('somebody can sign in', () => signIn({ person, account, portalUrl }));
    await firstBill(resident, parseHex(card.address, 'address', 20), home);
    const [bill] = await waitFor('the bill comes', async () => {
      const bills = await loadBills(resident);
      return bills.length > 0 && bills;
    });
    if (bill === undefined) throw new Error('there is a bill');
    const { total } = acceptBill(FLAT, bill);
    expect(total > 0n).to.equal(true);
    await payBill(resident, bill.record.invoiceId, total);
    await waitFor('it is settled', async () => (await loadBills(resident)).every(({ report }) => report.settled));
    console.log(
      `      ${commands.length} commands; the first bill is paid after ${Math.round((performance.now() - began) / 1_000)} s`,
    );
  });
});
