import { expect } from 'chai';
import fc from 'fast-check';
import { cutInput } from '../../../../oracle/gateway/decoders/cut-input.ts';
import { runDecode } from '../../../../oracle/gateway/decoders/decode-command.ts';
import type { TelegramFormat } from '../../../../oracle/gateway/decoders/decode-telegram.ts';
import { meterFrame } from './support/hex.ts';

async function parts(text: string, format: TelegramFormat, chunk: number, limit: number): Promise<string[]> {
  const bytes = Buffer.from(text);
  async function* chunks(): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunk) yield await Promise.resolve(bytes.subarray(at, at + chunk));
  }
  const read: string[] = [];
  for await (const part of cutInput(chunks(), format, limit)) read.push(Buffer.from(part).toString());
  return read;
}

const LINE = Buffer.from(meterFrame('04 03 39 30 00 00')).toString('hex');
const P1 = '/ISK5\\2M550T\r\n\r\n1-0:1.8.1(1*kWh)\r\n!\r\n';

describe('cutInput', () => {
  it('leaves lists, messages of DLMS and bytes whole, and gives nothing for nothing', async () => {
    for (const [format, text] of [
      ['wmbus', ` [\n${'{},\n'.repeat(50)}{}]`],
      ['dlms', `${LINE}\n`.repeat(50)],
      ['mbus', '\u0000\n'.repeat(50)],
    ] as const)
      expect(await parts(text, format, 7, 16)).to.deep.equal([text]);
    expect(await parts('', 'mbus', 7, 16)).to.deep.equal([]);
  });

  it('cuts between telegrams only, and loses none, whatever the chunks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 400 }), async (chunk, limit) => {
        for (const [format, text] of [
          ['mbus', `${LINE}\n`.repeat(40)],
          ['p1', P1.repeat(40)],
        ] as const) {
          const read = await parts(text, format, chunk, limit);
          expect(read.join('')).to.equal(text);
          const lines = read.flatMap((input) => [...runDecode({ format, input })]);
          expect(lines.filter((line) => line.startsWith('{"ok":true'))).to.have.length(40);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('holds no more than the limit and one chunk', async () => {
    const read = await parts(`${LINE}\n`.repeat(4000), 'mbus', 4096, 16_384);
    expect(read.length).to.be.greaterThan(10);
    for (const part of read) expect(part.length).to.be.at.most(16_384 + 4096);
  });
});
