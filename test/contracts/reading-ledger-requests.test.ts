import { expect } from 'chai';

import type { Account } from '../../core/domain/ledger/account.ts';
import { frameDomain, ZERO_LINK } from '../../core/domain/reading/frame.ts';
import { toHex, ZERO_32, ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import { APPEAL_ADDRESSEE, APPEAL_CATEGORY, APPEAL_OUTCOME, FLAG } from '../../core/domain/ledger/kinds.ts';
import { periodKeyMessage } from '../../core/domain/reading/payload.ts';
import { idOf, keccakOf } from './support/accounts.ts';
import { networkHelpers, publicClient, refused, viem, type House } from './support/house.ts';
import { makeDevice, sendBatches, signBatch, type Device } from './support/metering.ts';
import { gateway, handheld, metered, otherGateway } from './support/metered-house.ts';
import { DOMAIN } from '../support/domain.ts';

const PERIOD = 202610;
const ENVELOPE: Hex = '0x010203';

function periodKeys(
  house: House & { meterId: Hex },
  device: Device = gateway,
  signer: Device = device,
  envelope: Hex = ENVELOPE,
  period = PERIOD,
) {
  const domain = frameDomain(DOMAIN, house.contracts.readingLedger.address);
  const message = periodKeyMessage({ domain, meterId: house.meterId, period, envelope });
  return {
    deviceId: device.id,
    meterId: house.meterId,
    period,
    envelope,
    deviceSignature: toHex(signer.sign(message)),
  };
}

describe('ReadingLedger: period keys', () => {
  it('are refused from everybody but the collector and the meter’s active owner', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const keys = periodKeys(house);
    for (const from of [house.electricity, house.neighbour, house.stranger, house.company]) {
      await refused(house.send(from, 'PERIOD_KEYS', keys), readingLedger, 'SenderNotEntitled');
    }
    await house.suspend(house.subscriber);
    await refused(house.send(house.subscriber, 'PERIOD_KEYS', keys), readingLedger, 'SenderNotEntitled');
  });

  it('are refused for an unknown meter or from another device', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const unknown = { ...periodKeys(house), meterId: idOf('unknown') };
    await refused(house.send(house.collector, 'PERIOD_KEYS', unknown), readingLedger, 'MeterUnknown', [
      idOf('unknown'),
    ]);
    const call = house.send(house.collector, 'PERIOD_KEYS', periodKeys(house, otherGateway));
    await refused(call, readingLedger, 'MeterNotOfDevice', [house.meterId, otherGateway.id]);
  });

  it('are refused for a period that is no month', async () => {
    const house = await metered();
    const call = house.send(house.collector, 'PERIOD_KEYS', { ...periodKeys(house), period: 202613 });
    await refused(call, house.contracts.readingLedger, 'PeriodInvalid', [202613]);
  });

  it('are refused with another device’s signature, or for another period, meter or envelope than signed', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const keys = periodKeys(house);
    const wrong = [
      periodKeys(house, gateway, makeDevice('impostor')),
      { ...keys, period: PERIOD + 1 },
      { ...keys, envelope: '0x01020304' as const },
    ];
    for (const value of wrong) {
      await refused(house.send(house.collector, 'PERIOD_KEYS', value), readingLedger, 'DeviceSignatureInvalid', [
        gateway.id,
      ]);
    }
    const cut = { ...keys, deviceSignature: keys.deviceSignature.slice(0, -2) as Hex };
    await refused(house.send(house.collector, 'PERIOD_KEYS', cut), readingLedger, 'DeviceSignatureMalformed', [64n]);
  });

  it('are refused from a revoked device', async () => {
    const house = await metered();
    await house.send(house.company, 'DEVICE_REVOKE', { deviceId: gateway.id });
    const call = house.send(house.collector, 'PERIOD_KEYS', periodKeys(house));
    await refused(call, house.contracts.readingLedger, 'DeviceKeyRevoked', [gateway.id]);
  });

  it('A14: are refused when they were announced before, by whomever, so that no older key comes back', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const older = periodKeys(house);
    const newer = periodKeys(house, gateway, gateway, '0x0a0b');
    await house.send(house.collector, 'PERIOD_KEYS', older);
    await house.send(house.collector, 'PERIOD_KEYS', newer);
    for (const [keys, from] of [
      [older, house.collector],
      [older, house.subscriber],
      [newer, house.collector],
    ] as const) {
      const args = [house.meterId, PERIOD, keccakOf(keys.envelope)];
      await refused(house.send(from, 'PERIOD_KEYS', keys), readingLedger, 'PeriodKeysAnnouncedBefore', args);
    }
    await house.send(house.collector, 'PERIOD_KEYS', periodKeys(house, gateway, gateway, ENVELOPE, PERIOD + 1));
  });

  it('are announced by the collector, and by the owner of a meter read by hand', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const sent = house.send(house.collector, 'PERIOD_KEYS', periodKeys(house));
    const args = [house.meterId, PERIOD, gateway.id, keccakOf(ENVELOPE)];
    await viem.assertions.emitWithArgs(sent, readingLedger, 'PeriodKeysAnnounced', args as never);
    const own = periodKeys({ ...house, meterId: house.handMeterId }, handheld);
    await viem.assertions.emit(house.send(house.neighbour, 'PERIOD_KEYS', own), readingLedger, 'PeriodKeysAnnounced');
  });
});

type MeteredHouse = Awaited<ReturnType<typeof metered>>;

describe('ReadingLedger: requests for readings', () => {
  const request = (meterId: Hex, manual = true) => ({ meterId, manual, dueDate: 1_800_000_000n });

  /** Told to the meter's owner. */
  const ask = (
    house: MeteredHouse,
    from: Account,
    meterId: Hex,
    manual = true,
    options: { timestamp?: bigint } = {},
  ) => {
    const to = (meterId === house.handMeterId ? house.neighbour : house.subscriber).address;
    return house.create(from, 'READING_REQUEST', request(meterId, manual), { to, ...options });
  };

  /** As old as a block may be; what is read for it is younger. */
  const yesterday = ({ now }: House) => ({ timestamp: now - 80_000n });

  async function requestOf(house: House, requestId: Hex) {
    const args = [requestId] as const;
    return await publicClient.readContract({ ...house.contracts.readingLedger, functionName: 'readingRequest', args });
  }

  it('are refused from whoever has no right to the meter', async () => {
    const house = await metered();
    for (const from of [house.water, house.neighbour, house.portal, house.collector, house.stranger]) {
      const call = house.send(from, 'READING_REQUEST', request(house.meterId));
      await refused(call, house.contracts.readingLedger, 'SenderNotEntitled');
    }
    await house.suspend(house.electricity);
    const call = house.send(house.electricity, 'READING_REQUEST', request(house.meterId));
    await refused(call, house.contracts.readingLedger, 'SenderNotEntitled');
  });

  it('are refused for an unknown meter', async () => {
    const house = await metered();
    const call = house.send(house.company, 'READING_REQUEST', request(idOf('unknown')));
    await refused(call, house.contracts.readingLedger, 'MeterUnknown', [idOf('unknown')]);
  });

  it('are refused to another than the meter’s owner: his head counts them', async () => {
    const house = await metered();
    for (const { address: to } of [house.neighbour, house.collector, house.electricity]) {
      const call = house.send(house.electricity, 'READING_REQUEST', request(house.meterId), { to });
      await refused(call, house.contracts.readingLedger, 'RecipientMismatch');
    }
  });

  it('are taken from company, provider and owner', async () => {
    const house = await metered();
    for (const from of [house.company, house.electricity, house.subscriber]) {
      const requestId = await ask(house, from, house.meterId, false);
      const entry = await requestOf(house, requestId);
      expect(entry).to.include({ meterId: house.meterId, manual: false, answered: false, dueDate: 1_800_000_000n });
      expect(entry.requester.toLowerCase()).to.equal(from.address);
    }
  });

  it('are answered by frames of their meter, once', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const { handRegister, neighbour } = house;
    const subject = await ask(house, house.electricity, house.handMeterId, true, yesterday(house));
    const answer = (mantissa: bigint) =>
      sendBatches(
        house,
        [signBatch(handheld, [handRegister.read(mantissa, { flags: FLAG.manual, time: house.now + mantissa })])],
        {
          from: neighbour,
          subject,
        },
      );
    await viem.assertions.emit(answer(5n), readingLedger, 'ReadingRequestAnswered');
    expect((await requestOf(house, subject)).answered).to.equal(true);
    await refused(answer(6n), readingLedger, 'RequestAlreadyAnswered', [subject]);
  });

  it('are not answered by frames of other meters, nor when they do not exist', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const subject = await ask(house, house.electricity, house.handMeterId);
    const batch = signBatch(gateway, [house.register.read(5n)]);
    await refused(sendBatches(house, [batch], { subject }), readingLedger, 'RequestNotMet', [
      subject,
      house.handMeterId,
    ]);
    const unknown = sendBatches(house, [batch], { subject: idOf('unknown') });
    await refused(unknown, readingLedger, 'RequestUnknown', [idOf('unknown')]);
  });

  it('A12: by hand are not answered by a device’s own frame, nor any by one of before the request', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const { handRegister, register, neighbour, now } = house;
    const timestamp = now - 5_000n;
    const byHand = await ask(house, house.electricity, house.handMeterId, true, { timestamp });
    const ofDevice = await ask(house, house.electricity, house.meterId, true, { timestamp });
    const automatic = await ask(house, house.electricity, house.meterId, false, { timestamp });
    expect((await requestOf(house, automatic)).requestedAt).to.equal(timestamp);
    const before = await networkHelpers.takeSnapshot();
    const manual = (time: bigint) =>
      sendBatches(
        house,
        [signBatch(handheld, [handRegister.read(5n, { flags: FLAG.manual, time, sequence: 1n, previous: ZERO_LINK })])],
        {
          from: neighbour,
          subject: byHand,
        },
      );
    const device = (time: bigint, subject: Hex) =>
      sendBatches(house, [signBatch(gateway, [register.read(5n, { time, sequence: 1n, previous: ZERO_LINK })])], {
        subject,
      });
    await refused(manual(timestamp - 1n), readingLedger, 'RequestNotMet', [byHand, house.handMeterId]);
    await refused(device(timestamp - 1n, automatic), readingLedger, 'RequestNotMet', [automatic, house.meterId]);
    await refused(device(timestamp, ofDevice), readingLedger, 'RequestNotMet', [ofDevice, house.meterId]);
    await manual(timestamp);
    await device(timestamp, automatic);
    await before.restore();
    await device(timestamp + 1n, automatic);
  });

  it('are answered by any frame among many', async () => {
    const house = await metered();
    const subject = await ask(house, house.company, house.meterId, false, yesterday(house));
    const batches = [
      signBatch(handheld, [house.handRegister.read(1n, { flags: FLAG.manual })]),
      signBatch(gateway, [house.register.read(5n), house.register.read(6n, { time: house.now })]),
      signBatch(handheld, [house.handRegister.read(2n, { flags: FLAG.manual })]),
    ];
    await sendBatches(house, batches, { subject });
    expect((await requestOf(house, subject)).answered).to.equal(true);
  });
});

describe('ReadingLedger: appeals', () => {
  const { company, portal, provider } = APPEAL_ADDRESSEE;
  const appeal = (addressees: number, to: Hex = ZERO_ADDRESS) => ({
    category: APPEAL_CATEGORY.complaint,
    addressees,
    provider: to,
    about: ZERO_32,
    envelope: '0x01' as const,
  });

  async function answer(house: House, appealId: Hex, from: Account, outcome: number): Promise<Hex> {
    const value = { appealId, outcome, envelope: '0x02' as const };
    return await house.send(from, 'APPEAL_ANSWER', value, { to: house.subscriber.address, subject: appealId });
  }

  async function appealToAll(house: House): Promise<Hex> {
    return await house.create(house.subscriber, 'APPEAL', appeal(7, house.electricity.address));
  }

  async function appealOf(house: House, appealId: Hex) {
    const args = [appealId] as const;
    return await publicClient.readContract({ ...house.contracts.readingLedger, functionName: 'appeal', args });
  }

  it('are refused from everybody but active subscribers', async () => {
    const house = await metered();
    await house.suspend(house.neighbour);
    for (const from of [house.stranger, house.company, house.electricity, house.neighbour]) {
      await refused(house.send(from, 'APPEAL', appeal(company)), house.contracts.readingLedger, 'SenderNotEntitled');
    }
  });

  it('are refused with an unknown category or addressee', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    for (const category of [0, 4]) {
      const call = house.send(house.subscriber, 'APPEAL', { ...appeal(company), category });
      await refused(call, readingLedger, 'CategoryUnknown', [category]);
    }
    for (const addressees of [0, 8]) {
      const call = house.send(house.subscriber, 'APPEAL', appeal(addressees));
      await refused(call, readingLedger, 'AddresseesUnknown', [addressees]);
    }
  });

  it('are taken in each category, the last included', async () => {
    const house = await metered();
    for (const category of [1, 2, 3]) await house.send(house.subscriber, 'APPEAL', { ...appeal(company), category });
  });

  it('are refused unless they name a provider exactly when addressed to one', async () => {
    const house = await metered();
    const wrong = [
      appeal(provider),
      appeal(provider, house.stranger.address),
      appeal(company | portal, house.electricity.address),
    ];
    for (const value of wrong) {
      await refused(
        house.send(house.subscriber, 'APPEAL', value),
        house.contracts.readingLedger,
        'AppealProviderUnfit',
      );
    }
  });

  it('are answered by each addressee separately', async () => {
    const house = await metered();
    const appealId = await appealToAll(house);
    await answer(house, appealId, house.company, APPEAL_OUTCOME.received);
    await answer(house, appealId, house.portal, APPEAL_OUTCOME.redirected);
    await answer(house, appealId, house.electricity, APPEAL_OUTCOME.answered);
    const sent = answer(house, appealId, house.company, APPEAL_OUTCOME.answered);
    await viem.assertions.emit(sent, house.contracts.readingLedger, 'AppealAnswered');
    const entry = await appealOf(house, appealId);
    expect(entry.outcomes).to.deep.equal([APPEAL_OUTCOME.answered, APPEAL_OUTCOME.redirected, APPEAL_OUTCOME.answered]);
    expect(entry.subscriber.toLowerCase()).to.equal(house.subscriber.address);
    expect(entry).to.include({ category: APPEAL_CATEGORY.complaint, addressees: 7 });
  });

  it('are refused an answer from whoever is not addressed', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const toAll = await appealToAll(house);
    for (const from of [house.water, house.subscriber, house.collector, house.stranger]) {
      await refused(answer(house, toAll, from, APPEAL_OUTCOME.answered), readingLedger, 'SenderNotEntitled');
    }
    const toPortal = await house.create(house.subscriber, 'APPEAL', appeal(portal));
    for (const from of [house.company, house.electricity]) {
      await refused(answer(house, toPortal, from, APPEAL_OUTCOME.answered), readingLedger, 'SenderNotEntitled');
    }
    await house.suspend(house.electricity);
    await refused(answer(house, toAll, house.electricity, APPEAL_OUTCOME.answered), readingLedger, 'SenderNotEntitled');
    const toCompany = await house.create(house.subscriber, 'APPEAL', appeal(company));
    await refused(answer(house, toCompany, house.portal, APPEAL_OUTCOME.answered), readingLedger, 'SenderNotEntitled');
  });

  it('are refused an answer after the final one', async () => {
    const house = await metered();
    const appealId = await appealToAll(house);
    for (const [from, final] of [
      [house.company, APPEAL_OUTCOME.answered],
      [house.portal, APPEAL_OUTCOME.redirected],
    ] as const) {
      await answer(house, appealId, from, final);
      const again = answer(house, appealId, from, APPEAL_OUTCOME.received);
      await refused(again, house.contracts.readingLedger, 'AnswerAlreadyFinal');
    }
  });

  it('are refused an answer to nothing, to somebody else, with another subject or an unknown outcome', async () => {
    const house = await metered();
    const { readingLedger } = house.contracts;
    const appealId = await appealToAll(house);
    await refused(answer(house, idOf('unknown'), house.company, 1), readingLedger, 'AppealUnknown', [idOf('unknown')]);
    for (const outcome of [0, 4]) {
      await refused(answer(house, appealId, house.company, outcome), readingLedger, 'OutcomeUnknown', [outcome]);
    }
    const value = { appealId, outcome: 1, envelope: '0x' as const };
    const astray = house.send(house.company, 'APPEAL_ANSWER', value, {
      to: house.neighbour.address,
      subject: appealId,
    });
    await refused(astray, readingLedger, 'RecipientMismatch');
    const offSubject = house.send(house.company, 'APPEAL_ANSWER', value, { to: house.subscriber.address });
    await refused(offSubject, readingLedger, 'SubjectMismatch', [ZERO_32, appealId]);
  });
});
