import { expect } from 'chai';
import { getAddress } from 'viem';

import type { Account } from '../../core/domain/ledger/account.ts';
import { ZERO_32, type Hex } from '../../core/domain/bytes/hex.ts';
import { RESOURCE } from '../../core/domain/ledger/kinds.ts';
import { idOf } from './support/accounts.ts';
import { livedInHouse, networkHelpers, publicClient, refused, viem, type House } from './support/house.ts';
import { metered } from './support/metered-house.ts';

const STATE = {
  none: 0,
  offered: 1,
  halfSigned: 2,
  signed: 3,
  cancelRequested: 4,
  cancelled: 5,
  withdrawn: 6,
} as const;
const subjectHash = idOf('terms');
const DAY = 86_400n;

async function offer(house: House, from: Account, to: Account, meterId: Hex = ZERO_32): Promise<Hex> {
  const value = {
    resource: RESOURCE.electricity,
    meterId,
    validUntil: house.now + 30n * 86_400n,
    envelope: '0x01' as const,
  };
  return await house.create(from, 'OFFER', value, { to: to.address });
}

async function copy(
  house: House,
  contractId: Hex,
  from: Account,
  to: Account,
  hash: Hex = subjectHash,
  meterIds: readonly Hex[] = [],
): Promise<Hex> {
  const value = { contractId, subjectHash: hash, meterIds, envelope: '0x02' as const };
  return await house.send(from, 'COPY', value, { to: to.address, subject: contractId });
}

async function withdraw(house: House, contractId: Hex, from: Account, to: Account): Promise<Hex> {
  return await house.send(from, 'OFFER_WITHDRAW', { contractId }, { to: to.address, subject: contractId });
}

async function cancel(
  house: House,
  contractId: Hex,
  from: Account,
  to: Account,
  effectiveDate = house.now,
): Promise<Hex> {
  const value = { contractId, effectiveDate, envelope: '0x03' as const };
  return await house.send(from, 'CANCEL', value, { to: to.address, subject: contractId });
}

/** As events show it. */
function viemAddress({ address }: Account): Hex {
  return getAddress(address);
}

async function signedContract(house: House): Promise<Hex> {
  const contractId = await offer(house, house.subscriber, house.electricity);
  await copy(house, contractId, house.electricity, house.subscriber);
  await copy(house, contractId, house.subscriber, house.electricity);
  return contractId;
}

async function agreementOf(house: House, contractId: Hex) {
  const args = [contractId] as const;
  return await publicClient.readContract({ ...house.contracts.contractLedger, functionName: 'agreement', args });
}

describe('ContractLedger', () => {
  describe('offers', () => {
    it('are refused unless one side supplies and the other consumes', async () => {
      const house = await livedInHouse();
      const pairs: [Account, Account][] = [
        [house.subscriber, house.neighbour],
        [house.stranger, house.electricity],
        [house.electricity, house.stranger],
        [house.electricity, house.water],
        [house.subscriber, house.portal],
        [house.portal, house.electricity],
        [house.company, house.company],
      ];
      for (const [from, to] of pairs) {
        await refused(offer(house, from, to), house.contracts.contractLedger, 'PartiesUnfit');
      }
    });

    it('are refused from and to the suspended', async () => {
      const house = await livedInHouse();
      await house.suspend(house.subscriber);
      await refused(offer(house, house.subscriber, house.electricity), house.contracts.contractLedger, 'PartiesUnfit');
      await refused(offer(house, house.electricity, house.subscriber), house.contracts.contractLedger, 'PartiesUnfit');
    });

    it('are refused for an unknown resource', async () => {
      const house = await livedInHouse();
      const value = { resource: 7, meterId: ZERO_32, validUntil: house.now + 30n * 86_400n, envelope: '0x' as const };
      const call = house.send(house.subscriber, 'OFFER', value, { to: house.electricity.address });
      await refused(call, house.contracts.contractLedger, 'ResourceUnknown', [7]);
    });

    it('are refused for a meter of other parties', async () => {
      const house = await metered();
      const { meters } = house.contracts;
      await refused(offer(house, house.neighbour, house.electricity, house.meterId), meters, 'ContractMeterUnfit');
      await refused(offer(house, house.subscriber, house.water, house.meterId), meters, 'ContractMeterUnfit');
      await refused(offer(house, house.subscriber, house.electricity, idOf('unknown')), meters, 'ContractMeterUnfit');
      const contractId = await offer(house, house.subscriber, house.electricity, house.meterId);
      expect((await agreementOf(house, contractId)).meterId).to.equal(house.meterId);
    });

    it('may come from either side, and may concern the company as supplier or as consumer', async () => {
      const house = await livedInHouse();
      const { electricity, subscriber, company } = house;
      const offers: [from: Account, to: Account, supplier: Account, consumer: Account][] = [
        [subscriber, electricity, electricity, subscriber],
        [electricity, subscriber, electricity, subscriber],
        [company, subscriber, company, subscriber],
        [subscriber, company, company, subscriber],
        [company, electricity, electricity, company],
      ];
      for (const [from, to, supplier, consumer] of offers) {
        const entry = await agreementOf(house, await offer(house, from, to));
        expect(entry.supplier.toLowerCase()).to.equal(supplier.address);
        expect(entry.consumer.toLowerCase()).to.equal(consumer.address);
        expect(entry.state).to.equal(STATE.offered);
      }
    });
  });

  describe('the life of an offer', () => {
    it('is refused unless it ends within 90 days', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const at = BigInt(await networkHelpers.time.latest()) + 100n;
      const until = async (validUntil: bigint): Promise<Hex> => {
        await networkHelpers.time.setNextBlockTimestamp(at);
        const value = { resource: RESOURCE.electricity, meterId: ZERO_32, validUntil, envelope: '0x' as const };
        return await house.create(house.subscriber, 'OFFER', value, { to: house.electricity.address });
      };
      const latest = at + 90n * DAY;
      for (const end of [0n, at, latest + 1n, (1n << 64n) - 1n])
        await refused(until(end), contractLedger, 'OfferEndOutOfRange', [end, at, latest]);
      const entry = await agreementOf(house, await until(latest));
      expect(entry).to.include({ validUntil: latest, offeredBy: 2 });
    });

    it('A13: refuses the other party’s copy once it is over, and takes the offeror’s to what was signed in time', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const { subscriber, electricity } = house;
      const early = await offer(house, subscriber, electricity);
      const late = await offer(house, subscriber, electricity);
      const half = await offer(house, subscriber, electricity);
      const { validUntil } = await agreementOf(house, early);
      await copy(house, half, subscriber, electricity);
      await networkHelpers.time.increaseTo(validUntil - 1n);
      await networkHelpers.time.setNextBlockTimestamp(validUntil);
      await copy(house, early, electricity, subscriber);
      await networkHelpers.time.increaseTo(validUntil + 1n);
      for (const contractId of [late, half]) {
        const call = copy(house, contractId, electricity, subscriber);
        await refused(call, contractLedger, 'OfferExpired', [contractId, validUntil]);
      }
      await copy(house, early, subscriber, electricity);
      expect((await agreementOf(house, early)).state).to.equal(STATE.signed);
    });
  });

  describe('withdrawals', () => {
    it('are refused of an unknown contract, about another subject, and from third and suspended parties', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const { subscriber, electricity, neighbour, water } = house;
      const contractId = await offer(house, subscriber, electricity);
      await refused(withdraw(house, idOf('unknown'), subscriber, electricity), contractLedger, 'ContractUnknown');
      const astray = house.send(subscriber, 'OFFER_WITHDRAW', { contractId }, { to: electricity.address });
      await refused(astray, contractLedger, 'SubjectMismatch', [ZERO_32, contractId]);
      await refused(withdraw(house, contractId, neighbour, electricity), contractLedger, 'SenderNotEntitled');
      await refused(withdraw(house, contractId, subscriber, water), contractLedger, 'RecipientMismatch');
      await house.suspend(subscriber);
      await refused(withdraw(house, contractId, subscriber, electricity), contractLedger, 'SenderNotEntitled');
    });

    it('are refused from who neither offered nor signed, and once the other party has signed', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      for (const [offeror, other] of [
        [house.subscriber, house.electricity],
        [house.electricity, house.subscriber],
      ] as const) {
        const contractId = await offer(house, offeror, other);
        const refusedTo = async (by: Account, to: Account): Promise<void> =>
          refused(withdraw(house, contractId, by, to), contractLedger, 'OfferNotOwn', [
            contractId,
            getAddress(by.address),
          ]);
        await refusedTo(other, offeror);
        await copy(house, contractId, other, offeror);
        await refusedTo(offeror, other);
        await copy(house, contractId, offeror, other);
        const signed = withdraw(house, contractId, offeror, other);
        await refused(signed, contractLedger, 'ContractStateUnfit', [contractId, STATE.signed]);
      }
    });

    it('A13: end what a party alone offered or signed, for good', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const { subscriber, electricity } = house;
      const unfit = ['ContractStateUnfit', STATE.withdrawn] as const;
      const cases: [offeror: Account, signer: Account | undefined, by: Account][] = [
        [subscriber, undefined, subscriber],
        [electricity, undefined, electricity],
        [subscriber, subscriber, subscriber],
        [subscriber, electricity, electricity],
        [electricity, subscriber, subscriber],
      ];
      for (const [offeror, signer, by] of cases) {
        const other = (one: Account): Account => (one === subscriber ? electricity : subscriber);
        const contractId = await offer(house, offeror, other(offeror));
        if (signer !== undefined) await copy(house, contractId, signer, other(signer));
        const call = withdraw(house, contractId, by, other(by));
        await viem.assertions.emitWithArgs(call, contractLedger, 'OfferWithdrawn', [contractId, viemAddress(by)]);
        expect((await agreementOf(house, contractId)).state).to.equal(STATE.withdrawn);
        for (const party of [subscriber, electricity]) {
          const [error, state] = unfit;
          await refused(withdraw(house, contractId, party, other(party)), contractLedger, error, [contractId, state]);
          await refused(copy(house, contractId, party, other(party)), contractLedger, error, [contractId, state]);
          await refused(cancel(house, contractId, party, other(party)), contractLedger, error, [contractId, state]);
        }
      }
    });
  });

  describe('copies', () => {
    it('are refused for an unknown contract', async () => {
      const house = await livedInHouse();
      const call = copy(house, idOf('unknown'), house.subscriber, house.electricity);
      await refused(call, house.contracts.contractLedger, 'ContractUnknown', [idOf('unknown')]);
    });

    it('are refused when the subject is not the contract', async () => {
      const house = await livedInHouse();
      const contractId = await offer(house, house.subscriber, house.electricity);
      const value = { contractId, subjectHash, meterIds: [], envelope: '0x' as const };
      const call = house.send(house.subscriber, 'COPY', value, { to: house.electricity.address });
      await refused(call, house.contracts.contractLedger, 'SubjectMismatch', [ZERO_32, contractId]);
    });

    it('are refused from third parties, from suspended parties, and to third parties', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const contractId = await offer(house, house.subscriber, house.electricity);
      const byThird = copy(house, contractId, house.neighbour, house.electricity);
      await refused(byThird, contractLedger, 'SenderNotEntitled');
      await refused(copy(house, contractId, house.subscriber, house.water), contractLedger, 'RecipientMismatch');
      await refused(copy(house, contractId, house.electricity, house.neighbour), contractLedger, 'RecipientMismatch');
      await house.suspend(house.subscriber);
      const bySuspended = copy(house, contractId, house.subscriber, house.electricity);
      await refused(bySuspended, contractLedger, 'SenderNotEntitled');
    });

    it('are refused a second time from one party, before and after signing', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const contractId = await offer(house, house.subscriber, house.electricity);
      await copy(house, contractId, house.electricity, house.subscriber);
      const again = () => copy(house, contractId, house.electricity, house.subscriber);
      await refused(again(), contractLedger, 'CopyAlreadyRecorded');
      await copy(house, contractId, house.subscriber, house.electricity);
      await refused(again(), contractLedger, 'CopyAlreadyRecorded');
    });

    it('are refused with another subject hash than the first', async () => {
      const house = await livedInHouse();
      const contractId = await offer(house, house.subscriber, house.electricity);
      await copy(house, contractId, house.electricity, house.subscriber);
      const other = idOf('other terms');
      const call = copy(house, contractId, house.subscriber, house.electricity, other);
      await refused(call, house.contracts.contractLedger, 'SubjectHashMismatch', [contractId, subjectHash, other]);
      expect((await agreementOf(house, contractId)).state).to.equal(STATE.halfSigned);
    });

    it('sign the contract when both are there with the same subject hash, in either order', async () => {
      const house = await livedInHouse();
      const { electricity, subscriber } = house;
      for (const [first, second] of [
        [electricity, subscriber],
        [subscriber, electricity],
      ] as const) {
        const contractId = await offer(house, subscriber, electricity);
        await copy(house, contractId, first, second);
        expect((await agreementOf(house, contractId)).state).to.equal(STATE.halfSigned);
        const signed = copy(house, contractId, second, first);
        await viem.assertions.emitWithArgs(signed, house.contracts.contractLedger, 'ContractSigned', [
          contractId,
          subjectHash,
          [],
        ]);
        const entry = await agreementOf(house, contractId);
        expect(entry).to.include({ state: STATE.signed, copiedBy: 3, subjectHash });
      }
    });
  });

  describe('cancellations', () => {
    it('are refused before the contract is signed', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const contractId = await offer(house, house.subscriber, house.electricity);
      const call = () => cancel(house, contractId, house.subscriber, house.electricity);
      await refused(call(), contractLedger, 'ContractStateUnfit', [contractId, STATE.offered]);
      await copy(house, contractId, house.electricity, house.subscriber);
      await refused(call(), contractLedger, 'ContractStateUnfit', [contractId, STATE.halfSigned]);
    });

    it('are refused from third parties and a second time from one party', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const contractId = await signedContract(house);
      await refused(cancel(house, contractId, house.water, house.subscriber), contractLedger, 'SenderNotEntitled');
      await cancel(house, contractId, house.subscriber, house.electricity);
      const again = cancel(house, contractId, house.subscriber, house.electricity);
      await refused(again, contractLedger, 'CopyAlreadyRecorded');
    });

    it('are refused from a date more than 40 days past or 400 days ahead', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const contractId = await signedContract(house);
      const at = BigInt(await networkHelpers.time.latest()) + 100n;
      const [earliest, latest] = [at - 40n * DAY, at + 400n * DAY];
      for (const date of [0n, earliest - 1n, latest + 1n, (1n << 64n) - 1n]) {
        await networkHelpers.time.setNextBlockTimestamp(at);
        const call = cancel(house, contractId, house.subscriber, house.electricity, date);
        const range = [contractId, date, earliest, latest];
        await refused(call, contractLedger, 'EffectiveDateOutOfRange', range);
      }
      await networkHelpers.time.setNextBlockTimestamp(at);
      await cancel(house, contractId, house.subscriber, house.electricity, earliest);
      await networkHelpers.time.setNextBlockTimestamp(at + 1n);
      await cancel(house, contractId, house.electricity, house.subscriber, latest + 1n);
      expect((await agreementOf(house, contractId)).supplierEnd).to.equal(latest + 1n);
    });

    it('H4, A3: a supplier that is first, with a far date, blocks no customer: each has its own, and the later counts', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const { subscriber, electricity, now } = house;
      for (const [first, second] of [
        [electricity, subscriber],
        [subscriber, electricity],
      ] as const) {
        for (const [ofFirst, ofSecond] of [
          [now + 300n * DAY, now + 30n * DAY],
          [now + 30n * DAY, now + 300n * DAY],
        ] as const) {
          const contractId = await signedContract(house);
          await cancel(house, contractId, first, second, ofFirst);
          const answer = cancel(house, contractId, second, first, ofSecond);
          const later = now + 300n * DAY;
          const about: [Hex, Hex, bigint, bigint] = [contractId, viemAddress(second), ofSecond, later];
          await viem.assertions.emitWithArgs(answer, contractLedger, 'ContractCancelled', about);
          const [supplierEnd, consumerEnd] = first === electricity ? [ofFirst, ofSecond] : [ofSecond, ofFirst];
          const entry = await agreementOf(house, contractId);
          expect(entry).to.include({ state: STATE.cancelled, cancelledBy: 3, supplierEnd, consumerEnd });
        }
      }
    });

    it('are one-sided until both parties cancelled, and never copied over', async () => {
      const house = await livedInHouse();
      const { contractLedger } = house.contracts;
      const contractId = await signedContract(house);
      const request = cancel(house, contractId, house.electricity, house.subscriber);
      await viem.assertions.emit(request, contractLedger, 'ContractCancelRequested');
      expect(await agreementOf(house, contractId)).to.include({
        state: STATE.cancelRequested,
        cancelledBy: 1,
        supplierEnd: house.now,
        consumerEnd: 0n,
      });
      const late = copy(house, contractId, house.subscriber, house.electricity);
      await refused(late, contractLedger, 'CopyAlreadyRecorded');
      const answer = cancel(house, contractId, house.subscriber, house.electricity);
      await viem.assertions.emit(answer, contractLedger, 'ContractCancelled');
      expect((await agreementOf(house, contractId)).state).to.equal(STATE.cancelled);
    });
  });
});
