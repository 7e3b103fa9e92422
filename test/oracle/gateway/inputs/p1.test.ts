import { createCipheriv } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect } from 'chai';
import { crc16Arc } from '../../../../oracle/gateway/decoders/p1/crc16-arc.ts';
import { cutP1 } from '../../../../oracle/gateway/inputs/stream/cut-p1.ts';
import { hex } from '../decoders/support/hex.ts';
import { listen, meterId } from './support/listening.ts';
import type { AddressInfo } from 'node:net';

const KEY = '000102030405060708090A0B0C0D0E0F';
const METER = {
  name: 'house',
  meterId: meterId('2'),
  manufacturer: 'ISK',
  id: '4530',
  unit: 'Wh',
  exponent: 0,
  obis: ['1-0:1.8.1*255'],
};

function telegram(wh: number): Buffer {
  const kwh = `${String(Math.floor(wh / 1000)).padStart(6, '0')}.${String(wh % 1000).padStart(3, '0')}`;
  const lines = ['1-3:0.2.8(50)', '0-0:96.1.1(4530)', `1-0:1.8.1(${kwh}*kWh)`];
  const text = ['/ISK5\\2M550T-1011', '', ...lines, '!'].join('\r\n');
  return Buffer.from(`${text}${crc16Arc(Buffer.from(text)).toString(16).toUpperCase().padStart(4, '0')}\r\n`);
}

function ciphered(plain: Buffer, key = KEY): Buffer {
  const title = Buffer.from('SAG12345');
  const counter = hex('00000007');
  const cipher = createCipheriv('aes-128-gcm', hex(key), Buffer.concat([title, counter]), { authTagLength: 12 });
  cipher.setAAD(Buffer.concat([hex('30'), hex('00112233445566778899AABBCCDDEEFF')]));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  const length = 5 + body.length + 12;
  const head = [hex('DB08'), title, Uint8Array.of(0x82, length >> 8, length & 0xff), hex('30'), counter];
  return Buffer.concat([...head, body, cipher.getAuthTag()]);
}

describe('what a P1 port sends', () => {
  it('is cut into telegrams wherever the stream is torn, and a cut telegram is left out', () => {
    const stream = Buffer.concat([
      telegram(900).subarray(40),
      telegram(1_001),
      telegram(1_002).subarray(0, 60),
      Buffer.from('\r\n'),
      telegram(1_003),
      ciphered(telegram(1_004)),
    ]);
    const expected = [telegram(1_001), telegram(1_003), ciphered(telegram(1_004))].map((piece) =>
      piece.toString('latin1'),
    );
    for (let tear = 1; tear < stream.length; tear++) {
      const first = cutP1(stream.subarray(0, tear));
      const second = cutP1(Buffer.concat([first.rest, stream.subarray(tear)]));
      const found = [...first.pieces, ...second.pieces];
      expect(
        found.map((piece) => piece.toString('latin1')),
        `torn at ${tear}`,
      ).to.deep.equal(expected);
      expect(second.rest).to.have.length(0);
    }
  });

  it('becomes frames: plain telegrams by their meter, encrypted ones by the meter of the port, damaged ones never', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      const damaged = telegram(7_000);
      damaged[60] = (damaged[60] ?? 0) ^ 1;
      socket.write(Buffer.concat([telegram(5_000).subarray(30), damaged, telegram(5_001)]));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const sealing = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(Buffer.concat([telegram(9_999), ciphered(telegram(6_001))]));
    });
    await once(sealing.listen(0, '127.0.0.1'), 'listening');
    const port = (of: typeof server): number => (of.address() as AddressInfo).port;
    const secret = { ...METER, name: 'sealed', meterId: meterId('3'), key: KEY };
    {
      await using agent = listen(() => [{ type: 'p1-tcp', port: port(server) }], [METER]);
      await agent.counted('FRAMED');
      expect(agent.value('house')).to.equal(5_001n);
    }
    {
      await using agent = listen(() => [{ type: 'p1-tcp', port: port(sealing), meter: 'sealed' }], [secret]);
      await agent.counted('KEY_EXPECTED');
      await agent.counted('FRAMED');
      expect(agent.value('sealed')).to.equal(6_001n);
    }
    server.close();
    sealing.close();
  });
});
