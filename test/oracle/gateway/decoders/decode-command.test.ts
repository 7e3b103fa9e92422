import { expect } from 'chai';
import { runDecode } from '../../../../oracle/gateway/decoders/decode-command.ts';
import type { Decoded } from '../../../../oracle/gateway/decoders/reading.ts';
import { meterFrame } from './support/hex.ts';
import { compact, KEY, mode5, stripped } from './support/wireless.ts';

function run(format: string, input: string | Uint8Array, key?: string): Decoded[] {
  const lines = [...runDecode({ format, input, ...(key === undefined ? {} : { key }) })];
  for (const line of lines) expect(line).to.not.include('\n');
  return lines.map((line) => JSON.parse(line) as Decoded);
}

function codes(results: readonly Decoded[]): string[] {
  return results.map((result) => (result.ok ? 'ok' : result.code));
}

const telegram = Buffer.from(meterFrame('04 03 39 30 00 00')).toString('hex');
const spaced = telegram.replace(/../g, '$& ').trim();

describe('runDecode', () => {
  it('refuses a format, a key and a line that it does not know', () => {
    expect(codes(run('morse', '...'))).to.deep.equal(['UNKNOWN_FORMAT']);
    expect(codes(run('mbus', telegram, '?'))).to.deep.equal(['BAD_KEY']);
    expect(codes(run('mbus', `${telegram}\nhello\n${telegram}`))).to.deep.equal(['ok', 'NOT_HEX', 'ok']);
    expect(codes(run('wmbus', '[{}]'))).to.deep.equal(['NOT_HEX']);
    expect(run('mbus', '')).to.deep.equal([]);
  });

  it('reads a telegram a line, with blanks and comments, and one over several lines', () => {
    expect(codes(run('mbus', `# two\n${telegram}\n\n${spaced}\n`))).to.deep.equal(['ok', 'ok']);
    expect(codes(run('mbus', spaced.replace(/(.{30}) /g, '$1\n')))).to.deep.equal(['ok']);
    expect(codes(run('mbus', meterFrame('04 03 39 30 00 00')))).to.deep.equal(['ok']);
  });

  it('reads wired frames one behind the other, and stops at what is none', () => {
    const frame = meterFrame('04 03 39 30 00 00');
    const three = Buffer.concat([frame, Buffer.of(0xe5, 0xe5), frame, frame]);
    expect(codes(run('mbus', three))).to.deep.equal(['ok', 'ok', 'ok']);
    expect(codes(run('mbus', three.toString('hex')))).to.deep.equal(['ok', 'ok', 'ok']);
    expect(codes(run('mbus', Buffer.concat([frame, Buffer.of(0)])))).to.deep.equal(['BAD_LENGTH']);
    expect(codes(run('mbus', Buffer.of(0xe5)))).to.deep.equal(['NOT_A_LONG_FRAME']);
    const lengthChanged = Buffer.concat([frame, frame]);
    lengthChanged[1] = 1;
    expect(codes(run('mbus', lengthChanged))).to.deep.equal(['BAD_LENGTH']);
  });

  it('reads every line of a log of telegrams', () => {
    const wireless = Buffer.from(stripped('78 04 13 D2 04 00 00')).toString('hex');
    const log = `telegram=|${wireless}|\ntelegram=|${wireless.slice(0, 20)}_${wireless.slice(20)}|\n`;
    expect(codes(run('wmbus', log))).to.deep.equal(['ok', 'ok']);
  });

  it('goes on with the next line after a damaged frame of DLMS', () => {
    const bad = '7EA027010201105A87E6E7000F400000007E';
    const good = '7EA027010201105A87E6E7000F40000000090C07E1090C0217122AFF80000002010600000528B80C7E';
    expect(codes(run('dlms', `${good}\n${bad}\n${good}\n`))).to.deep.equal([
      'UNKNOWN_LIST',
      'BAD_FRAME',
      'UNKNOWN_LIST',
    ]);
  });

  it('prints the agreed members', () => {
    const [decoded] = run('mbus', telegram);
    expect(decoded).to.deep.equal({
      ok: true,
      meter: { manufacturer: 'ABB', id: '12345678', version: '2', medium: 'electricity' },
      readings: [
        {
          quantity: 'energy',
          unit: 'Wh',
          storage: 0,
          tariff: 0,
          subunit: 0,
          function: 'instantaneous',
          value: '12345',
        },
      ],
      status: 0,
    });
  });

  it('opens with a key, and remembers formats from line to line', () => {
    const sealed = Buffer.from(stripped(mode5('04 13 D2 04 00 00'))).toString('hex');
    expect(codes(run('wmbus', sealed, Buffer.from(KEY).toString('hex')))).to.deep.equal(['ok']);
    expect(codes(run('wmbus', sealed))).to.deep.equal(['KEY_REQUIRED']);
    const full = Buffer.from(stripped('78 04 13 D2 04 00 00')).toString('hex');
    const short = Buffer.from(stripped(compact('04 13', 'D3 04 00 00', '04 13 D3 04 00 00'))).toString('hex');
    expect(codes(run('wmbus', `${short}\n${full}\n${short}`))).to.deep.equal(['FORMAT_UNKNOWN', 'ok', 'ok']);
    expect(codes(run('wmbus', JSON.stringify([{ telegram: short, earlier: [full] }])))).to.deep.equal(['ok']);
  });

  it('cuts P1 files at their identification lines', () => {
    const file = '/ISK5A\r\n\r\n1-0:1.8.0(1.5*kWh)\r\n!\r\n/ISK5B\r\n\r\n1-0:1.8.0(2.5*kWh)\r\n!\r\n';
    expect(run('p1', file).map((result) => result.ok && result.readings[0]?.value)).to.deep.equal(['1500', '2500']);
    expect(codes(run('p1', 'nothing'))).to.deep.equal(['NOT_P1']);
  });

  it('reads uplinks a line or one over many', () => {
    const uplink = { device: 'kamstrup', fPort: 1, hex: '780413d2040000' };
    expect(codes(run('lorawan', `${JSON.stringify(uplink)}\n${JSON.stringify(uplink)}`))).to.deep.equal(['ok', 'ok']);
    expect(codes(run('lorawan', JSON.stringify(uplink, null, 2)))).to.deep.equal(['ok']);
  });
});
