import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { connect } from 'mqtt';
import { createLog } from '../../../../core/runtime/log.ts';
import { connectBroker } from '../../../../oracle/collector/broker/connect-broker.ts';
import { receive } from '../../../../oracle/collector/receive/receive.ts';
import { startUplink } from '../../../../oracle/gateway/uplink/uplink.ts';
import { encodeDownMessage, parseDownMessage } from '../../../../oracle/messages.ts';
import { mqttOptions } from '../../../../oracle/mqtt-access.ts';
import { mosquittoMissing, startMosquitto } from '../../support/mosquitto.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { MqttClient } from 'mqtt';
import type { Broker, OnMessage } from '../../../../oracle/collector/broker/broker.ts';
import type { MqttAccess } from '../../../../oracle/mqtt-access.ts';
import type { Mosquitto } from '../../support/mosquitto.ts';
import type { Pair } from '../../support/pair.ts';

const UP = (name: string): string => `arsmms/v1/${name}/up`;
const log = createLog('test', 'silent');

describe('the collector at Mosquitto', function () {
  const resources = new AsyncDisposableStack();
  let folder: string;
  let mosquitto: Mosquitto;
  let collectorAccess: MqttAccess;
  let access: Record<'g1' | 'g2', MqttAccess>;
  let pair: Pair;
  const clients: MqttClient[] = [];
  const brokers: Broker[] = [];

  before(async function () {
    const missing = mosquittoMissing();
    if (missing !== undefined) {
      console.log(`skipped: the collector at Mosquitto: ${missing}`);
      this.skip();
    }
    folder = mkdtempSync(join(tmpdir(), 'domledger-mosquitto-'));
    resources.defer(() => rmSync(folder, { recursive: true, force: true }));
    mosquitto = resources.use(await startMosquitto(folder));
    collectorAccess = mosquitto.certificate('collector', 'collector');
    access = { g1: mosquitto.certificate('gateway', 'g1'), g2: mosquitto.certificate('gateway', 'g2') };
  });
  after(() => resources.disposeAsync());
  beforeEach(() => {
    pair = makePair();
    pair.registerAll();
    pair.tellRegister();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end(true);
    for (const broker of brokers.splice(0)) await broker[Symbol.asyncDispose]();
    pair.dispose();
  });

  const open = (url: string, given: MqttAccess, more: object = {}): MqttClient => {
    const client = connect(url, { ...mqttOptions(given), reconnectPeriod: 0, clean: true, ...more });
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  };
  const signedIn = (client: MqttClient): Promise<boolean> =>
    new Promise((resolve) => {
      client.once('connect', () => resolve(true));
      client.once('close', () => resolve(false));
    });
  const collector = (onMessage: OnMessage, gateways: readonly string[] = ['g1', 'g2']): Broker => {
    const broker = connectBroker({ url: mosquitto.collectorsUrl, access: collectorAccess, gateways, onMessage, log });
    brokers.push(broker);
    return broker;
  };
  const standing = (broker: Broker): Promise<boolean> =>
    waitFor('collector signed in', () => broker.fault === undefined);
  /** The collector's inbox behind the broker: checks, stores, answers. */
  const storing = (): Broker => {
    const broker: Broker = collector(
      async (gatewayId, payload) => {
        const { answer } = await receive(pair.context, gatewayId, payload);
        if (answer !== undefined) broker.publish(gatewayId, encodeDownMessage(answer));
      },
      ['g1'],
    );
    return broker;
  };
  const uplink = (mqttVersion: '3.1.1' | '5', stop: AbortSignal): ReturnType<typeof startUplink> =>
    startUplink({
      url: mosquitto.gatewaysUrl,
      access: { ...access.g1, mqttVersion },
      gatewayId: 'g1',
      token: 'not looked at here',
      hello: () => pair.helloOf(),
      store: pair.store,
      onDown: (payload) => void pair.down(parseDownMessage(payload)),
      log,
      signal: stop,
    });
  const signHours = async (from: number, to: number): Promise<void> => {
    for (let hour = from; hour < to; hour++) {
      for (const meter of pair.simulated) {
        const values = meter.start.map((value) => value + BigInt(hour));
        pair.feed(meter, values, START + BigInt(hour) * HOUR);
      }
      await pair.sign();
    }
  };
  const framesStored = (): number =>
    pair.inbox.messageCounts().reduce((sum, { messages, frames }) => (messages > 0 ? sum + frames : sum), 0);
  const channels = (): number => pair.simulated.flatMap(({ tariffs }) => tariffs).length;

  it('refuses a client without a certificate, with one of another authority, and with one that has expired', async () => {
    const none = { ...access.g1, mqttCert: undefined, mqttKey: undefined };
    expect(await signedIn(open(mosquitto.gatewaysUrl, none))).to.equal(false);
    const stranger = mosquitto.certificate('gateway', 'g1', { authorities: join(folder, 'strangers') });
    expect(await signedIn(open(mosquitto.gatewaysUrl, stranger))).to.equal(false);
    const expired = mosquitto.certificate('gateway', 'old', { days: -1 });
    expect(await signedIn(open(mosquitto.gatewaysUrl, expired))).to.equal(false);
    expect(await signedIn(open(mosquitto.gatewaysUrl, access.g1))).to.equal(true);
  });

  it('refuses a gateway at the collector’s door, and a broker that is not of the pinned authority', async () => {
    expect(await signedIn(open(mosquitto.collectorsUrl, access.g1))).to.equal(false);
    mosquitto.certificate('gateway', 'g1', { authorities: join(folder, 'strangers') });
    const pinned = { ...access.g1, mqttCa: join(folder, 'strangers', 'broker-ca.crt') };
    expect(await signedIn(open(mosquitto.gatewaysUrl, pinned))).to.equal(false);
  });

  it('refuses what a gateway publishes or reads in the name of another', async () => {
    const got: string[] = [];
    const broker = collector(async (gatewayId, payload) => void got.push(`${gatewayId} ${payload.length}`));
    await standing(broker);
    const client = open(mosquitto.gatewaysUrl, access.g1);
    expect(await signedIn(client)).to.equal(true);
    for (const topic of [UP('g2'), 'arsmms/v1/g1/down', 'arsmms/v1/g2/down', 'elsewhere']) {
      const refused: unknown = await client.publishAsync(topic, 'x', { qos: 1 }).catch((error: unknown) => error);
      expect(refused, topic).to.be.an('error').with.property('code', 135);
    }
    let leaked = 0;
    client.on('message', () => (leaked += 1));
    for (const topic of ['#', 'arsmms/v1/+/down', 'arsmms/v1/g2/down'])
      await client.subscribeAsync(topic, { qos: 1 }).catch(() => undefined);
    broker.publish('g2', new Uint8Array(3));
    await client.publishAsync(UP('g1'), 'end', { qos: 1 });
    await waitFor('last message', () => got.length > 0);
    expect(got).to.deep.equal(['g1 3']);
    expect(leaked).to.equal(0);
  });

  it('lets nobody take over the session of another by its client id', async () => {
    const got: string[] = [];
    await standing(collector(async (gatewayId) => void got.push(gatewayId)));
    const honest = open(mosquitto.gatewaysUrl, access.g1, { clientId: 'g1' });
    expect(await signedIn(honest)).to.equal(true);
    for (const clientId of ['g1', 'collector:g1'])
      expect(await signedIn(open(mosquitto.gatewaysUrl, access.g2, { clientId }))).to.equal(true);
    await honest.publishAsync(UP('g1'), 'still here', { qos: 1 });
    await waitFor('message', () => got.length > 0);
    expect(got).to.deep.equal(['g1']);
  });

  it('does not acknowledge what is not stored: it comes again, and nobody else waits for it', async () => {
    let failures = 3;
    const got: string[] = [];
    const broker = collector(async (gatewayId, payload) => {
      if (gatewayId === 'g1' && failures-- > 0) throw new Error('disk full');
      got.push(`${gatewayId} ${payload.length}`);
    });
    await standing(broker);
    const [one, two] = [open(mosquitto.gatewaysUrl, access.g1), open(mosquitto.gatewaysUrl, access.g2)];
    expect(await Promise.all([signedIn(one), signedIn(two)])).to.deep.equal([true, true]);
    for (const size of [1, 2, 3]) await one.publishAsync(UP('g1'), Buffer.alloc(size), { qos: 1 });
    await two.publishAsync(UP('g2'), Buffer.alloc(9), { qos: 1 });
    await waitFor('the other gateway', () => got.length > 0);
    expect(got[0]).to.equal('g2 9');
    await waitFor('all stored', () => got.length >= 4);
    expect(got.slice(1)).to.deep.equal(['g1 1', 'g1 2', 'g1 3']);
  });

  for (const version of ['5', '3.1.1'] as const) {
    it(`takes the frames of a gateway that speaks MQTT ${version}`, async () => {
      await standing(storing());
      await signHours(0, 3);
      const stop = new AbortController();
      await using _ = await uplink(version, stop.signal);
      await waitFor('queue empty', () => pair.store.queuedMessages() === 0);
      expect(framesStored()).to.equal(3 * channels());
    });
  }

  it('loses nothing and doubles nothing when the broker is killed and the collector starts anew', async () => {
    const first = storing();
    await standing(first);
    const stop = new AbortController();
    await using _ = await uplink('5', stop.signal);
    for (let round = 0; round < 4; round++) {
      await signHours(3 * round, 3 * round + 2);
      await mosquitto.kill();
      await signHours(3 * round + 2, 3 * round + 3);
      await mosquitto.start();
      if (round === 2) {
        await first[Symbol.asyncDispose]();
        brokers.splice(brokers.indexOf(first), 1);
        storing();
      }
    }
    await waitFor('queue empty', () => pair.store.queuedMessages() === 0);
    expect(framesStored()).to.equal(12 * channels());
    expect(
      Object.keys(pair.inbox.counters()).filter((code) => !/^(BATCH|KEYS|MESSAGE|HELLO)_/.test(code)),
    ).to.deep.equal([]);
  });
});
