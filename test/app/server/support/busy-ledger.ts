import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { withKey } from '../../../../core/domain/keys/with-key.ts';
import { actHashOf } from '../../../../core/domain/ownership/both-hands.ts';
import { commit } from '../../../../core/domain/crypto/commitment.ts';
import { encodeData, type BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { createDevicePrivateKey, deviceIdOf, deviceSigner } from '../../../../core/domain/crypto/device-signature.ts';
import { periodKeyContext } from '../../../../core/domain/crypto/envelope-context.ts';
import { sealText } from '../../../../core/domain/crypto/envelope.ts';
import {
  batchMessage,
  encodeFrame,
  frameDomain,
  frameHash,
  linkOf,
  payloadHashOf,
  ZERO_LINK,
} from '../../../../core/domain/reading/frame.ts';
import {
  concatBytes,
  fromHex,
  toHex,
  uintBytes,
  utf8,
  ZERO_32,
  ZERO_ADDRESS,
} from '../../../../core/domain/bytes/hex.ts';
import { accountSubject, channelOf, obisFromText } from '../../../../core/domain/ledger/ids.ts';
import { ALGORITHM, FLAG, KIND, RESOURCE, ROLE, TRUST, UNIT } from '../../../../core/domain/ledger/kinds.ts';
import { encodeReadings, type CalldataFrame } from '../../../../core/domain/reading/readings-data.ts';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { paymentData } from '../../../support/payment-data.ts';
import { fillPremises } from './fill-premises.ts';
import { fillMoney } from './fill-money.ts';
import { contextOf } from '../../../support/context-of.ts';
import { newAccount, nowSeconds } from '../../../support/world/actors.ts';
import { upkeepContract, upkeepInvoice } from '../../../support/world/upkeep.ts';
import type { Account } from '../../../../core/domain/ledger/account.ts';
import type { DeviceSigner } from '../../../../core/domain/crypto/device-signature.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { SealedKind } from '../../../../core/domain/sealed/carried-envelope.ts';
import type { Ledger } from '../../../support/world/ledger-part.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

/** What filling asks of a ledger. */
export type Fillable = Pick<Ledger, 'say' | 'enrol' | 'client' | 'company' | 'provider' | 'collector' | 'portal'>;
export type BusyLedger = {
  meterId: Hex;
  contractId: Hex;
  cancelledContractId: Hex;
  withdrawnContractId: Hex;
  requestId: Hex;
  appealId: Hex;
  invoiceId: Hex;
  /** Blinding of the invoice's total, which is 5,000,000. */
  blinding: bigint;
  frames: number;
};

const OBIS = obisFromText('1-0:1.8.0*255');
const FOREVER = 2_000_000_000n;
/** No rate can begin after this one, so it is the newest whatever else a test says. */
const LAST_MOMENT = 2n ** 64n - 1n;

/** Says something of every kind about one active subscriber, so that every table of the read model has rows. The portal must be active. */
export async function fillLedgers(ledger: Fillable, subscriber: Account): Promise<BusyLedger> {
  const { company, provider, collector, portal, say } = ledger;
  const signer = deviceSigner(ALGORITHM.p256, createDevicePrivateKey(ALGORITHM.p256));
  const spare = deviceSigner(ALGORITHM.secp256k1, createDevicePrivateKey(ALGORITHM.secp256k1));
  const meterId = salted('meter', subscriber.address);
  const nextMeterId = salted('next meter', subscriber.address);
  const byCompany = (kind: number, data: Hex, subject: Hex = ZERO_32): Promise<Hex> =>
    say({ from: company, ledger: 'meters', to: company.address, kind, subject, data });
  for (const device of [signer, spare]) await byCompany(KIND.DEVICE_REGISTER, deviceData(device));
  for (const id of [meterId, nextMeterId]) {
    await byCompany(
      KIND.METER_REGISTER,
      encodeData('METER_REGISTER', {
        meterId: id,
        owner: subscriber.address,
        provider: provider.address,
        resource: RESOURCE.electricity,
        unit: UNIT.Wh,
        exponent: 0,
        digits: 0,
        scale: 0,
        deviceId: deviceIdOf(signer.key),
        verifiedUntil: FOREVER,
        obis: [OBIS],
      }),
    );
  }
  await byCompany(KIND.METER_VERIFY, encodeData('METER_VERIFY', { meterId, verifiedUntil: FOREVER + 1n }), meterId);
  await byCompany(KIND.DEVICE_REVOKE, encodeData('DEVICE_REVOKE', { deviceId: deviceIdOf(spare.key) }));
  await publishRates(ledger);
  await fillPremises(ledger, subscriber);

  const requestId = await say({
    from: provider,
    ledger: 'readingLedger',
    to: subscriber.address,
    kind: KIND.READING_REQUEST,
    subject: meterId,
    data: encodeData('READING_REQUEST', { meterId, manual: false, dueDate: FOREVER }),
  });
  await announceKeys(ledger, signer, meterId);
  const frames = await relayFrames(ledger, signer, meterId, requestId);

  const contractId = await upkeepContract(ledger, subscriber);
  const { invoiceId, blinding } = await upkeepInvoice(ledger, { subscriber, contractId, amount: 5_000_000n });
  const sealed = (from: Account, kind: SealedKind, subject = ZERO_32): Promise<Hex> =>
    sealText('{}', [company, subscriber], contextOf(ledger.client.network, from, kind, { subject }));
  const { contracts } = ledger.client.network;
  const { networkHash } = domainOf(ledger.client.network);
  const paid = async (of: Hex, amount: bigint, by: bigint, name = `paid ${of}`): Promise<BlockData['PAYMENT']> =>
    paymentData({
      ledger: contracts.contractLedger,
      networkHash,
      invoiceId: of,
      amount,
      blinding: by,
      paymentReference: toHex(keccak_256(utf8(name))),
      paidAt: nowSeconds() - 60n,
      payer: subscriber.address,
      envelope: await sealed(portal, 'PAYMENT', of),
    });
  const paymentId = await say({
    from: portal,
    ledger: 'contractLedger',
    to: subscriber.address,
    kind: KIND.PAYMENT,
    subject: invoiceId,
    data: encodeData('PAYMENT', await paid(invoiceId, 5_000_000n, 7n)),
  });
  await say({
    from: company,
    ledger: 'contractLedger',
    to: subscriber.address,
    kind: KIND.RECEIPT,
    subject: invoiceId,
    data: encodeData('RECEIPT', {
      invoiceId,
      paymentId,
      settles: true,
      opening: blinding - 7n,
      envelope: await sealed(company, 'RECEIPT', invoiceId),
    }),
  });
  await fillMoney(ledger, { subscriber, contractId, paid, sealed });
  const cancelledContractId = await upkeepContract(ledger, subscriber);
  for (const [from, other] of [
    [subscriber, company],
    [company, subscriber],
  ] as const) {
    const envelope = await sealed(from, 'CANCEL', cancelledContractId);
    const data = encodeData('CANCEL', { contractId: cancelledContractId, effectiveDate: nowSeconds(), envelope });
    const cancelling = { ledger: 'contractLedger', kind: KIND.CANCEL, subject: cancelledContractId, data } as const;
    await say({ ...cancelling, from, to: other.address });
  }

  const withdrawn = await say({
    from: company,
    ledger: 'contractLedger',
    to: subscriber.address,
    kind: KIND.OFFER,
    data: encodeData('OFFER', {
      resource: RESOURCE.upkeep,
      meterId: ZERO_32,
      validUntil: nowSeconds() + 3_600n,
      envelope: await sealed(company, 'OFFER'),
    }),
  });
  await say({
    from: company,
    ledger: 'contractLedger',
    to: subscriber.address,
    kind: KIND.OFFER_WITHDRAW,
    subject: withdrawn,
    data: encodeData('OFFER_WITHDRAW', { contractId: withdrawn }),
  });

  const appealId = await say({
    from: subscriber,
    ledger: 'readingLedger',
    to: company.address,
    kind: KIND.APPEAL,
    data: encodeData('APPEAL', {
      category: 2,
      addressees: 1,
      provider: ZERO_ADDRESS,
      about: invoiceId,
      envelope: await sealed(subscriber, 'APPEAL'),
    }),
  });
  await say({
    from: company,
    ledger: 'readingLedger',
    to: subscriber.address,
    kind: KIND.APPEAL_ANSWER,
    subject: appealId,
    data: encodeData('APPEAL_ANSWER', {
      appealId,
      outcome: 1,
      envelope: await sealed(company, 'APPEAL_ANSWER', appealId),
    }),
  });
  await byCompany(
    KIND.METER_REPLACE,
    encodeData('METER_REPLACE', { oldMeterId: meterId, newMeterId: nextMeterId }),
    meterId,
  );

  const stranger = newAccount();
  await ledger.enrol(stranger, ROLE.subscriber);
  const about = { account: stranger.address };
  await handOver(ledger, nextMeterId, stranger.address, await sealed(company, 'METER_TRANSFER', nextMeterId));
  await changeKey(ledger, stranger);
  await changeWitnesses(ledger);
  const register = { from: company, ledger: 'participants', to: stranger.address } as const;
  await say({ ...register, kind: KIND.SUSPEND, data: encodeData('SUSPEND', about) });
  await say({ ...register, kind: KIND.RESTORE, data: encodeData('RESTORE', about) });
  await say({ ...register, kind: KIND.SUSPEND, data: encodeData('SUSPEND', about) });
  void collector;
  return {
    meterId,
    contractId,
    cancelledContractId,
    withdrawnContractId: withdrawn,
    requestId,
    appealId,
    invoiceId,
    blinding,
    frames,
  };
}

/** The account takes another key, and says something by it. */
async function changeKey(ledger: Fillable, account: Account): Promise<void> {
  const { say, company } = ledger;
  const { network } = ledger.client;
  const { address } = account;
  const next = newAccount();
  const data = encodeData(
    'KEY_ROTATE',
    acceptKey(keyRegisterOf(network), next, { account: address, retiring: address }),
  );
  await say({ from: account, ledger: 'participants', to: company.address, kind: KIND.KEY_ROTATE, data });
  const from = withKey(address, next);
  await replaceKey(ledger, from, next.address);
  const envelope = await sealText('{}', [company, from], contextOf(network, from, 'APPEAL'));
  const letter = { category: 1, addressees: 1, provider: ZERO_ADDRESS, about: ZERO_32, envelope };
  const appeal = { ledger: 'readingLedger', to: company.address, kind: KIND.APPEAL } as const;
  await say({ ...appeal, from, data: encodeData('APPEAL', letter) });
}

/** Company and portal name another key, to which the account objects by the one that it has. */
async function replaceKey(
  { say, company, portal, client: { network } }: Fillable,
  account: Account,
  retiring: Hex,
): Promise<void> {
  const { address } = account;
  const change = acceptKey(keyRegisterOf(network), newAccount(), { account: address, retiring });
  const to = { ledger: 'participants', to: address } as const;
  const data = encodeData('REKEY', { account: address, ...change });
  const subject = accountSubject(address);
  for (const from of [company, portal]) await say({ ...to, from, kind: KIND.REKEY, subject, data });
  const objection = encodeData('REKEY_OBJECT', { key: change.key });
  await say({ ...to, from: account, to: company.address, kind: KIND.REKEY_OBJECT, data: objection });
}

/** A witness comes, and goes. */
async function changeWitnesses({ say, company, portal }: Fillable): Promise<void> {
  const witness = newAccount().address;
  const to = { ledger: 'participants', to: company.address } as const;
  const entry = encodeData('WITNESS_ENTER', { witness, owner: newAccount().address });
  for (const from of [company, portal]) await say({ ...to, from, kind: KIND.WITNESS_ENTER, data: entry });
  const removal = encodeData('WITNESS_REMOVE', { witness });
  for (const from of [portal, company]) await say({ ...to, from, kind: KIND.WITNESS_REMOVE, data: removal });
}

/** By both hands; and an act that the company proposes and takes back. */
async function handOver({ say, company, portal }: Fillable, meterId: Hex, owner: Hex, envelope: Hex): Promise<void> {
  const to = { ledger: 'meters', to: owner, kind: KIND.METER_TRANSFER, subject: meterId } as const;
  const handover = { meterId, owner, estimated: false, closings: ['0x' as const], envelope };
  const mistaken = encodeData('METER_TRANSFER', { ...handover, owner: company.address });
  await say({ ...to, from: company, data: mistaken });
  const actHash = actHashOf({ kind: KIND.METER_TRANSFER, dataHash: toHex(keccak_256(fromHex(mistaken))) });
  await say({
    from: company,
    ledger: 'meters',
    to: company.address,
    kind: KIND.ACT_WITHDRAW,
    data: encodeData('ACT_WITHDRAW', { actHash }),
  });
  for (const from of [company, portal]) await say({ ...to, from, data: encodeData('METER_TRANSFER', handover) });
}

function salted(what: string, about: Hex): Hex {
  return toHex(keccak_256(concatBytes(utf8(what), fromHex(about))));
}

function deviceData(device: DeviceSigner): Hex {
  const { algorithm, x, y } = device.key;
  return encodeData('DEVICE_REGISTER', {
    algorithm,
    x: toHex(uintBytes(x, 32)),
    y: toHex(uintBytes(y, 32)),
    trustClass: TRUST.gatewaySigned,
  });
}

/** A rate that holds, and one that is withdrawn before it does. */
async function publishRates({ say, provider, company }: Fillable): Promise<void> {
  const said = { from: provider, ledger: 'tariffs', to: company.address } as const;
  const rate = { resource: RESOURCE.electricity, zone: 0, mantissa: 567n, exponent: -5, validFrom: 1_790_000_000n };
  const mistyped = { ...rate, mantissa: 567n, exponent: -4, validFrom: LAST_MOMENT };
  await say({ ...said, kind: KIND.RATE, data: encodeData('RATE', rate) });
  await say({ ...said, kind: KIND.RATE, data: encodeData('RATE', mistyped) });
  await say({ ...said, kind: KIND.RATE_WITHDRAW, data: encodeData('RATE_WITHDRAW', mistyped) });
}

async function announceKeys(ledger: Fillable, signer: DeviceSigner, meterId: Hex): Promise<void> {
  const { network } = ledger.client;
  const period = 202610;
  const context = periodKeyContext(network, { deviceId: deviceIdOf(signer.key), meterId, period });
  const envelope = await sealText('{}', [ledger.company], context);
  const signature = signer.sign(
    concatBytes(
      utf8('Domledger period key v1'),
      frameDomain(domainOf(network), network.contracts.readingLedger),
      fromHex(meterId),
      uintBytes(period, 4),
      keccak_256(fromHex(envelope)),
    ),
  );
  await ledger.say({
    from: ledger.collector,
    ledger: 'readingLedger',
    to: ledger.company.address,
    kind: KIND.PERIOD_KEYS,
    subject: meterId,
    data: encodeData('PERIOD_KEYS', {
      deviceId: deviceIdOf(signer.key),
      meterId,
      period,
      envelope,
      deviceSignature: toHex(signature),
    }),
  });
}

/** Two batches of five frames in one block, the second in answer to a request. @returns how many frames */
async function relayFrames(ledger: Fillable, signer: DeviceSigner, meterId: Hex, requestId: Hex): Promise<number> {
  const { network } = ledger.client;
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  // The last frame is newer than the request that it answers.
  const request = await ledger.client.read.readingRequest(requestId);
  if (request === undefined) throw new Error('the request is not on the ledger');
  const start = request.requestedAt - 36_000n + 60n;
  const batches: { deviceId: Hex; signature: Uint8Array; frames: CalldataFrame[] }[] = [];
  let previous = ZERO_LINK;
  for (const first of [1, 6]) {
    const frames: CalldataFrame[] = [];
    const hashes: Uint8Array[] = [];
    for (let sequence = first; sequence < first + 5; sequence++) {
      const ciphertext = concatBytes(utf8(`ciphertext ${sequence}`), new Uint8Array(26)).subarray(0, 26);
      const frame = {
        algorithm: signer.key.algorithm,
        domain,
        channel: channelOf(meterId, OBIS),
        flags: sequence === 10 ? FLAG.periodClose : 0,
        sequence: BigInt(sequence),
        time: start + BigInt(sequence * 3600),
        previous,
        commitment: commit(BigInt(1000 + sequence), BigInt(99 + sequence)),
        payloadHash: payloadHashOf(ciphertext),
        ciphertext,
      };
      const hash = frameHash(encodeFrame(frame));
      previous = linkOf(toHex(hash));
      hashes.push(hash);
      frames.push(frame);
    }
    batches.push({ deviceId: deviceIdOf(signer.key), signature: signer.sign(batchMessage(hashes)), frames });
  }
  await ledger.say({
    from: ledger.collector,
    ledger: 'readingLedger',
    to: ledger.provider.address,
    kind: KIND.READINGS,
    subject: requestId,
    data: encodeReadings(batches),
  });
  return 10;
}
