import {
  closeSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { MONTH } from '../../scripts/story/house-month.ts';
import type { StoryResult } from '../../scripts/story/run-story.ts';
import { checkRules, rulesMissing } from '../documents/support/check-rules.ts';
import { runCli } from '../support/run-cli.ts';

const FIXTURES = fileURLToPath(new URL('../../../shared/fixtures', import.meta.url));
const PROFILE = join(FIXTURES, 'consumption', 'electricity-kwh-hourly-17-homes.csv');
const TELEGRAMS = join(FIXTURES, 'meters', 'mbus', 'frames');
/** A busy machine takes its time: the test reports it and does not judge it. */
const PATIENCE_MS = 900_000;

type Verdict = {
  ok: boolean;
  counts: { blocks: number; frames: number; heads: Record<string, string> };
  fault?: { code: string };
};

describe('the story of one month in one house', function () {
  this.timeout(PATIENCE_MS);
  let folder: string;
  let data: string;
  let story: StoryResult;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'domledger-story-test-'));
    data = join(folder, 'house');
    const given = [...fixture('--profile', PROFILE), ...fixture('--telegrams', TELEGRAMS)];
    const { code, stdout, stderr } = await runCli(['story', '--json', '--data', data, ...given], {
      killAfterMs: PATIENCE_MS,
    });
    expect(code, `${stderr}\n${stdout.slice(-2_000)}`).to.equal(0);
    expect(stderr).to.equal('');
    story = JSON.parse(stdout) as StoryResult;
    console.log(`      the story took ${story.seconds} s`);
    const kept = process.env['DOMLEDGER_STORY'];
    if (kept !== undefined) cpSync(data, kept, { recursive: true });
  });
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

  it('passes every check', () => {
    expect(story.faults).to.deep.equal({});
    expect(story.checks).to.deep.equal({
      both_copies_match: true,
      every_frame_verified: true,
      bill_arithmetic_from_public_data: true,
      every_bill_checked_by_its_resident: true,
      replica_equals_sealer: true,
      read_model_rebuilt_equals_live: true,
      no_plaintext: true,
      premises_opened_by_their_residents: true,
      lines_without_meters_equal_the_engine: true,
      every_bill_has_its_documents: true,
      overdue_bill_bears_its_penalty: true,
      payment_in_parts_is_shared_over_lines: true,
      what_is_paid_too_much_is_an_advance: true,
    });
  });

  it('gives an invoice of every bill in which the official rules of EN 16931 find no failure', function () {
    const files = globSync(join(data, 'documents', '*.xml'));
    // One bill is carried into its account, and nobody pays by it any more.
    expect(files).to.have.length(36);
    const missing = rulesMissing();
    if (missing !== undefined) {
      console.log(`skipped: the official rules of EN 16931 over the story's bills, since ${missing}`);
      this.skip();
    }
    expect(Object.values(checkRules(files)).flat()).to.deep.equal([]);
  });

  it('bills twelve flats, of which one owes and one paid too much, with receipts for what they paid', () => {
    expect(story.flats).to.have.length(12);
    for (const { premise, billed, paid, receipted, bills } of story.flats) {
      expect(BigInt(billed) > 0n, premise).to.equal(true);
      const [owes, holds] = [premise === MONTH.debt.flat, premise === MONTH.advance.flat];
      expect(receipted, premise).to.equal(paid);
      if (owes) expect(BigInt(paid) < BigInt(billed)).to.equal(true);
      else expect(BigInt(paid) - BigInt(billed), premise).to.equal(holds ? 100_000_000_000_000n : 0n);
      expect(bills.map(({ resource }) => resource).toSorted(), premise).to.deep.equal([
        'coldWater',
        'electricity',
        ...(premise === MONTH.heat.flat ? ['heat'] : []),
        'upkeep',
      ]);
      const open = bills.filter(({ settled }) => !settled).map(({ resource }) => resource);
      expect(open, premise).to.deep.equal(owes || holds ? ['upkeep'] : []);
    }
  });

  it('leaves each kind of block as often as the house needs it', () => {
    const { counts } = story;
    expect(counts).to.deep.include({
      OFFER: 37,
      COPY: 74,
      // Two bills are withdrawn and issued anew.
      INVOICE: 39,
      VOID: 2,
      CARRY: 1,
      // One bill is paid in two parts.
      PAYMENT: 38,
      RECEIPT: 38,
      APPEAL: 1,
      // Each of the three says that it was received, then answers.
      APPEAL_ANSWER: 6,
      CANCEL: 2,
      READING_REQUEST: 1,
    });
    expect(story.telegrams.recorded).to.equal(story.telegrams.sent);
  });

  it('leaves a history that anybody can verify from block 0, with the heads that it printed', async () => {
    const verdict = await verify(data);
    expect(verdict).to.include({ ok: true });
    expect(verdict.counts.heads).to.include(story.heads);
    expect(verdict.counts.frames).to.equal(story.counts['frames']);
  });

  it('leaves a history in which one changed byte is found, in the log of the sealer and of a replica', async () => {
    for (const [program, share] of [
      ['sealer', 0.37],
      ['replica-water', 0.81],
    ] as const) {
      const log = join(data, program, 'blocks.log');
      const size = statSync(log).size;
      using _change = changeByte(log, Math.floor(size * share));
      const network = join(data, 'sealer', 'network.json');
      const verdict = await verify(join(data, program), network);
      expect(verdict, program).to.include({ ok: false });
      expect(verdict.fault?.code, program).to.equal('LOG_DAMAGED');
      expect(statSync(log).size, 'the log is never cut where somebody heard of the block').to.equal(size);
    }
    expect(await verify(data)).to.include({ ok: true });
  });

  it('leaves a replica that refuses to start on a log with one changed byte, and changes nothing', async () => {
    const folderOfReplica = join(data, 'replica-water');
    const log = join(folderOfReplica, 'blocks.log');
    using _change = changeByte(log, Math.floor(statSync(log).size / 2));
    const before = readFileSync(log);
    const settings = join(folderOfReplica, 'settings.json');
    const { code, stdout, stderr } = await runCli(['replica', '--settings', settings, '--set', 'port=0'], {
      killAfterMs: 60_000,
    });
    expect(stderr).to.match(/LOG_DAMAGED/);
    expect(code).to.equal(1);
    // How far it is it may have said by then, but not that it serves.
    expect(stdout).not.to.contain('"ready"');
    expect(readFileSync(log).equals(before)).to.equal(true);
  });

  it('is refused in a folder that is not empty', async () => {
    const { code, stdout, stderr } = await runCli(['story', '--json', '--data', data]);
    expect(stderr).to.match(/DATA_NOT_EMPTY/);
    expect({ code, stdout }).to.deep.equal({ code: 2, stdout: '' });
    expect(await verify(data)).to.include({ ok: true });
  });
});

function fixture(option: string, path: string): string[] {
  if (existsSync(path)) return [option, path];
  console.log(`      without ${option}: ${relative(FIXTURES, path)} is not in ../shared/fixtures`);
  return [];
}

async function verify(folder: string, trust?: string): Promise<Verdict> {
  const args = ['verify', '--json', '--data', folder, ...(trust === undefined ? [] : ['--trust', trust])];
  const { code, stdout, stderr } = await runCli(args, { killAfterMs: PATIENCE_MS });
  expect(code, stderr).to.be.oneOf([0, 1]);
  const verdict = JSON.parse(stdout) as Verdict;
  expect(code).to.equal(verdict.ok ? 0 : 1);
  return verdict;
}

/** Turns one bit of a byte, and turns it back at the end of the scope. */
function changeByte(file: string, at: number): Disposable {
  const turn = (): void => {
    const handle = openSync(file, 'r+');
    const byte = Buffer.alloc(1);
    readSync(handle, byte, 0, 1, at);
    writeSync(handle, Buffer.of((byte[0] ?? 0) ^ 0x01), 0, 1, at);
    closeSync(handle);
  };
  turn();
  return { [Symbol.dispose]: turn };
}
