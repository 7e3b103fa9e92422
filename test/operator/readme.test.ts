import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { loadBills } from '../../app/web/src/resident/load/load-bills.ts';
import { accountFromMnemonic, createMnemonic } from '../../core/domain/ledger/account.ts';
import { parseHex } from '../../core/domain/bytes/hex.ts';
import { payBill } from '../../sandbox/residents/pay-bill.ts';
import { signIn } from '../../sandbox/residents/resident.ts';
import { findBundle } from '../../scripts/bundle/find-bundle.ts';
import { acceptBill } from '../../scripts/story/steps/accept-bill.ts';
import { tempFolder } from '../sealer/support/temp-folder.ts';
import { waitFor } from '../support/wait-for.ts';
import { firstBill, portsBase, sooner, startOutside } from './support/first-house.ts';
import { ACCOUNT, FLAT, OWNERS, withPorts } from './support/new-user.ts';
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
    await using _outside = await startOutside(join(folder.path, 'outside'), base, [{ flat: FLAT, account: ACCOUNT }]);
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
