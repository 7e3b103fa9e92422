import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { cutAmber, cutLengths, cutLines, telegramOfLine } from '../../../../oracle/gateway/inputs/stream/cut-wmbus.ts';
import { KEY, formatA, formatB, mode5, stripped } from '../decoders/support/wireless.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { listen, meterId } from './support/listening.ts';
import type { AddressInfo, Socket } from 'node:net';

/** Cubic metres of cold water with three decimals, eight BCD digits. */
const volume = (litres: number): string =>
  `0C13${Buffer.from(String(litres).padStart(8, '0'), 'hex').reverse().toString('hex')}`;
const sealed = (litres: number): Uint8Array => stripped(mode5(volume(litres)));
const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const METER = { name: 'water', meterId: meterId('1'), manufacturer: 'KAM', id: '12345678', key: hex(KEY) };

/** A receiver on a free port; `say` waits for a listener. */
async function receiver() {
  const sockets: Socket[] = [];
  const server = createServer((socket) => void sockets.push(socket.on('error', () => undefined)));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    async say(...chunks: (string | Uint8Array)[]) {
      while (sockets.length === 0) await once(server, 'connection');
      for (const chunk of chunks) sockets.at(-1)?.write(chunk);
    },
    hangUp: () => sockets.splice(0).forEach((socket) => socket.destroy()),
    [Symbol.asyncDispose]: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Two readings of one second cannot both rise in time. */
async function anotherSecond(): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  await waitFor('another second', () => Math.floor(Date.now() / 1000) > now);
}

describe('telegrams of radio receivers', () => {
  it('are not found in remarks, damaged lines and lines without end', () => {
    for (const line of ['', '# note', 'OK', 'V 1.67 CSM868', 'T1;0;1;2026-01-01;9;9;1;0x2E4401', 'b2E44'])
      expect(telegramOfLine(line), line).to.equal(undefined);
    const endless = cutLines(Buffer.from('A'.repeat(5_000)));
    expect(endless.rest).to.have.length(0);
    expect(endless.skipped).to.equal(5_000);
  });

  it('are found in the lines of CUL, rtl_wmbus and others', () => {
    const telegram = sealed(12_345);
    expect(telegramOfLine(`b${hex(formatA(telegram))}8E`)).to.deep.equal(formatA(telegram));
    expect(telegramOfLine(`bY${hex(formatB(telegram))}`)).to.deep.equal(formatB(telegram));
    expect(telegramOfLine(hex(telegram).toUpperCase())).to.deep.equal(telegram);
    expect(telegramOfLine(`telegram=|${hex(telegram)}|`)).to.deep.equal(telegram);
    const fields = 'T1;1;1;2026-04-03 19:00:42.000;97;148;12345678';
    expect(telegramOfLine(`${fields};0x${hex(telegram)}`)).to.deep.equal(telegram);
  });

  it('are found again behind garbage, wherever the stream is torn', () => {
    const telegram = Buffer.from(sealed(1));
    const amber = Buffer.from([0xff, 0x03, ...telegram]);
    const command = Buffer.concat([amber, Uint8Array.of(amber.reduce((xor, byte) => xor ^ byte, 0))]);
    for (const [cut, piece] of [
      [cutLengths, telegram],
      [cutAmber, command],
      [cutLines, Buffer.from(`${hex(telegram)}\n`)],
    ] as const) {
      const noise = cut === cutLines ? Buffer.from('??\n') : Buffer.from([0x00, 0x05, 0x99]);
      const stream = Buffer.concat([noise, piece, noise, piece]);
      for (let tear = 1; tear < stream.length; tear++) {
        const first = cut(stream.subarray(0, tear));
        const second = cut(Buffer.concat([first.rest, stream.subarray(tear)]));
        const found = [...first.pieces, ...second.pieces].filter((bytes) => bytes.length > 5);
        expect(found, `${cut.name} torn at ${tear}`).to.have.length(2);
      }
    }
    const damaged = Buffer.from(command);
    damaged[6] = (damaged[6] ?? 0) ^ 1;
    expect(cutAmber(damaged).pieces).to.deep.equal([]);
  });

  it('become frames of the meter that they are from, through TCP, over lost connections', async () => {
    await using stick = await receiver();
    await using agent = listen(() => [{ type: 'wmbus-tcp', port: stick.port }], [METER]);
    await stick.say('V 1.67\n', `b${hex(formatA(sealed(12_345)))}8E\r\n`);
    await agent.counted('FRAMED');
    expect(agent.value('water')).to.equal(12_345n);
    expect(agent.store.counters()['INPUT_GARBAGE']).to.equal(1);
    stick.hangUp();
    await agent.counted('INPUT_LOST');
    await anotherSecond();
    await stick.say(`${hex(sealed(12_346)).slice(0, 20)}`, `${hex(sealed(12_346)).slice(20)}\n`);
    await agent.counted('FRAMED', 2);
    expect(agent.value('water')).to.equal(12_346n);
  });

  it('are refused in clear from a meter with a key, under another key, and from strangers', async () => {
    await using stick = await receiver();
    await using agent = listen(() => [{ type: 'wmbus-tcp', port: stick.port, writing: 'length' }], [METER]);
    await stick.say(stripped(`7A 2A 00 0000 ${volume(99_999)}`));
    await agent.counted('KEY_EXPECTED');
    await stick.say(stripped(mode5(volume(99_999), Buffer.alloc(16, 9))));
    await agent.counted('WRONG_KEY');
    await stick.say(stripped(mode5(volume(99_999)), '2D2C 99999999 01 16'));
    await agent.counted('METER_UNKNOWN');
    expect(agent.store.counters()['FRAMED']).to.equal(undefined);
  });

  it('arrive as datagrams', async () => {
    const socket = createSocket('udp4');
    await once(socket.bind(0, '127.0.0.1'), 'listening');
    const { port } = socket.address();
    socket.close();
    await once(socket, 'close');
    await using agent = listen(() => [{ type: 'wmbus-udp', port }], [METER]);
    const sender = createSocket('udp4');
    let sent = 0;
    const timer = setInterval(() => sender.send(sealed(700 + sent++), port, '127.0.0.1'), 20);
    await agent.counted('FRAMED');
    clearInterval(timer);
    sender.close();
    expect(agent.value('water') >= 700n).to.equal(true);
  });
});
