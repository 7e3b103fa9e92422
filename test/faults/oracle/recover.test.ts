import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fromHex, toHex } from '../../../core/domain/bytes/hex.ts';
import { channelOf, obisFromText } from '../../../core/domain/ledger/ids.ts';
import { FLAG, ROLE } from '../../../core/domain/ledger/kinds.ts';
import { startGateway } from '../../../oracle/gateway/start-gateway.ts';
import { startOracle } from '../../../oracle/main.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { writeSpool } from '../../../sandbox/meters/write-spool.ts';
import { startTestLedger } from '../../oracle/support/ledger.ts';
import {
  gatewaySettingsOf,
  idOfMeter,
  oracleSettingsOf,
  registerDevice,
  registerMeter,
  writeMetersFile,
} from '../../oracle/support/metering.ts';
import { framesByChannel, recordedReadings } from '../../oracle/support/recorded-frames.ts';
import { waitFor } from '../../support/wait-for.ts';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import type { Gateway } from '../../../oracle/gateway/start-gateway.ts';
import type { Oracle } from '../../../oracle/main.ts';
import type { TestLedger } from '../../oracle/support/ledger.ts';

const HOUSE = sampleHouse({ flats: 2, unmetered: [], threeZone: [], withoutWater: [] });
/** The opening of the month and its days. */
const FRAMES = 1 + 31;

describe('the collector recovers', () => {
  let resources: AsyncDisposableStack;
  let ledger: TestLedger;
  let oracle: Oracle;
  let gateway: Gateway;
  const signal = new AbortController().signal;

  beforeEach(async () => {
    resources = new AsyncDisposableStack();
    ledger = resources.use(await startTestLedger());
    writeMetersFile(join(ledger.folder, 'meters.json'), HOUSE.meters);
  });
  afterEach(() => resources.disposeAsync());

  /** Gateway and a collector that stores, and cannot relay before the company registers it. */
  const start = async (more: Record<string, unknown> = {}): Promise<void> => {
    oracle = await startOracle(oracleSettingsOf(ledger, more), signal);
    resources.defer(() => oracle[Symbol.asyncDispose]());
    gateway = await startGateway(gatewaySettingsOf(ledger, oracle.mqttPort, { batchFrames: 8 }), signal);
    resources.defer(() => gateway[Symbol.asyncDispose]());
    const deviceId = await registerDevice(ledger, join(ledger.folder, 'gateway'));
    for (const meter of HOUSE.meters) await registerMeter(ledger, meter, deviceId);
    writeSpool({ house: HOUSE, period: 202610, spoolDir: join(ledger.folder, 'spool') });
  };
  const register = async (): Promise<void> => {
    const enrolled = await waitFor('collector enrolled', () => ledger.client.read.participant(oracle.address));
    const encryptionKeyHash = toHex(keccak_256(fromHex(enrolled.encryptionKey)));
    await ledger.record(ledger.company, 'participants', 'REGISTER', {
      account: oracle.address,
      role: ROLE.collector,
      encryptionKeyHash,
    });
  };
  const pending = async (): Promise<number> => {
    const text = await (await fetch(`${oracle.url}/metrics`)).text();
    return Number(/domledger_oracle_frames\{state="pending"\} (\d+)/.exec(text)?.[1] ?? 0);
  };
  const channels = (): Hex[] =>
    HOUSE.meters.flatMap((meter) => meter.obis.map((obis) => channelOf(idOfMeter(meter), obisFromText(obis))));
  const allRecorded = async (): Promise<void> => {
    await waitFor('all frames recorded', async () => {
      const states = await Promise.all(channels().map((channel) => ledger.client.read.channelState(channel)));
      return states.every((state) => Number(state?.sequence ?? 0) === FRAMES);
    });
    const { frames } = await recordedReadings(ledger);
    expect([...framesByChannel(frames).values()].map(({ length }) => length)).to.deep.equal(
      channels().map(() => FRAMES),
    );
    expect(frames.filter(({ flags }) => (flags & FLAG.gap) !== 0)).to.deep.equal([]);
  };

  it('what its lost inbox had taken and the ledger had not: gateways send it again', async () => {
    await start();
    await waitFor('frames stored', async () => (await pending()) > 3 * channels().length);
    const port = oracle.mqttPort;
    await oracle[Symbol.asyncDispose]();
    const data = join(ledger.folder, 'oracle');
    for (const file of readdirSync(data).filter((name) => name.startsWith('inbox'))) rmSync(join(data, file));
    oracle = await startOracle(oracleSettingsOf(ledger, { mqttPort: port }), signal);
    resources.defer(() => oracle[Symbol.asyncDispose]());
    await register();
    await allRecorded();
  });

  it('by itself from an inbox that is full because the ledger takes nothing', async () => {
    await start({ inboxBytes: 285_000, keepRecorded: '1h' });
    const red = await waitFor('health is red', async () => {
      const response = await fetch(`${oracle.url}/health`);
      return response.status === 503 && response.text();
    });
    expect(red).to.match(/bytes in use/);
    expect(await (await fetch(`${oracle.url}/metrics`)).text()).to.match(/domledger_oracle_storage_full 1/);
    expect(await pending()).to.be.lessThan(FRAMES * channels().length);
    await register();
    await allRecorded();
    await waitFor('health is green', async () => (await fetch(`${oracle.url}/health`)).status === 200);
  });
});
