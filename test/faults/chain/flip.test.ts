import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import type { Network } from '../../../core/domain/ledger/network.ts';
import { readNetworkFile } from '../../../sealer/network/network-file.ts';
import { recordsOfFolder } from '../../../sealer/verify/read-records.ts';
import { verifyChain } from '../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../sealer/support/chains.ts';
import { outcome, rate, startCompany, submit } from '../../sealer/support/company.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { runCli } from '../../support/run-cli.ts';
import { rollDice } from './support/seed.ts';

const FLIPS = 150;
const BY_COMMAND = 4;

/** The code of the first fault of a folder, or undefined where there is none. */
async function faultOf(data: string): Promise<string | undefined> {
  try {
    const network = readNetworkFile(join(data, 'network.json')) as Network;
    await using engine = await startEngine();
    const result = await verifyChain({ network, records: recordsOfFolder(data), engine });
    return result.ok ? undefined : result.fault.code;
  } catch (error) {
    if (error instanceof InputError) return error.code;
    throw error;
  }
}

describe('one byte of a history changed', () => {
  it(`is refused by verify at each of ${FLIPS} places of the log, and of network.json, and by its command with a place and exit code 1`, async () => {
    const dice = rollDice('flip');
    using folder = tempFolder();
    const data = join(folder.path, 'sealer');
    {
      await using sealer = await startCompany(data);
      for (let n = 0; n < 12; n++) {
        const { body } = await submit(sealer.url, rate(sealer.network, n));
        if (n % 3 === 0) await outcome(sealer.url, body['digest']);
      }
      await outcome(sealer.url, (await submit(sealer.url, rate(sealer.network, 12))).body['digest']);
    }
    const copy = join(folder.path, 'copy');
    cpSync(data, copy, { recursive: true, filter: (path) => !path.includes('lock.db') });
    expect(await faultOf(copy)).to.equal(undefined);
    const log = readFileSync(join(copy, 'blocks.log'));
    const codes: Record<string, number> = {};
    for (let flip = 0; flip < FLIPS; flip++) {
      const changed = Buffer.from(log);
      const at = dice.int(0, log.length - 1);
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.int(0, 7));
      writeFileSync(join(copy, 'blocks.log'), changed);
      const code = await faultOf(copy);
      expect(code, `byte ${at}`).to.be.a('string');
      codes[String(code)] = (codes[String(code)] ?? 0) + 1;
      if (flip >= BY_COMMAND) continue;
      const told = await runCli(['verify', '--data', copy]);
      expect([told.code, /FAULT at block \d+/.test(told.stdout)], told.stdout + told.stderr).to.deep.equal([1, true]);
    }
    console.log(`      ${JSON.stringify(codes)}`);

    writeFileSync(join(copy, 'blocks.log'), log);
    const network = readFileSync(join(copy, 'network.json'));
    for (let flip = 0; flip < BY_COMMAND; flip++) {
      const changed = Buffer.from(network);
      const at = dice.int(0, network.length - 1);
      changed[at] = (changed[at] ?? 0) ^ (1 << dice.int(0, 7));
      writeFileSync(join(copy, 'network.json'), changed);
      const told = await runCli(['verify', '--data', copy]);
      expect([told.code, told.stdout.startsWith('FAULT ')], `byte ${at}: ${told.stdout}`).to.deep.equal([1, true]);
    }
  });
});
