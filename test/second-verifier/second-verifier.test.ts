import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { networkToJson } from '../../core/domain/ledger/network.ts';
import { findPython } from '../../scripts/second-verifier/python.ts';
import { NETWORK } from '../sealer/verify/support/cheating-company.ts';
import { lostKeyLies } from '../sealer/verify/support/lost-key-lies.ts';
import { LOST_NETWORK, NEXT, startLostHouse } from '../support/lost-key/lost-house.ts';
import { blockRecordToJson } from '../../core/domain/seal/block-record.ts';
import { openBlockLog } from '../../sealer/chain/block-log.ts';
import { verifyChain } from '../../sealer/verify/verify-chain.ts';
import { startEngine } from '../sealer/support/chains.ts';
import { recordLies } from '../sealer/verify/support/record-lies.ts';
import { runCli } from '../support/run-cli.ts';

const PATIENCE_MS = 900_000;
const FOLDER = fileURLToPath(new URL('verifier', import.meta.url));
const VECTORS = fileURLToPath(new URL('../vectors', import.meta.url));

type Answer = { ok: boolean; block?: number; what?: string };

function run(script: string, args: readonly string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(findPython() ?? 'python3', [join(FOLDER, script), ...args], {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: '1' },
  });
  return { code: status, stdout, stderr };
}

describe('the second verifier, in Python, from docs/formats.md alone', function () {
  this.timeout(PATIENCE_MS);
  let folder: string;

  before(function () {
    if (findPython() === undefined) {
      console.log('skipped: the second verifier, since its packages are missing (npm run second-verifier:install)');
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'domledger-second-'));
  });
  after(() => {
    if (folder) rmSync(folder, { recursive: true, force: true });
  });

  it('reproduces every test vector', () => {
    const { code, stdout, stderr } = run('check_vectors.py', [VECTORS]);
    const [, done, of] = /^(\d+) of (\d+) vectors reproduced$/m.exec(stdout) ?? [];
    expect(code, stdout + stderr).to.equal(0);
    expect(done).to.equal(of);
    expect(Number(of)).to.be.greaterThan(70);
  });

  it('agrees with domledger verify on the data of a story, and refuses tampered copies of it', async () => {
    const data = process.env['DOMLEDGER_STORY'] ?? join(folder, 'house');
    if (!existsSync(data)) {
      const story = await runCli(['story', '--json', '--data', data], { killAfterMs: PATIENCE_MS });
      expect(story.code, story.stderr).to.equal(0);
    }
    const first = await runCli(['verify', '--json', '--data', data]);
    const { counts } = JSON.parse(first.stdout) as { counts: object };
    const place = join(data, 'replica-portal');
    const second = run('verify.py', [join(place, 'network.json'), join(place, 'blocks.log')]);
    expect(JSON.parse(second.stdout)).to.deep.equal({ ok: true, ...counts });
    const copy = mkdtempSync(join(folder, 'divided-'));
    for (const name of ['network.json', 'blocks.log']) copyFileSync(join(place, name), join(copy, name));
    const log = openBlockLog(join(copy, 'blocks.log'));
    while (await log.closeSegment(10, new AbortController().signal));
    log.close();
    const ofCopy = (): Answer =>
      JSON.parse(
        run(
          'verify.py',
          ['network.json', 'blocks.log'].map((name) => join(copy, name)),
        ).stdout,
      ) as Answer;
    expect(ofCopy()).to.deep.equal({ ok: true, ...counts });
    const segment = join(copy, 'blocks.segments', '20.segment');
    const bytes = readFileSync(segment);
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 0x01, bytes.length >> 1);
    writeFileSync(segment, bytes);
    expect(ofCopy()).to.deep.equal({ ok: false, block: 20, what: 'segment is damaged' });
    const self = run('selftest.py', [place]);
    console.log(`      ${self.stdout.trim().split('\n').at(-1)}`);
    expect(self.code, self.stdout + self.stderr).to.equal(0);
  });

  for (const handsOver of [false, true])
    it(`takes another key of the seal where portal and witnesses say that the one before is lost${handsOver ? ', which had handed over' : ''}`, async () => {
      await using house = await startLostHouse({ handsOver });
      const records = [
        ...house.records,
        await house.next(house.handover()),
        await house.more(NEXT),
        await house.more(NEXT),
      ];
      const [network, file] = [join(folder, 'network.json'), join(folder, 'records.json')];
      writeFileSync(network, JSON.stringify(networkToJson(LOST_NETWORK)));
      writeFileSync(file, JSON.stringify(records.map(blockRecordToJson)));
      const { stdout } = run('verify.py', [network, '--records', file]);
      await using engine = await startEngine();
      const first = await verifyChain({ network: LOST_NETWORK, records: records.map(blockRecordToJson), engine });
      expect(first.ok).to.equal(true);
      expect(JSON.parse(stdout)).to.deep.equal({ ok: true, ...first.counts });
    });

  // Lies of ledgers whose code lets everything pass are not asked for: that code says nothing of a block but its digest, so that all of them are refused for
  // their events. Lies inside of data are those of selftest.py.
  for (const { code, title, tell } of [...recordLies, ...lostKeyLies]) {
    it(`refuses ${code}: ${title}`, async () => {
      const { records, place, network: trusted = NETWORK } = await tell();
      const told: unknown[] = [];
      for await (const record of records) told.push(record);
      const [network, file] = [join(folder, 'network.json'), join(folder, 'records.json')];
      writeFileSync(network, JSON.stringify(networkToJson(trusted)));
      writeFileSync(file, JSON.stringify(told));
      const {
        code: exit,
        stdout,
        stderr,
      } = run('verify.py', [network, '--records', file, ...(trusted === NETWORK ? ['--skip-founding'] : [])]);
      expect(stderr).to.equal('');
      expect(exit, stdout).to.equal(1);
      const answer = JSON.parse(stdout) as Answer;
      // What only execution shows, shows here in the block behind.
      expect(answer.block).to.be.oneOf(code === 'EXECUTION_MISMATCH' ? [place.block, place.block + 1] : [place.block]);
    });
  }
});
