import { once } from 'node:events';
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { expect } from 'chai';
import { connectAsync } from 'mqtt';
import { listen, meterId } from './support/listening.ts';
import type { AddressInfo } from 'node:net';

async function broker() {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
  return {
    url: `mqtt://127.0.0.1:${port}`,
    say: (topic: string, content: unknown, retain = false): Promise<unknown> =>
      client.publishAsync(topic, typeof content === 'string' ? content : JSON.stringify(content), { qos: 1, retain }),
    async [Symbol.asyncDispose]() {
      await client.endAsync(true);
      await new Promise<void>((resolve) => aedes.close(() => resolve()));
      server.close();
    },
  };
}

const seconds = (): number => Math.floor(Date.now() / 1000);
const iso = (time: number): string => new Date(time * 1000).toISOString();
const WATER = { name: 'water', meterId: meterId('5'), manufacturer: 'KAM', id: '76348799', published: true };

describe('readings from MQTT', () => {
  it('of wmbusmeters are the digits of the text, and only for entries that take them', async () => {
    await using bus = await broker();
    const strict = { ...WATER, name: 'strict', meterId: meterId('6'), id: '11111111', published: undefined };
    await using agent = listen(() => [{ type: 'mqtt', dialect: 'wmbusmeters', url: bus.url }], [WATER, strict]);
    // Retained, so that it is there whenever the agent has subscribed.
    const time = seconds() - 100;
    const reading = `{"media":"cold water","id":"76348799","total_m3":9007199254740.993,"timestamp":"${iso(time)}"}`;
    await bus.say('wmbusmeters/water', reading, true);
    await agent.counted('FRAMED');
    // As a float it would be 9007199254740.992.
    expect(agent.value('water')).to.equal(9_007_199_254_740_993n);
    await bus.say('wmbusmeters/strict', reading.replace('76348799', '11111111'));
    await agent.counted('PUBLISHED_NOT_ALLOWED');
    await bus.say(
      'wmbusmeters/water',
      reading.replace('9007199254740.993', '9.1e12').replace(iso(time), iso(time + 1)),
    );
    await agent.counted('MALFORMED');
    await bus.say('wmbusmeters/other', { id: '22222222', total_m3: 1 });
    await agent.counted('METER_UNKNOWN');
    expect(agent.store.counters()['FRAMED']).to.equal(1);
  });

  it('of ChirpStack come from the device, with its pulses counted from the start of the register', async () => {
    await using bus = await broker();
    const entries = [1, 2].map((input) => ({
      name: `pulse-${input}`,
      meterId: meterId(String(6 + input)),
      manufacturer: 'VEGA',
      id: 'A84041000000000A',
      devEui: 'A84041000000000A',
      pulse: { input, weight: '0.01', start: '100.5' },
    }));
    await using agent = listen(() => [{ type: 'mqtt', dialect: 'chirpstack', url: bus.url }], entries);
    const payload = Buffer.alloc(24);
    payload[0] = 1;
    payload[1] = 90;
    payload.writeUInt32LE(seconds(), 3);
    payload.writeUInt32LE(250, 8);
    payload.writeUInt32LE(7, 12);
    const uplink = {
      time: iso(seconds() - 5),
      deviceInfo: { devEui: 'a84041000000000a', deviceProfileName: 'Vega SI-11' },
      fPort: 2,
      data: payload.toString('base64'),
    };
    await bus.say('application/1/device/a84041000000000a/event/up', uplink, true);
    await agent.counted('FRAMED', 2);
    expect(agent.value('pulse-1')).to.equal(103_000n);
    expect(agent.value('pulse-2')).to.equal(100_570n);
    const stranger = { ...uplink, deviceInfo: { ...uplink.deviceInfo, devEui: 'b84041000000000b' } };
    await bus.say('application/1/device/b84041000000000b/event/up', stranger);
    await agent.counted('METER_UNKNOWN');
    await bus.say('application/1/device/a84041000000000a/event/up', 'no json');
    await agent.counted('METER_UNKNOWN', 2);
  });
});
