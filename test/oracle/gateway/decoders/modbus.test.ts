import { expect } from 'chai';
import { decodeRegisters } from '../../../../oracle/gateway/decoders/modbus/decode-registers.ts';
import { planReads } from '../../../../oracle/gateway/decoders/modbus/plan-reads.ts';
import { parseRegisterMap } from '../../../../oracle/gateway/decoders/modbus/register-map.ts';
import type { RegisterMap } from '../../../../oracle/gateway/decoders/modbus/register-map.ts';
import type { Reading } from '../../../../oracle/gateway/decoders/reading.ts';

const METER = { manufacturer: 'EAS', id: '7', version: '', medium: 'electricity' };
const ENERGY = { address: 72, type: 'f32', exponent: 3, quantity: 'energy', unit: 'Wh', obis: '1-0:1.8.0' };

function mapOf(...registers: object[]): RegisterMap {
  const map = parseRegisterMap({ meter: METER, registers });
  if ('ok' in map) throw new Error(map.message);
  return map;
}

function read(register: object, words: number[]): Reading {
  const map = mapOf({ address: 0, quantity: 'energy', unit: 'Wh', ...register });
  const decoded = decodeRegisters(map, [{ table: 'input', address: 0, words }]);
  const [reading] = decoded.ok ? decoded.readings : [];
  if (reading === undefined) throw new Error('no reading');
  return reading;
}

describe('Modbus register maps', () => {
  it('refuses maps at their first fault', () => {
    const faults: unknown[] = [
      null,
      { meter: METER, registers: [] },
      { meter: { id: 7 }, registers: [ENERGY] },
      { meter: METER, registers: ['x'] },
      ...[
        { address: 70000 },
        { address: 65535 },
        { type: 'u8' },
        { table: 'coil' },
        { words: 'middle' },
        { exponent: 0.5 },
        { tariff: -1 },
        { unit: 1 },
        { obis: 1 },
        { function: 'average' },
        { colour: 'red' },
      ].map((fault) => ({ meter: METER, registers: [{ ...ENERGY, ...fault }] })),
    ];
    for (const fault of faults)
      expect(parseRegisterMap(fault), JSON.stringify(fault)).to.include({ code: 'BAD_REGISTER_MAP' });
  });

  it('refuses answers that are missing, short or no words', () => {
    const map = mapOf(ENERGY);
    expect(decodeRegisters(map, [])).to.include({ code: 'MISSING_REGISTERS' });
    expect(decodeRegisters(map, [{ table: 'input', address: 72, words: [0] }])).to.include({
      code: 'MISSING_REGISTERS',
    });
    expect(decodeRegisters(map, [{ table: 'holding', address: 72, words: [0, 0] }])).to.include({
      code: 'MISSING_REGISTERS',
    });
    expect(decodeRegisters(map, [{ table: 'input', address: 72, words: [0, 65536] }])).to.include({ code: 'BAD_WORD' });
  });

  it('reads every type in both orders', () => {
    expect(read({ type: 'u16' }, [0xfffe]).value).to.equal('65534');
    expect(read({ type: 'i16', exponent: -1 }, [0xfffe]).value).to.equal('-0.2');
    expect(read({ type: 'u32' }, [1, 2]).value).to.equal('65538');
    expect(read({ type: 'u32', words: 'little' }, [2, 1]).value).to.equal('65538');
    expect(read({ type: 'i32' }, [0xffff, 0xffff]).value).to.equal('-1');
    expect(read({ type: 'u64' }, [0, 0, 1, 0]).value).to.equal('65536');
    expect(read({ type: 'i64', words: 'little' }, [0xfffe, 0xffff, 0xffff, 0xffff]).value).to.equal('-2');
    expect(read({ type: 'bcd32' }, [0x1234, 0x5678]).value).to.equal('12345678');
    expect(read({ type: 'f32', exponent: 3 }, [0x4145, 0x851f])).to.include({
      nearest: '12345',
      value: '12345.00026702880859375',
    });
    expect(read({ type: 'f64' }, [0x4028, 0xb0a3, 0xd70a, 0x3d71]).nearest).to.equal('12.345');
  });

  it('gives no value for what devices send when they have none', () => {
    for (const [type, words] of [
      ['u16', [0xffff]],
      ['i16', [0x8000]],
      ['u32', [0xffff, 0xffff]],
      ['f32', [0x7fc0, 0]],
    ] as const) {
      expect(read({ type }, [...words]), type)
        .to.include({ fault: 'not available' })
        .and.not.have.property('value');
    }
    expect(read({ type: 'bcd32' }, [0x12a4, 0])).to.include({ fault: 'not a decimal number' });
  });

  it('plans the fewest reads, never over registers that the map does not name', () => {
    const at = (address: number, table = 'input'): object => ({ ...ENERGY, address, table });
    expect(planReads(mapOf(at(2), at(0), at(4), at(10), at(0, 'holding')))).to.deep.equal([
      { table: 'input', address: 0, count: 6 },
      { table: 'input', address: 10, count: 2 },
      { table: 'holding', address: 0, count: 2 },
    ]);
    const many = Array.from({ length: 100 }, (_, index) => at(2 * index));
    expect(planReads(mapOf(...many)).map(({ count }) => count)).to.deep.equal([124, 76]);
  });
});
