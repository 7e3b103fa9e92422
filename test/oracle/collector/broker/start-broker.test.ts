import { connect } from 'node:net';
import { expect } from 'chai';
import { connect as connectMqtt, connectAsync } from 'mqtt';
import { createLog } from '../../../../core/runtime/log.ts';
import { createPacketGauge } from '../../../../oracle/collector/broker/limit-packets.ts';
import { startBroker } from '../../../../oracle/collector/broker/start-broker.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { Socket } from 'node:net';
import type { MqttClient } from 'mqtt';
import type { EmbeddedBroker } from '../../../../oracle/collector/broker/start-broker.ts';

describe('the embedded broker', () => {
  let broker: EmbeddedBroker;
  let received: { gatewayId: string; size: number }[];
  let refused: Map<string, number>;
  let fail: boolean;
  const clients: MqttClient[] = [];
  const sockets: Socket[] = [];

  const signIn = async (id: string, token: string, more: object = {}): Promise<MqttClient> => {
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: id,
      username: id,
      password: token,
      reconnectPeriod: 0,
      connectTimeout: 2_000,
      ...more,
    });
    client.on('error', () => undefined);
    clients.push(client);
    return client;
  };
  const raw = async (...parts: Uint8Array[]): Promise<Socket> => {
    const socket = connect(broker.port, '127.0.0.1');
    sockets.push(socket);
    socket.on('error', () => undefined);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    for (const part of parts) socket.write(part);
    return socket;
  };
  /** Whether the broker cuts the connection instead of acknowledging. */
  const isCut = async (client: MqttClient, topic: string, payload: string | Buffer): Promise<boolean> =>
    new Promise((resolve) => {
      client.once('close', () => resolve(true));
      client.publishAsync(topic, payload, { qos: 1 }).then(
        () => resolve(false),
        () => resolve(true),
      );
    });
  const rejects = async (work: Promise<unknown>): Promise<boolean> =>
    work.then(
      () => false,
      () => true,
    );

  beforeEach(async () => {
    received = [];
    refused = new Map();
    fail = false;
    broker = await startBroker({
      host: '127.0.0.1',
      port: 0,
      tokens: new Map([
        ['one', 'token-of-one'],
        ['two', 'token-of-two'],
      ]),
      onMessage: async (gatewayId, payload) => {
        if (fail) throw new Error('disk full');
        received.push({ gatewayId, size: payload.length });
      },
      onRefused: (code) => refused.set(code, (refused.get(code) ?? 0) + 1),
      perAddress: 20,
      log: createLog('test', 'silent'),
    });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.end(true);
    for (const socket of sockets.splice(0)) socket.destroy();
    await broker[Symbol.asyncDispose]();
  });

  it('refuses a wrong token, an unknown name, another gateway’s token, and no token', async () => {
    expect(await rejects(signIn('one', 'wrong'))).to.equal(true);
    expect(await rejects(signIn('three', 'token-of-one'))).to.equal(true);
    expect(await rejects(signIn('one', 'token-of-two'))).to.equal(true);
    expect(await rejects(signIn('one', ''))).to.equal(true);
    expect(refused.get('SIGN_IN_REFUSED')).to.equal(4);
  });

  it('keeps no gateway out where its address holds silent connections, and one that signed in is not cut for others', async () => {
    const first = await signIn('one', 'token-of-one');
    const silent = await Promise.all(Array.from({ length: 40 }, () => raw()));
    await waitFor('the oldest went', () => silent.filter((socket) => socket.destroyed).length >= 21);
    const second = await signIn('two', 'token-of-two');
    expect(await isCut(second, 'arsmms/v1/two/up', 'x')).to.equal(false);
    expect(await isCut(first, 'arsmms/v1/one/up', 'x')).to.equal(false);
    expect(refused.get('TOO_MANY_CONNECTIONS')).to.equal(22);
  });

  it('refuses a further connection where all of its address signed in', async () => {
    for (let count = 0; count < 20; count++) await signIn('one', 'token-of-one', { clientId: `one-${count}` });
    const further = await raw();
    await waitFor('it is cut', () => further.destroyed);
    expect(refused.get('TOO_MANY_CONNECTIONS')).to.equal(1);
    expect(await isCut(clients[0] ?? expect.fail(), 'arsmms/v1/one/up', 'x')).to.equal(false);
  });

  it('refuses a foreign topic, wildcards, the down topic of another gateway, and a will', async () => {
    for (const topic of ['arsmms/v1/two/up', 'arsmms/v1/one/down', 'elsewhere', '$SYS/x']) {
      const client = await signIn('one', 'token-of-one');
      expect(await isCut(client, topic, 'x')).to.equal(true);
    }
    let leaked = 0;
    for (const topic of ['#', 'arsmms/#', 'arsmms/v1/+/down', 'arsmms/v1/two/down']) {
      const client = await signIn('one', 'token-of-one');
      client.on('message', () => (leaked += 1));
      const cut = new Promise<void>((resolve) => client.once('close', () => resolve()));
      client.subscribe(topic, { qos: 1 });
      await cut;
    }
    broker.publish('two', new Uint8Array(5), true);
    const two = await signIn('two', 'token-of-two');
    const got = new Promise((resolve) => two.once('message', resolve));
    await two.subscribeAsync('arsmms/v1/two/down', { qos: 1 });
    await got;
    expect(leaked).to.equal(0);
    expect(refused.get('TOPIC_REFUSED')).to.equal(8);
    const will = { topic: 'arsmms/v1/one/up', payload: Buffer.from('x'), qos: 1 as const, retain: true };
    const dying = connectMqtt(`mqtt://127.0.0.1:${broker.port}`, {
      clientId: 'one',
      username: 'one',
      password: 'token-of-one',
      reconnectPeriod: 0,
      will,
    });
    clients.push(dying);
    await new Promise<void>((resolve) => dying.once('close', () => resolve()));
    expect(refused.get('WILL_REFUSED')).to.equal(1);
    expect(received).to.deep.equal([]);
  });

  it('cuts a connection that announces an oversized packet before its bytes arrive', async () => {
    const socket = await raw(Uint8Array.of(0x30, 0xff, 0xff, 0xff, 0x7f), new Uint8Array(100));
    await waitFor('connection cut', () => socket.destroyed || socket.readableEnded);
    expect(refused.get('PACKET_TOO_LARGE')).to.equal(1);
    const client = await signIn('one', 'token-of-one');
    expect(await isCut(client, 'arsmms/v1/one/up', Buffer.alloc(1_200_000))).to.equal(true);
    expect(received).to.deep.equal([]);
  });

  it('survives bytes that are no MQTT, and connections that say nothing', async () => {
    await raw();
    for (const bytes of [
      Uint8Array.of(0, 0, 0),
      Uint8Array.of(0x10, 3, 1, 2, 3),
      new TextEncoder().encode('GET / HTTP/1.1\r\n\r\n'),
      new Uint8Array(5_000).fill(0xf0),
    ]) {
      const socket = await raw(bytes);
      await waitFor('connection cut', () => socket.destroyed || socket.readableEnded);
    }
    expect(refused.get('PROTOCOL_ERROR')).to.be.at.least(3);
    await (await signIn('one', 'token-of-one')).publishAsync('arsmms/v1/one/up', 'fine', { qos: 1 });
    expect(received).to.deep.equal([{ gatewayId: 'one', size: 4 }]);
  });

  it('does not acknowledge what could not be stored', async () => {
    fail = true;
    const client = await signIn('one', 'token-of-one');
    expect(await isCut(client, 'arsmms/v1/one/up', 'x')).to.equal(true);
    fail = false;
    await (await signIn('one', 'token-of-one')).publishAsync('arsmms/v1/one/up', 'x', { qos: 1 });
    expect(received).to.have.length(1);
  });

  it('hands messages on in order and keeps none for later readers', async () => {
    const client = await signIn('one', 'token-of-one');
    await Promise.all(
      [1, 2, 3, 4, 5].map((size) =>
        client.publishAsync('arsmms/v1/one/up', Buffer.alloc(size), { qos: 1, retain: true }),
      ),
    );
    expect(received.map(({ size }) => size)).to.deep.equal([1, 2, 3, 4, 5]);
  });
});

describe('createPacketGauge', () => {
  it('measures packets however they are cut', () => {
    const packets = Uint8Array.of(
      0x30,
      3,
      1,
      2,
      3,
      0xc0,
      0,
      0x30,
      0x80,
      0x01,
      ...new Array<number>(128).fill(7),
      0x30,
      0xff,
      0x7f,
    );
    for (const step of [1, 2, 7, 1_000]) {
      const gauge = createPacketGauge(200);
      const verdicts: boolean[] = [];
      for (let at = 0; at < packets.length; at += step) verdicts.push(gauge(packets.subarray(at, at + step)));
      expect(verdicts.slice(0, -1).every(Boolean)).to.equal(step === 1 ? true : verdicts.length > 0);
      expect(verdicts.at(-1)).to.equal(false);
    }
  });
});
