import { expect } from 'chai';
import { createDecoderState } from '../../../../oracle/gateway/decoders/decoder-state.ts';
import { decodeLorawan } from '../../../../oracle/gateway/decoders/lorawan/decode-lorawan.ts';
import { pulseRegister } from '../../../../oracle/gateway/decoders/lorawan/decode-vega-si11.ts';
import type { DecodedTelegram } from '../../../../oracle/gateway/decoders/reading.ts';
import { hex } from './support/hex.ts';

const SI11 = '01 5F 02 00BCD168 F6 E8030000 00000000 FFFFFFFF 07000000';

function event(payload: string, fPort: number, profile: string, more: object = {}): Uint8Array {
  return Buffer.from(
    JSON.stringify({
      deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d',
      time: '2026-10-01T00:00:00+00:00',
      deviceInfo: { deviceProfileName: profile, deviceName: 'flat 12', devEui: '70b3d5e75e000001', tags: {} },
      fPort,
      data: Buffer.from(hex(payload)).toString('base64'),
      ...more,
    }),
  );
}

function run(bytes: Uint8Array): ReturnType<typeof decodeLorawan> {
  return decodeLorawan({ bytes, state: createDecoderState() });
}

function decoded(bytes: Uint8Array): DecodedTelegram {
  const result = run(bytes);
  if (!result.ok) throw new Error(`${result.code} ${result.message}`);
  return result;
}

function codeOf(bytes: Uint8Array): string {
  const result = run(bytes);
  return result.ok ? 'ok' : result.code;
}

describe('decodeLorawan', () => {
  it('refuses what is no uplink, an empty one, and a device that nothing identifies', () => {
    expect(codeOf(Buffer.from('{'))).to.equal('MALFORMED');
    expect(codeOf(event(SI11, 2, 'Vega SI-11', { data: '#' }))).to.equal('MALFORMED');
    expect(codeOf(event(SI11, 2, 'Vega SI-11', { fCnt: -1 }))).to.equal('MALFORMED');
    expect(codeOf(event('', 2, 'Vega SI-11'))).to.equal('EMPTY_UPLINK');
    expect(codeOf(event('01 02 03', 7, 'something'))).to.equal('UNKNOWN_DEVICE');
  });

  describe('ChirpStack', () => {
    it('takes a missing frame counter as 0', () => {
      expect(decoded(event(SI11, 2, 'Vega SI-11')).frameCounter).to.equal(0);
      expect(decoded(event(SI11, 2, 'Vega SI-11', { fCnt: 41 })).frameCounter).to.equal(41);
    });

    it('names the meter by its EUI', () => {
      expect(decoded(event(SI11, 2, 'Vega SI-11')).meter.id).to.equal('70B3D5E75E000001');
    });

    it('finds the codec by tag or, where no name helps, by the exact shape', () => {
      const tagged = { deviceInfo: { deviceProfileName: 'p', tags: { model: 'SI-11' }, devEui: '01' } };
      expect(decoded(event(SI11, 2, '', tagged)).meter.manufacturer).to.equal('VEGA');
      expect(decoded(event(SI11, 2, 'p')).meter.manufacturer).to.equal('VEGA');
      expect(decoded(event('78 04 13 D2 04 00 00', 1, 'p')).readings[0]?.value).to.equal('1.234');
    });
  });

  it('refuses a payload that no radio carries', () => {
    expect(codeOf(event('78'.repeat(243), 1, 'Kamstrup'))).to.equal('MALFORMED');
  });

  describe('Vega SI-11', () => {
    it('refuses other ports, lengths and types', () => {
      expect(codeOf(event(SI11, 3, 'Vega SI-11'))).to.equal('UNSUPPORTED_PAYLOAD');
      expect(codeOf(event(`${SI11} 00`, 2, 'Vega SI-11'))).to.equal('UNSUPPORTED_PAYLOAD');
      expect(codeOf(event(SI11.replace('01', '02'), 2, 'Vega SI-11'))).to.equal('UNSUPPORTED_PAYLOAD');
      expect(codeOf(event(SI11, 2, 'Vega SI-12'))).to.equal('UNKNOWN_DEVICE');
    });

    it('counts pulses of four inputs', () => {
      const { readings, flags } = decoded(event(SI11, 2, 'Vega SI-11'));
      expect(readings.slice(0, 4).map(({ value, subunit, unit }) => [value, subunit, unit])).to.deep.equal([
        ['1000', 1, 'pulse'],
        ['0', 2, 'pulse'],
        ['4294967295', 3, 'pulse'],
        ['7', 4, 'pulse'],
      ]);
      expect(readings[0]?.time).to.equal('2025-09-22T21:13:36Z');
      expect(readings[4]).to.include({ value: '-10', unit: '°C' });
      expect(flags).to.equal(undefined);
      expect(decoded(event(SI11.replace('5F', '05'), 2, 'Vega SI-11')).flags).to.deep.equal(['battery']);
    });

    it('turns pulses into the register exactly', () => {
      const register = pulseRegister({ pulses: '1001', weight: '0.01', start: '123.456' });
      expect(register).to.deep.equal({ mantissa: 133466n, exponent: -3 });
    });
  });

  describe('Axioma W1', () => {
    const short = '00BCD168 00 A6170000';

    it('refuses other ports, lengths, versions and scalings', () => {
      expect(codeOf(event(short, 103, 'Axioma W1'))).to.equal('UNSUPPORTED_PAYLOAD');
      expect(codeOf(event(`${short} 00`, 100, 'Axioma W1'))).to.equal('UNSUPPORTED_PAYLOAD');
      expect(codeOf(event(`02${'00'.repeat(50)}`, 100, 'Axioma W1'))).to.equal('UNSUPPORTED_PAYLOAD');
      expect(codeOf(event(`01${'00'.repeat(49)}04`, 100, 'Axioma W1'))).to.equal('UNSUPPORTED_SCALING');
    });

    it('reads the short and the extended payload, and what the meter complains of', () => {
      expect(decoded(event(short, 100, 'Axioma W1')).readings[0]).to.include({
        value: '6.054',
        unit: 'm3',
        storage: 0,
      });
      const extended = `00BCD168 60 A6170000 80ADD168 32170000 ${'0100'.repeat(15)}`;
      const { readings, flags } = decoded(event(extended, 100, 'Qalcosonic'));
      expect(readings[1]).to.include({ value: '5.938', storage: 1, time: '2025-09-22T20:11:44Z' });
      expect(flags).to.deep.equal(['backflow']);
    });
  });

  describe('M-Bus records', () => {
    it('refuses profiles of another kind', () => {
      const profile = (control: string): string =>
        `78 44 6D 00 2C FD 28 44 13 C1 AA 77 00 4D 93 13 04 ${control} 01 27 01`;
      expect(codeOf(event(profile('22'), 1, 'Kamstrup'))).to.equal('UNSUPPORTED_PROFILE');
      expect(codeOf(event(profile('60'), 1, 'Kamstrup'))).to.equal('UNSUPPORTED_PROFILE');
      expect(codeOf(event(profile('62'), 1, 'Kamstrup'))).to.equal('ok');
    });

    it('refuses a profile that falls below zero', () => {
      const below = '78 44 6D 00 2C FD 28 44 13 10 00 00 00 4D 93 13 04 62 01 27 01';
      expect(codeOf(event(below, 1, 'Kamstrup'))).to.equal('UNSUPPORTED_PROFILE');
    });

    it('takes the newest log for the reading only of Kamstrup: storage 1 of others may be a due date', () => {
      const log = '78 44 6D 00 2C FD 28 44 13 D2 04 00 00';
      const storages = (name: string): unknown[] => decoded(event(log, 1, name)).readings.map(({ storage }) => storage);
      expect(storages('Kamstrup')).to.deep.equal([0, 0]);
      expect(storages('M-Bus bridge')).to.deep.equal([1, 1]);
      expect(decoded(event('78 02 FF 25 10 00', 1, 'M-Bus bridge'))).to.not.have.property('flags');
    });

    it('names the meter by a long header', () => {
      const { meter } = decoded(event('72 78563412 2D2C 1B 16 01 00 0000 04 13 D2 04 00 00', 1, 'Kamstrup'));
      expect(meter).to.deep.equal({ manufacturer: 'KAM', id: '12345678', version: '27', medium: 'cold water' });
    });
  });
});
