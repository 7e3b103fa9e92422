import { expect } from 'chai';
import { TypedDataEncoder } from 'ethers';
import { ZERO_32 } from '../../../../core/domain/bytes/hex.ts';
import { accusedBy, accusedIn } from '../../../../core/domain/evidence/accused-in.ts';
import { checkEvidence } from '../../../../core/domain/evidence/evidence.ts';
import { evidenceToJson, parseEvidence } from '../../../../core/domain/evidence/evidence-json.ts';
import {
  checkHandovers,
  contradictingHandovers,
  learnHandovers,
} from '../../../../core/domain/handovers/check-handovers.ts';
import { checkLostKeyBlock } from '../../../../core/domain/handovers/check-lost-key.ts';
import { lostHandoverIn } from '../../../../core/domain/handovers/lost-key-in-block.ts';
import {
  lostKeyDigest,
  lostKeyRequestToJson,
  lostKeyStatement,
  parseLostKeyRequest,
} from '../../../../core/domain/handovers/lost-key.ts';
import { SEAL_KEY_SILENCE, WITNESS_STANDING } from '../../../../core/domain/limits.ts';
import { checkRecordedHandover } from '../../../../core/domain/proof/check-recorded-handover.ts';
import { blockRecordToJson, type BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import { verifySeal } from '../../../../core/domain/seal/light-client.ts';
import { seeHead } from '../../../../core/domain/seal/light-client-heads.ts';
import { handoverToJson, parseHandovers, sealKeyAt, type Handover } from '../../../../core/domain/seal/seal-keys.ts';
import { mineSeal } from '../../../../core/domain/seal/mine-seal.ts';
import { sealDigest, type Seal } from '../../../../core/domain/seal/seal.ts';
import { handoverAt } from '../../../support/handover.ts';
import {
  COMPANY,
  UNBEGUN,
  LOST_DOMAIN,
  LOST_NETWORK,
  LOST_ORIGIN,
  NEXT,
  OLD,
  OTHER,
  startLostHouse,
  WITNESSES,
  type Bent,
  type LostHouse,
} from '../../../support/lost-key/lost-house.ts';
import { verifyChain } from '../../../../sealer/verify/verify-chain.ts';
import { startEngine } from '../../../sealer/support/chains.ts';
import { plainReceipt } from '../../../support/plain-receipt.ts';
import { refusal } from '../../../support/refusal.ts';

describe('a key of the seal that is said to be lost', () => {
  let house: LostHouse;
  let honest: ReturnType<LostHouse['handover']>;
  let first: BlockRecord;

  before(async () => {
    house = await startLostHouse();
    honest = house.handover();
    first = await house.next(honest);
  });
  after(() => house[Symbol.asyncDispose]());

  const refused = (bent: Bent | Handover): Promise<string> => {
    const handover = 'number' in bent ? bent : house.handover(bent);
    return refusal(() => checkHandovers(LOST_ORIGIN, [handover]));
  };
  const shown = (record = first): Parameters<typeof checkRecordedHandover>[2] => record;

  it('is believed of nobody but the portal, and of no other state than that of the block of which it is said', async () => {
    expect(await refused({ portal: OTHER })).to.equal('LOST_KEY_CONSENT');
    expect(await refused({ said: { headSeal: ZERO_32 } })).to.equal('LOST_KEY_PROOF');
    expect(await refused({ said: { head: 1n } })).to.equal('LOST_KEY_PROOF');
    expect(await refused({ said: { headTime: house.parent.timestamp - 1n } })).to.equal('LOST_KEY_PROOF');
    expect(await refused({ said: { time: house.parent.timestamp - 1n } })).to.equal('LOST_KEY_TIME');
    expect(await refused({ proof: { nodes: honest.lost.proof.nodes.slice(1) } })).to.equal('PROOF_BROKEN');
    expect(await refused({ proof: { accountProof: [] } })).to.equal('PROOF_BROKEN');
    const [, founded] = house.records;
    expect(await refused({ proof: { header: founded?.header ?? '0x' } })).to.equal('HEADER_MISMATCH');
    // Whoever makes up a state has no seal of the old key for it.
    const { seal } = honest.lost.proof;
    const forged = { ...seal, signature: OTHER.sign(sealDigest(LOST_DOMAIN, seal)) };
    expect(await refused({ proof: { seal: forged } })).to.equal('SEAL_SIGNER');
  });

  it('takes more than half of the witnesses that count and had stood for 90 days, each once, and two at least', async () => {
    const [one, two] = WITNESSES;
    if (one === undefined || two === undefined) throw new Error('there are three');
    expect(await refused({ by: [one] })).to.equal('WITNESSES_TOO_FEW');
    expect(await refused({ by: [one, OTHER] })).to.equal('WITNESS_NOT_COUNTED');
    expect(await refused({ by: [one, one] })).to.equal('WORDS_NOT_RISING');
    const falling = { ...honest, lost: { ...honest.lost, words: honest.lost.words.toReversed() } };
    expect(await refused(falling)).to.equal('WORDS_NOT_RISING');
    await using young = await startLostHouse({ standing: WITNESS_STANDING - 1n });
    expect(await refusal(() => checkHandovers(LOST_ORIGIN, [young.handover()]))).to.equal('WITNESS_NOT_COUNTED');
    for (const by of [[one, two], WITNESSES]) checkHandovers(LOST_ORIGIN, [house.handover({ by })]);
  });

  it('is followed by a key that agreed, that is new, in its one block, where it is known who founded the network', async () => {
    expect(await refused({ accepts: OTHER })).to.equal('HANDOVER_UNACCEPTED');
    expect(await refused({ said: { next: OLD.address }, accepts: OLD })).to.equal('HANDOVER_REPEATED');
    expect(await refused({ ...honest, validUntil: honest.number + 1n })).to.equal('HANDOVER_VALIDITY');
    const { founding: _, ...unfounded } = LOST_ORIGIN;
    expect(await refusal(() => checkHandovers(unfounded, [honest]))).to.equal('HANDOVER_SIGNER');
  });

  it('is followed in the block right behind, fourteen days later', async () => {
    const at = (timestamp: bigint, parent = house.parent): Promise<string> =>
      refusal(() => checkLostKeyBlock(honest.lost, parent, timestamp));
    const from = honest.lost.time + SEAL_KEY_SILENCE;
    expect(await at(from - 1n)).to.equal('LOST_KEY_EARLY');
    expect(await at(from, { ...house.parent, sealHash: ZERO_32 })).to.equal('LOST_KEY_HEAD');
    checkLostKeyBlock(honest.lost, house.parent, from);
    const late = { ...first, number: first.number + 1n };
    expect(await refusal(() => lostHandoverIn(LOST_ORIGIN, [], late, house.parent))).to.equal('LOST_KEY_HEAD');
    const failed = { ...first, receipts: [plainReceipt(false)] };
    expect(await refusal(() => lostHandoverIn(LOST_ORIGIN, [], failed, house.parent))).to.equal('LOST_KEY_REFUSED');
    expect(lostHandoverIn(LOST_ORIGIN, [], first, house.parent)).to.deep.equal(honest);
  });

  it('travels as JSON, strictly', async () => {
    const [json] = [honest].map(handoverToJson);
    expect(parseHandovers(JSON.parse(JSON.stringify([json])))).to.deep.equal([honest]);
    const bad = { ...json, lost: { ...json?.lost, note: '' } };
    expect(await refusal(() => parseHandovers([bad]))).to.equal('RECORD_INVALID');
    const { lost, signature: consent } = honest;
    const request = { ...lostKeyStatement(honest, lost), consent, proof: lost.proof };
    const file: unknown = JSON.parse(JSON.stringify(lostKeyRequestToJson(request)));
    expect(parseLostKeyRequest(file)).to.deep.equal(request);
    expect(await refusal(() => parseLostKeyRequest({ ...request, time: 'now' }))).to.equal('REQUEST_INVALID');
  });

  it('is signed as any library of typed data says', () => {
    const types = {
      LostSealKey: [
        { name: 'head', type: 'uint64' },
        { name: 'headSeal', type: 'bytes32' },
        { name: 'headTime', type: 'uint64' },
        { name: 'next', type: 'address' },
        { name: 'time', type: 'uint64' },
      ],
    };
    const domain = { name: 'Domledger Seal', version: '1', chainId: 53278, salt: LOST_DOMAIN.networkHash };
    const said = lostKeyStatement(honest, honest.lost);
    expect(TypedDataEncoder.hash(domain, types, said)).to.equal(lostKeyDigest(LOST_DOMAIN, said));
  });

  it('is taken by a page with its block alone, and neither forged, early, elsewhere, nor by a thief of the old key', async () => {
    checkRecordedHandover(LOST_NETWORK, honest, shown());
    const told = learnHandovers(LOST_ORIGIN, [], [honest]);
    const keyed = { ...LOST_NETWORK, handovers: told };
    verifySeal(keyed, first.seal);
    const refuses = (handover: Handover, record = first): Promise<string> =>
      refusal(() => checkRecordedHandover(LOST_NETWORK, handover, shown(record)));
    const resealed = (over: Partial<Seal>, by = NEXT): BlockRecord => {
      const fields = { ...first.seal, ...over };
      const seal = { ...fields, r: mineSeal(LOST_DOMAIN, fields, LOST_NETWORK.seal.targetBits).r };
      return { ...first, seal: { ...seal, signature: by.sign(sealDigest(LOST_DOMAIN, seal)) } };
    };
    expect(await refuses(honest, resealed({ parentSeal: ZERO_32 }))).to.equal('LOST_KEY_HEAD');
    expect(await refuses(honest, resealed({ timestamp: honest.lost.time }))).to.equal('LOST_KEY_EARLY');
    expect(await refuses(honest, resealed({}, OLD))).to.equal('SEAL_SIGNER');
    const other = house.handover({ said: { next: OTHER.address }, accepts: OTHER });
    expect(await refuses(other, resealed({}, OTHER))).to.equal('HANDOVER_UNRECORDED');
    expect(await refusal(() => learnHandovers(LOST_ORIGIN, told, [other]))).to.equal('HANDOVER_CONTRADICTION');
    // A browser that saw the living key's block keeps it.
    const living = resealed({ blockHash: ZERO_32 }, OLD);
    const seen = seeHead({ network: LOST_NETWORK, seen: [], seal: living.seal });
    expect(await refusal(() => seeHead({ network: keyed, seen, seal: first.seal }))).to.equal('HEAD_CONTRADICTION');
    // The old key's block comes too late for one that knows.
    expect(await refusal(() => seeHead({ network: keyed, seen: [], seal: living.seal }))).to.equal('SEAL_SIGNER');
  });

  it('makes two blocks of one number a fork by the lost key, and no contradiction of handovers', async () => {
    const accused = { ...accusedBy(LOST_NETWORK), handovers: [honest] };
    const seal = { ...first.seal, blockHash: ZERO_32 };
    const late = { ...seal, signature: OLD.sign(sealDigest(LOST_DOMAIN, seal)) };
    const double = { kind: 'double-seal', seals: [first.seal, late] } as const;
    const file = evidenceToJson({ kind: 'double-seal', seals: [...double.seals] }, accused);
    const said = checkEvidence(parseEvidence(file), accusedIn(file, accusedBy(LOST_NETWORK)));
    expect(said).to.include(OLD.address).and.include('said to be lost').and.include('did not make both');
    const more = await house.more(NEXT);
    const child = { kind: 'rewritten-parent', parent: late, child: more.seal } as const;
    expect(checkEvidence(child, accused)).to.include('said to be lost').and.include('did not make both');
    // Two seals by the present key are its own, as ever.
    const own = { ...seal, signature: NEXT.sign(sealDigest(LOST_DOMAIN, seal)) };
    const twice = checkEvidence({ kind: 'double-seal', seals: [first.seal, own] }, accused);
    expect(twice).to.include('signed two seals').and.not.include('lost');
    const early = handoverAt(LOST_DOMAIN, 9n, OLD, OTHER);
    expect(contradictingHandovers([honest], [early])).to.equal(undefined);
    const pair = { kind: 'double-handover', handovers: [honest, { ...early, lost: honest.lost }] } as const;
    expect(await refusal(() => checkEvidence({ ...pair, handovers: [...pair.handovers] }, accused))).to.equal(
      'EVIDENCE_INVALID',
    );
  });

  it('takes the place of a handover that was recorded and had not begun, for whoever knows that one and whoever does not', async () => {
    await using other = await startLostHouse({ handsOver: true });
    const recorded = other.records[2];
    if (recorded === undefined) throw new Error('three blocks');
    const lost = other.handover();
    const list = [UNBEGUN, lost];
    expect([2n, 3n, 4n, 5n].map((number) => sealKeyAt(OLD.address, list, number))).to.deep.equal([
      ...[OLD.address, NEXT.address, NEXT.address, NEXT.address],
    ]);
    checkHandovers(LOST_ORIGIN, list);
    expect(learnHandovers(LOST_ORIGIN, [UNBEGUN], list)).to.equal(list);
    const back = other.handover({ said: { next: OTHER.address }, accepts: OTHER });
    expect(await refusal(() => checkHandovers(LOST_ORIGIN, [UNBEGUN, back]))).to.equal('HANDOVER_REPEATED');
    expect(await refusal(() => checkHandovers(LOST_ORIGIN, [lost, { ...lost, next: COMPANY.address }]))).to.equal(
      'HANDOVER_ORDER',
    );
    // Numbers rise from the block on in which the lost key was followed.
    checkHandovers(LOST_ORIGIN, [...list, handoverAt(LOST_DOMAIN, 4n, NEXT, COMPANY)]);
    const dead = handoverAt(LOST_DOMAIN, 9n, OTHER, COMPANY);
    expect(await refusal(() => checkHandovers(LOST_ORIGIN, [...list, dead]))).to.equal('HANDOVER_SIGNER');
    const record = await other.next(lost);
    for (const [before, handover, block] of [
      [[], UNBEGUN, recorded],
      [[UNBEGUN], lost, record],
    ] as const)
      checkRecordedHandover({ ...LOST_NETWORK, handovers: before }, handover, block);
    const more = [await other.more(NEXT), await other.more(NEXT)];
    await using engine = await startEngine();
    const records = [...other.records, record, ...more].map(blockRecordToJson);
    expect(await verifyChain({ network: LOST_NETWORK, records, engine })).to.have.property('ok', true);
    // Whoever has the key that never began, and the lost one, makes a fork of them and nothing else.
    const [ours] = more;
    if (ours === undefined) throw new Error('two blocks');
    const fields = { ...ours.seal, blockHash: ZERO_32 };
    const theirs = { ...fields, signature: OTHER.sign(sealDigest(LOST_DOMAIN, fields)) };
    const accused = { ...accusedBy(LOST_NETWORK), handovers: list };
    const said = checkEvidence({ kind: 'double-seal', seals: [ours.seal, theirs] }, accused);
    expect(said).to.include(`${OTHER.address}, which was to follow ${OLD.address}`).and.include('did not make both');
    const keyed = { ...LOST_NETWORK, handovers: list };
    expect(await refusal(() => seeHead({ network: keyed, seen: [], seal: theirs }))).to.equal('SEAL_SIGNER');
  });
});
