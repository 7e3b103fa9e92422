import { hashOf, linkTo, type WholeFrame } from './support/metered-flat.ts';
import { FLAG } from '../../../core/domain/ledger/kinds.ts';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { BlockRecordJson } from '../../../core/domain/seal/block-record.ts';
import {
  createDevicePrivateKey,
  deviceIdOf,
  deviceSigner,
  type DeviceKey,
} from '../../../core/domain/crypto/device-signature.ts';
import { LEDGERS, type Network } from '../../../core/domain/ledger/network.ts';
import { periodKeyMessage } from '../../../core/domain/reading/payload.ts';
import { commit } from '../../../core/domain/crypto/commitment.ts';
import { decodeData } from '../../../core/domain/ledger/block-data.ts';
import { batchMessage, frameDomain, payloadHashOf, ZERO_LINK, type Frame } from '../../../core/domain/reading/frame.ts';
import { toHex, ZERO_32, ZERO_ADDRESS, type Hex } from '../../../core/domain/bytes/hex.ts';
import { createFrameChecker, type FrameChecker } from '../../../sealer/verify/check-frames.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import { createMeterHistory } from '../../../sealer/verify/meter-history.ts';
import { recordsOfFolder, recordsOfUrl } from '../../../sealer/verify/read-records.ts';
import { verifyChain, type VerifyResult } from '../../../sealer/verify/verify-chain.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import { refusal } from '../../support/refusal.ts';
import { startEngine } from '../support/chains.ts';
import { blockOf, COMPANY, outcome, PORTAL, rate, startCompany, submit } from '../support/company.ts';
import { deviceData, meterData } from '../support/meters.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { DOMAIN } from './support/cheating-company.ts';

describe('verification of a whole history', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;
  let records: BlockRecordJson[];

  before(async () => {
    sealer = await startCompany(join(folder.path, 'sealer'));
    const blocks = [
      rate(sealer.network, 0),
      rate(sealer.network, 1),
      blockOf(sealer.network, COMPANY, 'RESTORE', { account: PORTAL.address }),
    ];
    for (const block of blocks) await outcome(sealer.url, (await submit(sealer.url, block)).body['digest']);
    records = [];
    for await (const json of recordsOfUrl(sealer.url, new AbortController().signal))
      records.push(json as BlockRecordJson);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  async function verify(given: Iterable<unknown>): Promise<VerifyResult> {
    return verifyChain({ network: sealer.network, records: given, engine: await startEngine() });
  }
  async function faultWith(change: (record: BlockRecordJson) => BlockRecordJson): Promise<unknown> {
    const result = await verify(records.map((record, i) => (i === 3 ? change(record) : record)));
    expect(result.ok).to.equal(false);
    return result.ok ? undefined : { block: result.fault.block, code: result.fault.code };
  }

  it('names the first fault and its place', async () => {
    const { seal } = records[3] ?? { seal: undefined };
    expect(await faultWith((r) => ({ ...r, transactions: [] }))).to.deep.equal({ block: 3, code: 'TRANSACTIONS_ROOT' });
    expect(await faultWith((r) => ({ ...r, prevRandao: ZERO_32 }))).to.deep.equal({ block: 3, code: 'HEADER_FIELDS' });
    expect(await faultWith((r) => ({ ...r, header: `${r.header.slice(0, -2)}ff` }))).to.deep.equal({
      block: 3,
      code: 'HEADER_HASH',
    });
    expect(
      await faultWith((r) => ({ ...r, seal: { ...r.seal, signature: records[2]?.seal.signature ?? '' } })),
    ).to.have.property('block', 3);
    expect(seal).to.not.equal(undefined);
  });

  it('refuses a history with a block left out, or twice', async () => {
    for (const given of [
      records.filter((_, i) => i !== 2),
      records.flatMap((record, i) => (i === 2 ? [record, record] : [record])),
    ]) {
      const result = await verify(given);
      expect(result.ok ? '' : result.fault.code).to.equal('RECORD_NUMBER');
    }
  });

  it('refuses a history under another seal key', async () => {
    const network = { ...sealer.network, seal: { ...sealer.network.seal, address: COMPANY.address } };
    const result = await verifyChain({ network, records, engine: await startEngine() });
    expect(result.ok ? '' : result.fault).to.deep.include({ block: 0, code: 'SEAL_SIGNER' });
  });

  it('refuses a network file of which anything is another than the one that is sealed for', async () => {
    const { network } = sealer;
    const other = COMPANY.address;
    const changes: Partial<Network>[] = [
      { name: 'other' },
      { salt: ZERO_32 },
      { currency: 'EUR' },
      { timeZone: 'Europe/Berlin' },
      { seal: { ...network.seal, targetBits: network.seal.targetBits - 1 } },
      { company: PORTAL.address },
      { portal: other },
      ...LEDGERS.map((name) => ({ contracts: { ...network.contracts, [name]: other } })),
    ];
    for (const change of changes) {
      const result = await verifyChain({ network: { ...network, ...change }, records, engine: await startEngine() });
      expect(result.ok ? '' : result.fault, JSON.stringify(change)).to.deep.include({
        block: 0,
        code: 'SEAL_SIGNER',
      });
    }
  });

  it('refuses a history that ends before its founding', async () => {
    const result = await verify(records.slice(0, 1));
    expect(result.ok ? '' : result.fault).to.deep.include({ block: 1, code: 'FOUNDING_OTHER' });
  });

  it('refuses to read the folder of a running sealer, reads it when it stopped, and refuses it with any byte changed', async () => {
    const data = join(folder.path, 'sealer');
    expect(await refusal(() => Array.fromAsync(recordsOfFolder(data)))).to.equal('DATA_IN_USE');
    await sealer[Symbol.asyncDispose]();
    expect(await Array.fromAsync(recordsOfFolder(data))).to.deep.equal(records);
    const log = readFileSync(join(data, 'blocks.log'));
    const copy = join(folder.path, 'copy');
    mkdirSync(copy);
    for (let at = 0; at < log.length; at += 997) {
      const changed = Buffer.from(log);
      changed[at] = (changed[at] ?? 0) ^ 0x04;
      writeFileSync(join(copy, 'blocks.log'), changed);
      expect(await refusal(() => Array.fromAsync(recordsOfFolder(copy))), `byte ${at}`).to.equal('LOG_DAMAGED');
    }
    writeFileSync(join(copy, 'blocks.log'), log.subarray(0, -3));
    expect(await refusal(() => Array.fromAsync(recordsOfFolder(copy)))).to.equal('LOG_DAMAGED');
    expect(readFileSync(join(copy, 'blocks.log')).length).to.equal(log.length - 3);
  });

  it('counts what it verified', async () => {
    const result = await verify(records);
    expect(result.ok).to.equal(true);
    expect(result.counts).to.include({ blocks: 5, internalBlocks: 2, refused: 1, frames: 0, bills: 0 });
    expect(result.counts.heads['tariffs']).to.not.equal(ZERO_32);
    expect(result.counts.heads['meters']).to.equal(ZERO_32);
  });
});

describe('verification of frames', () => {
  const ledger: Hex = `0x${'1e'.repeat(20)}`;
  const device = deviceSigner(1, createDevicePrivateKey(1));
  const domain = frameDomain(DOMAIN, ledger);
  const meterId: Hex = `0x${'4e'.repeat(32)}`;
  const deviceId = deviceIdOf(device.key);
  const channel = channelOf(meterId, '0x0100010800ff');
  const hands = { company: ZERO_ADDRESS, portal: ZERO_ADDRESS };
  const book = createMeterHistory(hands);
  const said = { from: ZERO_ADDRESS, timestamp: 0n, kind: 0, dataHash: ZERO_32 };
  const checkerWith = (key: DeviceKey): FrameChecker => {
    book.take(said, { kind: 'DEVICE_REGISTER', data: decodeData('DEVICE_REGISTER', deviceData(key)) });
    const meter = decodeData('METER_REGISTER', meterData({ meterId, deviceId: deviceIdOf(key) }));
    book.take(said, { kind: 'METER_REGISTER', data: meter });
    return createFrameChecker({ domain: DOMAIN, readingLedger: ledger, meters: book });
  };

  function frame(sequence: bigint, previous: Hex, over: Partial<Frame> = {}): WholeFrame {
    const ciphertext = new Uint8Array(26);
    return {
      algorithm: 1 as const,
      flags: 0,
      domain,
      channel,
      sequence,
      time: 1_000n + sequence,
      previous,
      commitment: commit(sequence, 5n),
      payloadHash: payloadHashOf(ciphertext),
      ciphertext,
      ...over,
    };
  }
  /** As readers of the ledger see it: numbers are sent behind a gap alone. */
  const sent = ({ flags, sequence, ...rest }: WholeFrame) => ({
    ...rest,
    flags,
    sequence: (flags & FLAG.gap) === 0 ? undefined : sequence,
  });
  async function check(frames: WholeFrame[], signer = device): Promise<string | number> {
    const checker = checkerWith(device.key);
    const signature = signer.sign(batchMessage(frames.map(hashOf)));
    const data = [{ deviceId, signature, frames: frames.map(sent) }];
    let count = 0;
    try {
      count = checker.checkReadings(data);
    } catch (error) {
      return refusal(() => {
        throw error;
      });
    }
    return count;
  }

  const first = frame(1n, ZERO_LINK);
  const second = frame(2n, linkTo(first));

  it('refuses a break in sequence, chain or time, a foreign signature and a device that nobody registered', async () => {
    expect(await check([frame(2n, ZERO_LINK)])).to.equal('DEVICE_SIGNATURE_INVALID');
    expect(await check([first, frame(2n, ZERO_LINK)])).to.equal('DEVICE_SIGNATURE_INVALID');
    expect(await check([first, frame(1n, linkTo(first), { flags: FLAG.gap, time: 2_000n })])).to.equal(
      'FRAME_SEQUENCE',
    );
    expect(await check([first, { ...second, time: first.time }])).to.equal('FRAME_TIME');
    expect(await check([first, second], deviceSigner(1, createDevicePrivateKey(1)))).to.equal(
      'DEVICE_SIGNATURE_INVALID',
    );
    const stranger = createFrameChecker({ domain: DOMAIN, readingLedger: ledger, meters: createMeterHistory(hands) });
    const data = [{ deviceId: ZERO_32, signature: new Uint8Array(65), frames: [sent(first)] }];
    expect(await refusal(() => stranger.checkReadings(data))).to.equal('DEVICE_UNKNOWN');
  });

  it('refuses frames of an unknown channel, of another device, of a replaced meter and of a revoked device', async () => {
    expect(await check([{ ...first, channel: '0x00000000' }])).to.equal('CHANNEL_UNKNOWN');
    const other = deviceSigner(1, createDevicePrivateKey(1));
    checkerWith(other.key);
    const checker = createFrameChecker({ domain: DOMAIN, readingLedger: ledger, meters: book });
    const data = [{ deviceId, signature: device.sign(batchMessage([hashOf(first)])), frames: [sent(first)] }];
    expect(await refusal(() => checker.checkReadings(data))).to.equal('CHANNEL_NOT_OF_DEVICE');
    checkerWith(device.key);
    book.take(said, { kind: 'METER_REPLACE', data: { oldMeterId: meterId, newMeterId: ZERO_32 } });
    expect(await refusal(() => checker.checkReadings(data))).to.equal('METER_OUT_OF_SERVICE');
    checkerWith(device.key);
    book.take(said, { kind: 'DEVICE_REVOKE', data: { deviceId } });
    expect(await refusal(() => checker.checkReadings(data))).to.equal('DEVICE_REVOKED');
  });

  it('refuses period keys that the device of the meter did not sign, for this period and envelope', async () => {
    const checker = checkerWith(device.key);
    const announced = { deviceId, meterId, period: 202610, envelope: '0x01' as Hex };
    const deviceSignature = toHex(device.sign(periodKeyMessage({ domain, ...announced })));
    const keys = { ...announced, deviceSignature };
    checker.checkPeriodKeys(keys);
    for (const bad of [{ period: 202611 }, { envelope: '0x02' as Hex }]) {
      const data = { ...keys, ...bad };
      expect(await refusal(() => checker.checkPeriodKeys(data))).to.equal('DEVICE_SIGNATURE_INVALID');
    }
    const foreign = { ...keys, meterId: ZERO_32 };
    expect(await refusal(() => checker.checkPeriodKeys(foreign))).to.equal('METER_UNKNOWN');
  });

  it('takes a chain of frames, and a gap that is marked as one', async () => {
    expect(await check([first, second])).to.equal(2);
    expect(await check([first, frame(9n, linkTo(first), { flags: FLAG.gap })])).to.equal(2);
  });
});
