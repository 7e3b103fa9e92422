import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { parseInputs } from '../../../../oracle/gateway/inputs/parse-inputs.ts';
import { longFrame } from '../decoders/support/hex.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { listen, meterId } from './support/listening.ts';

const volume = (digits: string): string =>
  Buffer.from(longFrame(`72 78563412 4204 02 16 01 00 0000 0C13${digits}`)).toString('hex');

describe('the setting inputs', () => {
  it('names every fault of every input at once', () => {
    const faults = [
      { type: 'carrier-pigeon' },
      { type: 'p1-tcp', host: '127.0.0.1' },
      { type: 'mbus-serial', path: '/dev/ttyUSB0', meters: [], colour: 'red' },
      { type: 'mqtt', url: 'http://127.0.0.1', dialect: 'morse' },
      { type: 'modbus-tcp', port: 502, meter: 'a', map: 'b', interval: 'often' },
    ];
    expect(() => parseInputs(faults)).to.throw(
      /inputs\.0\.type.*inputs\.1\.port.*inputs\.2.*inputs\.3\.url.*inputs\.3\.dialect.*inputs\.4\.interval/,
    );
  });

  it('takes what it says, with defaults', () => {
    expect(
      parseInputs([{ type: 'mbus-serial', path: '/dev/ttyS0', meters: [{ meter: 'a', address: 1 }] }]),
    ).to.deep.equal([
      {
        type: 'mbus-serial',
        path: '/dev/ttyS0',
        baudRate: 2_400,
        parity: 'even',
        interval: 3_600_000,
        timeout: 3_000,
        meters: [{ meter: 'a', address: 1 }],
      },
    ]);
  });

  it('reads dropped files once, when they are complete', async () => {
    const entry = { name: 'water', meterId: meterId('9'), manufacturer: 'ABB', id: '12345678' };
    const drop = (folder: string): string => join(folder, 'drop');
    await using agent = listen(
      (folder) => {
        mkdirSync(drop(folder));
        return [{ type: 'folder', path: drop(folder), format: 'mbus', interval: '20ms' }];
      },
      [entry],
    );
    const write = (name: string, text: string, at: number): void => {
      const file = join(drop(agent.folder), name);
      writeFileSync(file, text);
      utimesSync(file, at, at);
    };
    const now = Math.floor(Date.now() / 1000);
    write('half.part', volume('99990000'), now - 500);
    write('a.hex', `${volume('15000000')}\nnot hexadecimal\n`, now - 400);
    await agent.counted('FRAMED');
    write('b.hex', volume('16000000'), now - 300);
    await agent.counted('FRAMED', 2);
    expect(agent.value('water')).to.equal(16n);
    expect(agent.store.counters()['INPUT_GARBAGE']).to.equal(1);
    await waitFor('both remembered', () => agent.store.counters()['DUPLICATE'] === undefined);
  });
});
