import { expect } from 'chai';
import { answerContracts } from '../../biller/decide/answer-contracts.ts';
import { sealForBoth } from '../../biller/decide/decision-context.ts';
import { issueBills } from '../../biller/decide/issue-bills.ts';
import {
  boundMeters,
  contractSubjectHash,
  encodeContractContent,
  encodeContractForm,
  type ContractForm,
} from '../../core/domain/billing/contract-terms.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import { fromHex, ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { decodeData, type BlockData } from '../../core/domain/ledger/block-data.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { OFFER_LIFE } from '../../core/domain/limits.ts';
import { bytes32, meteredTerms, normTerms } from '../core/domain/billing/bill-sample.ts';
import { refusal } from '../support/refusal.ts';
import { newAccount, nowSeconds } from '../support/world/actors.ts';
import { said, testContext, type TestContext } from './support/desk.ts';

const SENDER: Hex = `0x${'11'.repeat(20)}`;

/** Data of an OFFER that begins now. */
function offerOf(envelope: Hex, resource = 1): BlockData['OFFER'] {
  return { resource, meterId: ZERO_32, validUntil: nowSeconds() + OFFER_LIFE, envelope };
}

describe('answering contracts', () => {
  const resident = newAccount();
  const served = { services: [{ resource: 1, norm: '70000' }] };
  const open = (): TestContext => {
    const test = testContext({ role: 'provider', settings: served });
    test.admit(test.me, ROLE.provider);
    test.admit(resident, ROLE.subscriber);
    return test;
  };
  const formOf = (test: TestContext, over: Partial<ContractForm> = {}): ContractForm => ({
    version: '1',
    resource: '1',
    provider: test.me.address,
    subscriber: resident.address,
    meterIds: [],
    area: '30',
    residents: '2',
    from: '2026-10-01',
    ...over,
  });
  const offer = async (test: TestContext, form: ContractForm, resource = 1): Promise<void> => {
    const envelope = await test.seal(resident, 'OFFER', encodeContractForm(form), [test.me, resident]);
    test.record(resident, test.me.address, 'OFFER', offerOf(envelope, resource));
  };
  const answers = async (test: TestContext): Promise<unknown[]> => [
    ...(await said(answerContracts(test.context, () => undefined))).values(),
  ];

  it('does not answer forms of others, of another resource, of unserved resources, or with strange meters', async () => {
    const cases: [Partial<ContractForm>, number, string][] = [
      [{ subscriber: '0x00000000000000000000000000000000000000aa' }, 1, 'OFFER_DIFFERS'],
      [{ resource: '2' }, 1, 'OFFER_DIFFERS'],
      [{ resource: '2' }, 2, 'RESOURCE_NOT_SERVED'],
      [{ meterIds: [bytes32(1)] }, 1, 'METER_NOT_OF_CONTRACT'],
      [{ residents: '0' }, 1, 'RESIDENTS_MISSING'],
    ];
    for (const [over, resource, code] of cases) {
      const test = open();
      await offer(test, formOf(test, over), resource);
      expect(await answers(test)).to.deep.equal([undefined]);
      expect(test.faults).to.deep.equal([code]);
    }
  });

  it('names no meter that was replaced in the answer to a form, and signs second what the resident signed before', async () => {
    const test = open();
    const [old, next] = [bytes32(0x31), bytes32(0x32)];
    const both = { owner: resident.address, provider: test.me.address, resource: 1, unit: 1, exponent: 0 };
    const rest = { digits: 0, scale: 0, deviceId: bytes32(5), verifiedUntil: 4_000_000_000n };
    for (const meterId of [old, next])
      test.record(test.me, test.me.address, 'METER_REGISTER', { ...both, ...rest, meterId, obis: ['0x0100010800ff'] });
    const replaced = { oldMeterId: old, newMeterId: next };
    test.record(test.me, test.me.address, 'METER_REPLACE', replaced, old);
    await offer(test, formOf(test, { meterIds: [old] }));
    expect(await answers(test)).to.deep.equal([undefined]);
    expect(test.faults).to.deep.equal(['CONTRACT_METER_REPLACED']);
    const own = open();
    for (const meterId of [old, next])
      own.record(own.me, own.me.address, 'METER_REGISTER', {
        ...both,
        ...rest,
        provider: own.me.address,
        meterId,
        obis: ['0x0100010800ff'],
      });
    const terms = meteredTerms({ provider: own.me.address, subscriber: resident.address, meterIds: [old] });
    const content = encodeContractContent({ salt: `0x${'07'.repeat(32)}`, terms });
    const envelope = await own.seal(own.me, 'OFFER', content, [own.me, resident]);
    const contractId = own.record(own.me, resident.address, 'OFFER', offerOf(envelope));
    const subjectHash = contractSubjectHash({ salt: `0x${'07'.repeat(32)}`, terms });
    own.record(resident, own.me.address, 'COPY', { contractId, subjectHash, meterIds: [old], envelope }, contractId);
    own.record(own.me, own.me.address, 'METER_REPLACE', replaced, old);
    const [said, ...more] = await answers(own);
    expect(said).to.include({ kind: KIND.COPY, subject: contractId });
    expect(more).to.deep.equal([]);
    expect(own.faults).to.deep.equal([]);
  });

  it('does not complete a form that it offered itself', async () => {
    const test = open();
    const form = formOf(test);
    const envelope = await test.seal(test.me, 'OFFER', encodeContractForm(form), [test.me]);
    const contractId = test.record(test.me, resident.address, 'OFFER', offerOf(envelope));
    test.record(
      resident,
      test.me.address,
      'COPY',
      { contractId, subjectHash: bytes32(9), meterIds: [], envelope },
      contractId,
    );
    expect(await answers(test)).to.deep.equal([undefined]);
    expect(test.faults).to.deep.equal(['OFFER_INCOMPLETE']);
  });

  it('has no terms of a contract that it did not sign, and no key for somebody who did not enrol', async () => {
    const test = open();
    await offer(test, formOf(test));
    const [contract] = test.context.state.contracts.values();
    if (contract === undefined) throw new Error('no contract');
    expect(await refusal(() => test.context.decryptor.ownCopy(contract))).to.equal('COPY_MISSING');
    const place = { ledger: 'contractLedger', kind: 'OFFER' } as const;
    expect(await refusal(async () => sealForBoth(test.context, place, new Uint8Array(), SENDER))).to.equal(
      'PARTICIPANT_UNKNOWN',
    );
  });

  it('bills nobody by terms that name other parties than the ledger', async () => {
    for (const over of [{ subscriber: SENDER }, { provider: SENDER }, {}]) {
      const test = open();
      const terms = normTerms({ provider: test.me.address, subscriber: resident.address, ...over });
      test.record(test.me, test.me.address, 'RATE', {
        resource: Number(terms.resource),
        zone: 0,
        mantissa: 5n,
        exponent: -5,
        validFrom: 0n,
      });
      const content = { salt: bytes32(1), terms };
      const [bytes, readers] = [encodeContractContent(content), [test.me, resident]];
      const envelope = await test.seal(test.me, 'OFFER', bytes, readers);
      const contractId = test.record(test.me, resident.address, 'OFFER', offerOf(envelope, Number(terms.resource)));
      const copyBy = async (party: Account): Promise<BlockData['COPY']> => ({
        contractId,
        subjectHash: contractSubjectHash(content),
        meterIds: boundMeters(terms),
        envelope: await test.seal(party, 'COPY', bytes, readers, contractId),
      });
      test.record(test.me, resident.address, 'COPY', await copyBy(test.me), contractId);
      test.record(resident, test.me.address, 'COPY', await copyBy(resident), contractId);
      const bills = await said(await issueBills(test.context, nowSeconds() + 10n ** 9n));
      expect([...bills.values()].filter((bill) => bill !== undefined)).to.have.length(
        'provider' in over || 'subscriber' in over ? 0 : 1,
      );
      expect(test.faults).to.deep.equal('provider' in over || 'subscriber' in over ? ['TERMS_DIFFER'] : []);
    }
  });

  it('does not answer an offer that is over, or withdrawn', async () => {
    for (const over of ['open', 'ended', 'withdrawn'] as const) {
      const test = open();
      const envelope = await test.seal(resident, 'OFFER', encodeContractForm(formOf(test)), [test.me, resident]);
      const validUntil = over === 'ended' ? nowSeconds() - 1n : nowSeconds() + OFFER_LIFE;
      const offered = { resource: 1, meterId: ZERO_32, validUntil, envelope };
      const contractId = test.record(resident, test.me.address, 'OFFER', offered);
      if (over === 'withdrawn') test.record(resident, test.me.address, 'OFFER_WITHDRAW', { contractId }, contractId);
      expect(await answers(test)).to.have.length(over === 'open' ? 1 : 0);
      expect(test.faults).to.deep.equal([]);
    }
  });

  it('does not answer what it cannot open', async () => {
    const test = open();
    test.record(resident, test.me.address, 'OFFER', {
      resource: 1,
      meterId: ZERO_32,
      validUntil: nowSeconds() + OFFER_LIFE,
      envelope: '0x01',
    });
    expect(await answers(test)).to.deep.equal([undefined]);
    expect(test.faults).to.deep.equal([]);
    expect(test.alarms).to.deep.equal([{ kind: 'OFFER', code: 'ENVELOPE_MALFORMED', effect: 'not answered' }]);
  });

  it("countersigns a copy of its own offer's terms and meters, and no other", async () => {
    const meterIds = [bytes32(2), bytes32(3)];
    for (const lie of [undefined, 'subject', 'meters']) {
      const test = open();
      const content = {
        salt: bytes32(1),
        terms: meteredTerms({ provider: test.me.address, subscriber: resident.address, meterIds, area: '5' }),
      };
      const envelope = await test.seal(test.me, 'OFFER', encodeContractContent(content), [test.me, resident]);
      const contractId = test.record(test.me, resident.address, 'OFFER', offerOf(envelope));
      expect(await answers(test)).to.deep.equal([]);
      const subjectHash = lie === 'subject' ? bytes32(9) : contractSubjectHash(content);
      const named = lie === 'meters' ? [bytes32(2)] : meterIds;
      const theirs = { contractId, subjectHash, meterIds: named, envelope };
      test.record(resident, test.me.address, 'COPY', theirs, contractId);
      const [copy] = (await said(answerContracts(test.context, () => undefined))).values();
      expect(test.faults).to.deep.equal(lie === undefined ? [] : ['COPY_DIFFERS']);
      // Of two meters: room for any area, though these terms would fit into 512 bytes.
      if (lie === undefined) expect(decodeData('COPY', copy?.data ?? '0x').meterIds).to.deep.equal(meterIds);
      if (lie === undefined)
        expect(fromHex(decodeData('COPY', copy?.data ?? '0x').envelope).length).to.equal(428 + 1_024);
    }
  });
});
