import { expect } from 'chai';
import { answerContracts } from '../../biller/decide/answer-contracts.ts';
import { boundMeters, contractSubjectHash, encodeContractContent } from '../../core/domain/billing/contract-terms.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import { decodeData } from '../../core/domain/ledger/block-data.ts';
import { ROLE } from '../../core/domain/ledger/kinds.ts';
import { CANCEL_BEHIND } from '../../core/domain/limits.ts';
import { bytes32, normTerms } from '../core/domain/billing/bill-sample.ts';
import { newAccount, nowSeconds } from '../support/world/actors.ts';
import { said, testContext } from './support/desk.ts';

const DAY = 86_400n;

describe('answering cancellations', () => {
  const resident = newAccount();

  async function answerTo(effectiveDate: bigint): Promise<bigint> {
    const test = testContext({ role: 'provider' });
    const { me } = test;
    test.admit(me, ROLE.provider);
    test.admit(resident, ROLE.subscriber);
    const content = { salt: bytes32(1), terms: normTerms({ provider: me.address, subscriber: resident.address }) };
    const seal = (by: Account, kind: 'OFFER' | 'COPY' | 'CANCEL', subject?: Hex): Promise<Hex> =>
      test.seal(by, kind, encodeContractContent(content), [me, resident], subject);
    const offer = { resource: 2, meterId: ZERO_32, validUntil: nowSeconds() + DAY, envelope: await seal(me, 'OFFER') };
    const contractId = test.record(me, resident.address, 'OFFER', offer);
    for (const [by, other] of [
      [me, resident],
      [resident, me],
    ] as const) {
      const copy = {
        contractId,
        subjectHash: contractSubjectHash(content),
        meterIds: boundMeters(content.terms),
        envelope: await seal(by, 'COPY', contractId),
      };
      test.record(by, other.address, 'COPY', copy, contractId);
    }
    const envelope = await seal(resident, 'CANCEL', contractId);
    test.record(resident, me.address, 'CANCEL', { contractId, effectiveDate, envelope }, contractId);
    const [answer] = (await said(answerContracts(test.context, () => undefined))).values();
    return decodeData('CANCEL', answer?.data ?? '0x').effectiveDate;
  }

  it('takes the customer’s date, and the earliest that the ledger takes where that one lies too far back by now', async () => {
    const now = nowSeconds();
    for (const date of [now + 30n * DAY, now - 38n * DAY]) expect(await answerTo(date)).to.equal(date);
    const clamped = await answerTo(now - CANCEL_BEHIND - 1n);
    expect(clamped >= now - 39n * DAY && clamped < now - 38n * DAY).to.equal(true);
  });
});
