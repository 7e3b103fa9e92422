import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { checkBlockRecord, type BlockRecord, type Parent } from '../../../core/domain/seal/block-record.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { checkEvidence, type Evidence } from '../../../core/domain/evidence/evidence.ts';
import { evidenceToJson, parseEvidence } from '../../../core/domain/evidence/evidence-json.ts';
import { toHex } from '../../../core/domain/bytes/hex.ts';
import { checkInvalidBlock } from '../../../core/domain/evidence/invalid-block.ts';
import { HeadContradiction, seeHead, type SeenHeads } from '../../../core/domain/seal/light-client-heads.ts';
import { domainOf, networkToJson } from '../../../core/domain/ledger/network.ts';
import { receiptAt } from '../../support/receipts.ts';
import { sealDigest, type Seal } from '../../../core/domain/seal/seal.ts';
import { tempFolder } from '../../sealer/support/temp-folder.ts';
import { shuffled } from '../../support/random-from.ts';
import { runCli } from '../../support/run-cli.ts';
import { ACCUSED, COMPANY, internalBlock, NETWORK, sealBlock } from './support/company-chain.ts';
import { rollDice, type Dice } from './support/seed.ts';

const TRIALS = 1_000;
const HONEST = 200;
const BY_COMMAND = 24;
const LENGTH = 24;
const BLOCKS = Array.from({ length: 3 * LENGTH }, (_, n) => internalBlock(n));

/** A chain of blocks with three internal blocks each, in the order that the company likes. */
function honestChain(dice: Dice): BlockRecord[] {
  const chain: BlockRecord[] = [];
  for (let n = 0; n < LENGTH; n++) {
    const carried = n === 0 ? [] : shuffled(BLOCKS.slice(3 * n, 3 * n + 3), dice.next).map(({ raw }) => raw);
    chain.push(sealBlock(chain.at(-1), carried, 1_000n + BigInt(10 * n)));
  }
  return chain;
}

/** The chain with block `at` made otherwise, and everything up to `end` sealed anew on top of it. */
function rewrite(
  chain: BlockRecord[],
  at: number,
  end: number,
  change: (record: BlockRecord) => BlockRecord['transactions'],
): BlockRecord[] {
  const lie = chain.slice(0, at);
  for (let n = at; n <= end; n++) {
    const before = recordAt(chain, Math.min(n, LENGTH - 1));
    const timestamp = 1_000n + BigInt(10 * n + 1);
    lie.push(sealBlock(lie.at(-1), n === at ? change(before) : n < LENGTH ? before.transactions : [], timestamp));
  }
  return lie;
}

function recordAt(chain: readonly BlockRecord[], at: number): BlockRecord {
  const record = chain[at];
  if (record === undefined) throw new Error(`the chain has no block ${at}`);
  return record;
}

function hashOf(seal: Seal): string {
  return sealDigest(domainOf(NETWORK), seal);
}

type Outcome = { how: 'evidence'; evidence: Evidence } | { how: 'refused' } | { how: 'no contradiction' };

/** What a light client with one head says to a lying server's head; the server gives the seals between as it likes. */
function lightClient(held: Seal, lie: readonly BlockRecord[], between: readonly Seal[]): Outcome {
  const seen: SeenHeads = seeHead({ network: NETWORK, seen: [], seal: held });
  try {
    seeHead({ network: NETWORK, seen, seal: recordAt(lie, lie.length - 1).seal, between });
    return { how: 'no contradiction' };
  } catch (error) {
    if (error instanceof HeadContradiction) return { how: 'evidence', evidence: evidenceOf(error.evidence) };
    if (error instanceof InputError) return { how: 'refused' };
    throw error;
  }
}

function evidenceOf([one, other]: readonly [Seal, Seal]): Evidence {
  if (one.number === other.number) return { kind: 'double-seal', seals: [one, other] };
  return { kind: 'rewritten-parent', parent: one, child: other };
}

/** What a replica says to a record on top of those before it. */
function replica(chain: readonly BlockRecord[], record: BlockRecord): Outcome {
  let parent: Parent | undefined;
  for (const before of chain) parent = checkBlockRecord({ ...ACCUSED, record: before, parent });
  try {
    checkBlockRecord({ ...ACCUSED, record, parent });
    return { how: 'no contradiction' };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  const last = chain.at(-1);
  for (const parts of [{ record }, ...(last === undefined ? [] : [{ record, parent: last.seal }])]) {
    const evidence: Evidence = { kind: 'invalid-block', ...parts };
    try {
      checkInvalidBlock(parts, ACCUSED);
      return { how: 'evidence', evidence };
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
    }
  }
  return { how: 'refused' };
}

/** One head against a lying branch, by every way to serve it: it is found out exactly if the head is not of that branch. */
function headAgainst(dice: Dice, chain: readonly BlockRecord[], lie: readonly BlockRecord[], leaves: number): Outcome {
  const number = dice.int(0, LENGTH - 1);
  const held = recordAt(chain, number).seal;
  const top = lie.length - 1;
  const [low, high] = [Math.min(number, top), Math.max(number, top)];
  const own = (number <= top ? lie : chain).slice(low + 1, high).map(({ seal }) => seal);
  const honest = chain.slice(low + 1, high).map(({ seal }) => seal);
  const ofLie = lie.some(({ seal }) => hashOf(seal) === hashOf(held));
  expect(ofLie).to.equal(number < leaves);
  for (const between of [[], honest, own.slice(1), own.slice(0, -1)]) {
    const outcome = lightClient(held, lie, between);
    if (!ofLie) expect(outcome.how, 'a lie was believed').to.not.equal('no contradiction');
  }
  const outcome = lightClient(held, lie, own);
  expect(outcome.how).to.equal(ofLie ? 'no contradiction' : 'evidence');
  return outcome;
}

type Cheat = (dice: Dice, chain: BlockRecord[]) => Outcome;

/** Every trial must come to one of these; `rewrite` and `fork` give evidence to whoever holds a head that the lie has not. */
const CHEATS: Record<string, { allowed: Outcome['how'][]; cheat: Cheat }> = {
  'drops a transaction and seals on': headCheat((record, dice) => record.transactions.toSpliced(dice.int(0, 2), 1)),
  'alters a transaction and seals on': headCheat((record, dice) =>
    record.transactions.with(dice.int(0, 2), internalBlock(1_000 + dice.int(0, 50)).raw),
  ),
  'reorders a block and seals on': headCheat((record) => record.transactions.toReversed()),
  'seals the same block at another time': headCheat((record) => record.transactions),
  'puts back an old state and goes on': headCheat(() => []),
  'shows two clients two branches': {
    allowed: ['evidence'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const lie = rewrite(chain, at, LENGTH - 1, () => []);
      const number = dice.int(at, LENGTH - 1);
      return { how: 'evidence', evidence: evidenceOf([recordAt(chain, number).seal, recordAt(lie, number).seal]) };
    },
  },
  'shows an old head as the newest': {
    allowed: ['no contradiction'],
    cheat: (dice, chain) => {
      const number = dice.int(1, LENGTH - 1);
      const old = chain.slice(0, dice.int(1, number));
      const between = chain.slice(old.length, number).map(({ seal }) => seal);
      return lightClient(recordAt(chain, number).seal, old, between);
    },
  },
  'seals one block with two dates': {
    allowed: ['evidence'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const { seal, ...record } = recordAt(chain, at);
      const again = sealBlock(chain[at - 1], record.transactions, record.timestamp, {
        seal: { timestamp: record.timestamp + 1n },
      });
      expect(again.seal.blockHash).to.equal(seal.blockHash);
      return dice.next() < 0.5
        ? lightClient(seal, [...chain.slice(0, at), again], [])
        : replica(chain.slice(0, at), again);
    },
  },
  'leaves a promised block out': {
    allowed: ['evidence'],
    cheat: (dice, chain) => {
      const admittedAt = dice.int(1, LENGTH - 6);
      const byBlock = BigInt(admittedAt + dice.int(1, 4));
      const { digest, signed } = internalBlock(2_000 + dice.int(0, 50));
      const key = signed.block.from;
      const admission = receiptAt(domainOf(NETWORK), COMPANY, recordAt(chain, admittedAt), { digest, key, byBlock });
      const blocks = chain.slice(admittedAt, Number(byBlock) + 1);
      return { how: 'evidence', evidence: { kind: 'broken-promise', admission, blocks } };
    },
  },
  'seals a header that is wrong by itself': {
    allowed: ['evidence'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const { transactions, timestamp } = recordAt(chain, at);
      const bent = dice.pick([
        { header: { number: BigInt(at + 1) } },
        { header: { timestamp: timestamp + 5n } },
        { header: { parentHash: toHex(dice.bytes(32)) } },
      ]);
      return replica(chain.slice(0, at), sealBlock(chain[at - 1], transactions, timestamp, bent));
    },
  },
  'dates a block before its parent': {
    allowed: ['evidence'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const before = recordAt(chain, at - 1);
      const record = sealBlock(before, [], before.timestamp - BigInt(dice.int(0, 5)));
      const evidence: Evidence = { kind: 'invalid-block', record, parent: before.seal };
      return { how: 'evidence', evidence };
    },
  },
  'serves other transactions under a seal': {
    allowed: ['refused'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const record = recordAt(chain, at);
      const transactions = dice.pick([
        record.transactions.toReversed(),
        record.transactions.slice(1),
        [...record.transactions, internalBlock(3_000).raw],
      ]);
      return replica(chain.slice(0, at), { ...record, transactions });
    },
  },
  'orders what waits as it likes': {
    allowed: ['no contradiction'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const { transactions, timestamp } = recordAt(chain, at);
      return replica(chain.slice(0, at), sealBlock(chain[at - 1], shuffled(transactions, dice.next), timestamp));
    },
  },
};

function headCheat(change: (record: BlockRecord, dice: Dice) => BlockRecord['transactions']): {
  allowed: Outcome['how'][];
  cheat: Cheat;
} {
  return {
    allowed: ['evidence', 'no contradiction'],
    cheat: (dice, chain) => {
      const at = dice.int(1, LENGTH - 1);
      const lie = rewrite(chain, at, dice.int(at, LENGTH + 4), (record) => change(record, dice));
      return headAgainst(dice, chain, lie, at);
    },
  };
}

describe('a company that cheats with its real seal key', () => {
  const folder = tempFolder();
  const trust = join(folder.path, 'network.json');
  const files: string[] = [];
  before(() => {
    mkdirSync(folder.path, { recursive: true });
    writeFileSync(trust, JSON.stringify(networkToJson(NETWORK)));
  });
  after(() => folder[Symbol.dispose]());

  it(`is found out in each of ${TRIALS} trials by whoever holds one head or one receipt that it contradicts`, () => {
    const dice = rollDice('cheating');
    const table = new Map<string, Record<string, number>>();
    let chain: BlockRecord[] = [];
    for (let trial = 0; trial < TRIALS; trial++) {
      if (trial % 20 === 0) chain = honestChain(dice);
      const name = dice.pick(Object.keys(CHEATS));
      const { allowed, cheat } = CHEATS[name] ?? { allowed: [], cheat: () => ({ how: 'refused' as const }) };
      const outcome = cheat(dice, chain);
      expect(outcome.how, `${name}, trial ${trial}`).to.be.oneOf(allowed);
      const column = outcome.how === 'evidence' ? outcome.evidence.kind : outcome.how;
      table.set(name, { ...table.get(name), [column]: (table.get(name)?.[column] ?? 0) + 1 });
      if (outcome.how !== 'evidence') continue;
      const text = JSON.stringify(evidenceToJson(outcome.evidence, ACCUSED));
      expect(checkEvidence(parseEvidence(JSON.parse(text)), ACCUSED)).to.include(COMPANY.address);
      if (files.length >= BY_COMMAND || dice.next() > 0.1) continue;
      const file = join(folder.path, `${files.length}.json`);
      writeFileSync(file, text);
      files.push(file);
    }
    for (const [name, row] of table) console.log(`      ${name.padEnd(42)} ${JSON.stringify(row)}`);
    const trials = [...table.values()].flatMap((row) => Object.values(row)).reduce((sum, count) => sum + count, 0);
    expect([trials, table.size]).to.deep.equal([TRIALS, Object.keys(CHEATS).length]);
  });

  it('is proved to a third party by the command itself', async () => {
    expect(files).to.have.length(BY_COMMAND);
    const half = files.length / 2;
    const check = async (some: readonly string[]): Promise<void> => {
      for (const file of some) {
        const result = await runCli(['evidence', 'check', file, '--trust', trust]);
        expect([result.code, result.stdout.slice(0, 7)], result.stderr + result.stdout).to.deep.equal([0, 'PROVED:']);
      }
    };
    await Promise.all([check(files.slice(0, half)), check(files.slice(half))]);
  });

  it(`is never accused in ${HONEST} trials in which it is honest`, () => {
    const dice = rollDice('honesty');
    let chain: BlockRecord[] = [];
    const unproved = (evidence: Evidence): void => {
      expect(() => checkEvidence(evidence, ACCUSED)).to.throw(InputError);
    };
    for (let trial = 0; trial < HONEST; trial++) {
      if (trial % 20 === 0) chain = honestChain(dice);
      let seen: SeenHeads = [];
      for (let look = 0; look < 4; look++) {
        const number = dice.int(0, LENGTH - 1);
        const nearest = seen.find((head) => head.seal.number > BigInt(number)) ?? seen.at(-1);
        const other = Number(nearest?.seal.number ?? number);
        const between = chain.slice(Math.min(number, other) + 1, Math.max(number, other)).map(({ seal }) => seal);
        seen = seeHead({ network: NETWORK, seen, seal: recordAt(chain, number).seal, between });
      }
      const at = dice.int(1, LENGTH - 2);
      const [before, record, next] = [recordAt(chain, at - 1), recordAt(chain, at), recordAt(chain, at + 1)];
      unproved({ kind: 'double-seal', seals: [record.seal, record.seal] });
      unproved({ kind: 'double-seal', seals: [record.seal, next.seal] });
      unproved({ kind: 'rewritten-parent', parent: before.seal, child: record.seal });
      unproved({ kind: 'invalid-block', record, parent: before.seal });
      const kept = BLOCKS[3 * at + dice.int(0, 2)];
      if (kept === undefined) throw new Error('every block carries three');
      const said = { digest: kept.digest, key: kept.signed.block.from, byBlock: BigInt(at + 1) };
      const admission = receiptAt(domainOf(NETWORK), COMPANY, before, said);
      unproved({ kind: 'broken-promise', admission, blocks: [before, record, next] });
    }
  });
});
