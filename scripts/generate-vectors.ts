/**
 * Writes test/vectors/formats.json: one example of every format of docs/formats.md from fixed inputs, for readers in other languages.
 * With --check it compares instead and exits with 1 on a difference.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { accountFromMnemonic, signerFromPrivateKey } from '../core/domain/ledger/account.ts';
import { canonicalJson } from '../core/domain/bytes/canonical-json.ts';
import { encodeData, encodeSubmit } from '../core/domain/ledger/block-data.ts';
import { encryptOnce } from '../core/domain/crypto/ecies-on.ts';
import { secp256k1 } from '../core/domain/crypto/secp256k1-noble.ts';
import { envelopeContext, periodKeyContext } from '../core/domain/crypto/envelope-context.ts';
import { formEnvelope } from '../core/domain/crypto/envelope.ts';
import { deviceIdOf, deviceSigner } from '../core/domain/crypto/device-signature.ts';
import { batchMessage, encodeFrame, frameDomain, frameHash, ZERO_LINK } from '../core/domain/reading/frame.ts';
import { fromHex, toHex, utf8, uintBytes, ZERO_32, type Hex } from '../core/domain/bytes/hex.ts';
import { channelOf, invoiceIdOf, meterIdOf, obisFromText, saltedHash } from '../core/domain/ledger/ids.ts';
import { internalBlockDigest, signBlock } from '../core/domain/ledger/internal-block.ts';
import { domainOf, networkToJson, type Network } from '../core/domain/ledger/network.ts';
import { acceptKey } from '../core/domain/keys/accept-key.ts';
import { keyRegisterOf, keyStatementDigest } from '../core/domain/keys/key-statement.ts';
import { FLAG, KIND } from '../core/domain/ledger/kinds.ts';
import { frameKeys, periodKeyMessage, sealFrame } from '../core/domain/reading/payload.ts';
import { encodeReadings } from '../core/domain/reading/readings-data.ts';
import { commitmentVectors } from './vectors/commitment-vectors.ts';
import { founderRekeyingVector, lostSealKeyVector, witnessVector } from './vectors/founder-rekeying-vector.ts';
import { premisesVectors } from './vectors/premises-vectors.ts';
import { wordVectors } from './vectors/word-vectors.ts';
import { wrapAgainVector } from './vectors/wrap-again-vector.ts';
import { sealKeyDigest } from '../core/domain/seal/seal.ts';
import { handoverToJson, signHandover } from '../core/domain/seal/seal-keys.ts';
import { dayPacketVectors } from './vectors/day-packets.ts';

const FILE = new URL('../test/vectors/formats.json', import.meta.url);
const LEDGER: Hex = '0x00000000000000000000000000000000000000aa';
const CHAIN_ID = 53278n;
const NETWORK: Network = {
  name: 'Example house',
  chainId: CHAIN_ID,
  salt: bytes32(0x5a),
  currency: 'RUB',
  timeZone: 'Europe/Moscow',
  seal: { address: address(0x11), targetBits: 12 },
  company: address(0x12),
  portal: address(0x13),
  witnesses: [0x15, 0x13].map((owner) => ({ key: address(owner + 16), owner: address(owner) })),
  contracts: {
    participants: address(0xa1),
    meters: address(0xa2),
    tariffs: address(0xa3),
    premises: address(0xa6),
    contractLedger: address(0xa4),
    billingLedger: address(0xa5),
    readingLedger: LEDGER,
  },
};
const DOMAIN = domainOf(NETWORK);

function bytes32(fill: number): Hex {
  return toHex(new Uint8Array(32).fill(fill));
}

function address(last: number): Hex {
  return `0x${last.toString(16).padStart(40, '0')}`;
}

/** An appeal and a period key as their envelopes hold them, from secrets that nobody else may use. */
async function envelopeVectors(ledger: Hex, meterId: Hex): Promise<object> {
  const reader = accountFromMnemonic('legal winner thank year wave sausage worth useful legal winner thank yellow');
  const sender = accountFromMnemonic('test test test test test test test test test test test junk');
  const contentKey = fromHex(bytes32(0x77));
  const addressees = [reader, sender];
  const wraps = addressees.map(({ address, encryptionKey }, index) => {
    const once = { ephemeralKey: fromHex(bytes32(index + 1)), iv: new Uint8Array(16).fill(index + 1) };
    const text = toHex(contentKey).slice(2);
    return { address, wrapped: encryptOnce(secp256k1, { text, encryptionKey, ...once }) };
  });
  const place = { from: sender.address, ledger, kind: KIND.APPEAL, subject: ZERO_32 };
  const letter = canonicalJson({ text: 'It is cold. Холодно.' });
  const secrets = { wraps, contentKey, nonce: new Uint8Array(12).fill(0x88) };
  const letterContext = envelopeContext(DOMAIN, place);
  const announced = { deviceId: bytes32(0x99), meterId, period: 202610 };
  const keyContext = periodKeyContext(NETWORK, announced);
  const periodKey = fromHex(bytes32(0x44));
  const envelope = formEnvelope({ ...secrets, content: utf8(letter), context: letterContext });
  return {
    chainId: CHAIN_ID.toString(),
    networkHash: DOMAIN.networkHash,
    reader: reader.address,
    readerPrivateKey: reader.encryptionPrivateKey,
    contentKey: toHex(contentKey),
    letter: {
      ...place,
      content: letter,
      context: toHex(letterContext.bytes),
      envelope,
    },
    periodKey: {
      ledger,
      kind: KIND.PERIOD_KEYS,
      ...announced,
      content: toHex(periodKey),
      context: toHex(keyContext.bytes),
      envelope: formEnvelope({ ...secrets, content: periodKey, context: keyContext }),
    },
    /** A sender may choose more room than a content needs. */
    roomyLetter: {
      ...place,
      content: letter,
      envelope: formEnvelope({ ...secrets, content: utf8(letter), room: 509, context: letterContext }),
    },
    wrappedAgain: await wrapAgainVector({ envelope, contentKey: toHex(contentKey) }),
  };
}

async function vectors(): Promise<object> {
  const mnemonic = 'test test test test test test test test test test test junk';
  const account = accountFromMnemonic(mnemonic);
  const other = signerFromPrivateKey(bytes32(0x22)).address;
  const ledger = LEDGER;
  const handover = signHandover(
    DOMAIN,
    { number: 1000n, validFrom: 900n, validUntil: 950n },
    account,
    signerFromPrivateKey(bytes32(0x22)),
  );
  const nextKey = { ...account, ...signerFromPrivateKey(bytes32(0x23)) };
  const rotation = acceptKey(keyRegisterOf(NETWORK), nextKey, { account: account.address, retiring: account.address });
  const salt = fromHex(bytes32(0x33));
  const meterId = meterIdOf(salt, 'KAM', '12345678');
  const obis = obisFromText('1-0:1.8.0*255');
  const channel = channelOf(meterId, obis);
  const rate = { resource: 1, zone: 0, mantissa: 547n, exponent: -5, validFrom: 1790802000n };
  const signed = signBlock({
    domain: DOMAIN,
    ledger,
    signer: account,
    to: other,
    kind: KIND.RATE,
    subject: ZERO_32,
    data: encodeData('RATE', rate),
    timestamp: 1790802001n,
  });
  const domain = frameDomain(DOMAIN, ledger);
  const periodKey = fromHex(bytes32(0x44));
  const devices = ([1, 2] as const).map((algorithm) => deviceSigner(algorithm, uintBytes(0x5555n, 32)));
  const frames = devices.map((device) => {
    const header = {
      algorithm: device.key.algorithm,
      flags: FLAG.periodClose,
      domain,
      channel,
      sequence: 1n,
      time: 1790802000n,
      previous: ZERO_LINK,
    };
    const { frame, ciphertext } = sealFrame({
      periodKey,
      header,
      payload: { kind: 'single', exponent: 0, mantissa: 123456n },
    });
    const bytes = encodeFrame(frame);
    const signature = device.sign(batchMessage([frameHash(bytes)]));
    const deviceId = deviceIdOf(device.key);
    const keys = frameKeys({ periodKey, channel, sequence: 1n });
    return {
      algorithm: device.key.algorithm,
      devicePrivateKey: toHex(uintBytes(0x5555n, 32)),
      deviceX: toHex(uintBytes(device.key.x, 32)),
      deviceY: toHex(uintBytes(device.key.y, 32)),
      deviceId,
      mantissa: '123456',
      aesKey: toHex(keys.key),
      nonce: toHex(keys.nonce),
      blinding: keys.blinding.toString(),
      ciphertext: toHex(ciphertext),
      frame: toHex(bytes),
      frameHash: toHex(frameHash(bytes)),
      signature: toHex(signature),
      readingsData: encodeReadings([{ deviceId, signature, frames: [{ ...frame, ciphertext }] }]),
    };
  });
  const terms = canonicalJson({ resource: '1', from: '2026-10-01', area: '54.2' });
  return {
    network: { file: networkToJson(NETWORK), hash: DOMAIN.networkHash },
    account: { mnemonic, address: account.address, encryptionKey: account.encryptionKey },
    internalBlock: {
      chainId: CHAIN_ID.toString(),
      networkHash: DOMAIN.networkHash,
      ledger,
      block: { ...signed.block, timestamp: signed.block.timestamp.toString() },
      data: signed.data,
      digest: internalBlockDigest(DOMAIN, ledger, signed.block),
      signature: signed.signature,
      submitCalldata: encodeSubmit(signed),
    },
    premises: premisesVectors(salt),
    rateWithdrawal: {
      resource: rate.resource,
      zone: rate.zone,
      validFrom: rate.validFrom.toString(),
      data: encodeData('RATE_WITHDRAW', rate),
    },
    offerWithdrawal: {
      contractId: bytes32(0x66),
      data: encodeData('OFFER_WITHDRAW', { contractId: bytes32(0x66) }),
    },
    sealKeyHandover: {
      chainId: CHAIN_ID.toString(),
      networkHash: DOMAIN.networkHash,
      retiring: account.address,
      digest: sealKeyDigest(DOMAIN, handover),
      ...handoverToJson(handover),
      data: encodeData('SEAL_KEY', handover),
    },
    keyRotation: {
      chainId: CHAIN_ID.toString(),
      networkHash: DOMAIN.networkHash,
      register: NETWORK.contracts.participants,
      account: account.address,
      retiring: account.address,
      digest: keyStatementDigest(keyRegisterOf(NETWORK), {
        ...rotation,
        account: account.address,
        retiring: account.address,
      }),
      ...rotation,
      data: encodeData('KEY_ROTATE', rotation),
    },
    founderRekeying: founderRekeyingVector(NETWORK),
    lostSealKey: lostSealKeyVector(NETWORK),
    witness: witnessVector(address(0x17), address(0x18)),
    words: wordVectors(DOMAIN),
    identifiers: {
      salt: toHex(salt),
      meter: 'KAM:12345678',
      meterId,
      obisText: '1-0:1.8.0*255',
      obis,
      channel,
      invoiceId: invoiceIdOf(account.address, bytes32(0x66), 202610, 0),
      invoiceContractId: bytes32(0x66),
      terms,
      subjectHash: saltedHash(salt, terms),
      frameDomain: toHex(domain),
    },
    frames: { periodKey: toHex(periodKey), list: frames },
    dayPackets: dayPacketVectors(),
    periodKeyMessage: toHex(periodKeyMessage({ domain, meterId, period: 202610, envelope: toHex(utf8('envelope')) })),
    envelopes: await envelopeVectors(ledger, meterId),
    commitments: commitmentVectors(),
  };
}

const text = `${JSON.stringify(await vectors(), null, 2)}\n`;
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    console.error('test/vectors/formats.json differs: run node scripts/generate-vectors.ts, read the difference.');
    process.exitCode = 1;
  }
} else {
  writeFileSync(FILE, text);
}
