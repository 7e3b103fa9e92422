import { expect } from 'chai';
import { ZERO_32, type Hex } from '../../../../../core/domain/bytes/hex.ts';
import { lastSecondOf } from '../../../../../core/domain/ledger/block-life.ts';
import { domainOf } from '../../../../../core/domain/ledger/network.ts';
import {
  actState,
  CODE_MAX,
  currentBlock,
  firstOf,
  isFinal,
  isOver,
  isSameAct,
  isUnderWay,
  MESSAGE_MAX,
  SAME_ACT_MS,
  type Act,
  type ActBlock,
  type BlockState,
} from '../../../../../core/domain/resident/outbox/act.ts';
import { actToText, parseAct } from '../../../../../core/domain/resident/outbox/act-json.ts';
import { advance, advanceAct, type Evidence } from '../../../../../core/domain/resident/outbox/advance.ts';
import { refusal } from '../../../../support/refusal.ts';
import { actors, network, record } from '../bill-fixture.ts';

const { company } = actors;
const { digest, signed } = record('SUSPEND', 'company', 'subscriber', 'participants', ZERO_32, {
  account: network.company,
});
const other = record('SUSPEND', 'company', 'provider', 'participants', ZERO_32, { account: network.company });
const fresh: ActBlock = { digest, signed, state: 'signed' };
const after: ActBlock = { digest: other.digest, signed: other.signed, state: 'signed' };
const last = lastSecondOf(network, signed);

const promise = (byBlock: bigint) => ({
  ...{ digest, key: company.address, head: 1n, headSeal: ZERO_32, byBlock, byTime: 900n, before: ZERO_32 },
  signature: company.sign(ZERO_32),
});
const word = { digest, code: 'QUEUE_FULL', head: 1n, time: 5n, signature: company.sign(ZERO_32) };
const taken: Evidence = { kind: 'taken' };
const receipt: Evidence = { kind: 'receipt', receipt: promise(5n) };
const refused: Evidence = { kind: 'refused', code: 'QUEUE_FULL', message: 'full', word };
const recorded: Evidence = { kind: 'recorded', number: 7n, time: 70n };
const over: Evidence = { kind: 'absent', time: last + 1n };

const through = (...evidence: Evidence[]): ActBlock =>
  evidence.reduce((block, one) => advance(network, block, one), fresh);
const act = (part: Partial<Act> = {}): Act => ({
  ...{ id: digest, kind: 'letter', content: '{"text":"A"}', keptAt: 1_000, blocks: [fresh], former: [], isSeen: false },
  ...part,
});

describe('what was signed and is on its way', () => {
  it('goes from state to state by evidence, and is ended by a proof or by the end of its life alone', () => {
    const ways: [BlockState, Evidence[]][] = [
      ['signed', []],
      ['taken', [taken]],
      ['taken', [receipt]],
      // The portal lost what it had: it is handed over again.
      ['signed', [taken, { kind: 'lost' }]],
      ['refused', [taken, refused]],
      ['refused', [taken, refused, { kind: 'lost' }]],
      ['refused', [refused, receipt]],
      // No refusal is final: the same block may be carried yet.
      ['taken', [refused, taken]],
      ['recorded', [refused, recorded]],
      ['recorded', [recorded, refused, over, taken, { kind: 'lost' }]],
      // Until the last second of its life a ledger may take it.
      ['signed', [{ kind: 'absent', time: last }]],
      ['expired', [over]],
      ['expired', [refused, over, taken, receipt, refused, { kind: 'lost' }]],
      // A proof is a proof, whoever said before that it was not there.
      ['recorded', [over, recorded]],
    ];
    for (const [state, evidence] of ways)
      expect(through(...evidence).state, evidence.map(({ kind }) => kind).join(' ')).to.equal(state);
  });

  it('keeps the first promise, the last refusal with the company’s word, and the state that was proved to hold it', () => {
    expect(through(receipt, { kind: 'receipt', receipt: promise(9n) }).receipt).to.deep.equal(promise(5n));
    expect(through(refused).refusal).to.deep.equal({ code: 'QUEUE_FULL', message: 'full', word });
    const byPortal = through(refused, { kind: 'refused', code: 'AppealEmpty', message: 'none' });
    expect(byPortal.refusal).to.deep.equal({ code: 'AppealEmpty', message: 'none' });
    expect(through(recorded, { kind: 'recorded', number: 9n, time: 90n }).recorded).to.deep.equal({
      number: 7n,
      time: 70n,
    });
  });

  it('waits for its blocks one after the other', () => {
    const both = act({ id: after.digest, blocks: [fresh, after] });
    expect(currentBlock(both)?.digest).to.equal(digest);
    const first = advanceAct(network, both, { digest, evidence: [taken, recorded] });
    expect([currentBlock(first)?.digest, actState(first), isUnderWay(first)]).to.deep.equal([
      after.digest,
      'signed',
      true,
    ]);
    const whole = advanceAct(network, first, { digest: after.digest, evidence: [recorded] });
    expect([currentBlock(whole), actState(whole), isFinal(whole)]).to.deep.equal([undefined, 'recorded', true]);
    const none = advanceAct(network, both, { digest, evidence: [refused] });
    expect([actState(none), isUnderWay(none), isFinal(none)]).to.deep.equal(['refused', false, false]);
  });

  it('is the same act for the same content while it is under way, and for ten minutes where it is recorded', () => {
    const same = { kind: 'letter', content: '{"text":"A"}' } as const;
    const now = 1_000 + SAME_ACT_MS - 1;
    const at = (state: BlockState): Act => act({ blocks: [{ ...fresh, state }] });
    for (const state of ['signed', 'taken'] as const) expect(isSameAct(at(state), same, now * 9), state).to.equal(true);
    expect(isSameAct(at('recorded'), same, now)).to.equal(true);
    expect(isSameAct(at('recorded'), same, now + 1)).to.equal(false);
    for (const state of ['refused', 'expired'] as const) expect(isSameAct(at(state), same, now), state).to.equal(false);
    expect(isSameAct(act(), { ...same, kind: 'offer' }, now)).to.equal(false);
    expect(isSameAct(act(), { ...same, content: '{"text":"B"}' }, now)).to.equal(false);
  });

  it('is forgotten once it is known for good what became of it, its signer saw that, and nobody presses twice any more', () => {
    const end = 1_000 + SAME_ACT_MS;
    const ended = (state: BlockState, isSeen: boolean): Act => act({ blocks: [{ ...fresh, state }], isSeen });
    expect(isOver(ended('recorded', true), end)).to.equal(true);
    expect(isOver(ended('expired', true), end)).to.equal(true);
    expect(isOver(ended('recorded', true), end - 1)).to.equal(false);
    expect(isOver(ended('recorded', false), end)).to.equal(false);
    for (const state of ['signed', 'taken', 'refused'] as const)
      expect(isOver(ended(state, true), end)).to.equal(false);
  });

  it('names the first fact of its family, itself where it is the first', () => {
    expect(firstOf(act())).to.equal(digest);
    const replaces: Hex = `0x${'7a'.repeat(32)}`;
    const block = { ...fresh, signed: { ...signed, block: { ...signed.block, replaces } } };
    expect(firstOf(act({ blocks: [block] }))).to.equal(replaces);
  });

  it('is read back whatever a portal said against it: no more is kept of that than is read', () => {
    const long: Evidence = { kind: 'refused', code: 'C'.repeat(CODE_MAX + 1), message: 'm'.repeat(MESSAGE_MAX + 1) };
    const kept = act({ blocks: [through(long)] });
    expect(parseAct(domainOf(network), actToText(kept))).to.deep.equal(kept);
    expect(kept.blocks[0]?.refusal?.message).to.have.length(MESSAGE_MAX);
  });

  it('is read back as it was kept, and refused where it is anything else', async () => {
    const domain = domainOf(network);
    const kept = act({
      blocks: [through(receipt, refused), through(taken, recorded)],
      former: [ZERO_32],
      trouble: 'OFFLINE',
      isSeen: true,
    });
    expect(parseAct(domain, actToText(kept))).to.deep.equal(kept);
    expect(
      parseAct(domain, actToText(act({ blocks: [through({ kind: 'refused', code: 'A', message: 'b' })] }))),
    ).to.have.nested.property('blocks[0].refusal.code', 'A');
    const text = actToText(kept);
    const broken = [
      'no JSON',
      '[]',
      text.replace('"letter"', '"order"'),
      text.replace('"isSeen":true', '"isSeen":1'),
      text.replace('"state":"recorded"', '"state":"done"'),
      // A block under another digest, and an act under another block's.
      text.replaceAll(digest, other.digest),
      text.replace(`"id":"${digest}"`, `"id":"${ZERO_32}"`),
    ];
    for (const one of broken) {
      expect(one).not.to.equal(text);
      expect(await refusal(() => parseAct(domain, one)), one.slice(0, 60)).to.equal('ACT_MALFORMED');
    }
    expect(await refusal(() => parseAct({ ...domain, chainId: 1n }, text))).to.equal('ACT_MALFORMED');
  });
});
