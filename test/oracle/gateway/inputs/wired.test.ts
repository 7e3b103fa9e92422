import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { ServerTCP } from 'modbus-serial';
import { SerialPort } from 'serialport';
import { startLiveMeters } from '../../../../sandbox/meters/live-meters.ts';
import { sampleHouse } from '../../../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../../../sandbox/meters/write-spool.ts';
import { idOfMeter } from '../../support/metering.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { listen, meterId } from './support/listening.ts';
import type { AddressInfo } from 'node:net';
import type { SimulatedMeter } from '../../../../sandbox/meters/sample-house.ts';

const SOCAT = '/usr/bin/socat';

function entryOf(meter: SimulatedMeter): object {
  const { header, unit, exponent, obis, name } = meter;
  return { name, meterId: idOfMeter(meter), manufacturer: header.manufacturer, id: header.id, unit, exponent, obis };
}

describe('meters on wires', function () {
  const house = sampleHouse({ flats: 2, unmetered: [] });
  const [first, second] = house.meters;
  if (first === undefined || second === undefined) throw new Error('no meters');

  it('are read over TCP by their addresses; a silent one holds up nobody', async () => {
    await using live = await startLiveMeters({ house, port: 0, secondsPerUnit: 1n, since: 0 });
    const meters = [
      { meter: first.name, address: 200 },
      { meter: second.name, address: 2 },
    ];
    await using agent = listen(
      () => [{ type: 'mbus-tcp', port: live.port, meters, timeout: '200ms', interval: '500ms' }],
      [entryOf(first), entryOf(second)],
    );
    await agent.counted('MBUS_SILENT', 2);
    await agent.counted('FRAMED');
    expect(agent.value(second.name) > 0n).to.equal(true);
  });

  it('are read over a serial line', async function () {
    if (!existsSync(SOCAT)) {
      console.log('      (no pair of pseudo terminals: install socat to read a meter over a serial line)');
      this.skip();
    }
    const folder = mkdtempSync(join(tmpdir(), 'domledger-pty-'));
    const [near, far] = [join(folder, 'near'), join(folder, 'far')];
    const socat = spawn(SOCAT, [`pty,raw,echo=0,link=${near}`, `pty,raw,echo=0,link=${far}`], { stdio: 'ignore' });
    try {
      await waitFor('pseudo terminals', () => existsSync(near) && existsSync(far));
      // A meter that answers SND_NKE behind a byte of noise, and REQ_UD2 in two pieces.
      const line = new SerialPort({ path: far, baudRate: 2_400, parity: 'even' });
      await once(line, 'open');
      const frame = Buffer.from(meterTelegram(first, first.start));
      line.on('data', (asked: Buffer) => {
        if (asked[1] === 0x40) line.write(Uint8Array.of(0x00, 0xe5));
        else if (asked[1] === 0x7b) line.write(frame.subarray(0, 9), () => line.write(frame.subarray(9)));
      });
      const meters = [{ meter: first.name, address: 1 }];
      await using agent = listen(
        () => [{ type: 'mbus-serial', path: near, meters, interval: '500ms' }],
        [entryOf(first)],
      );
      await agent.counted('FRAMED');
      expect(agent.value(first.name)).to.equal(first.start[0]);
      await new Promise<void>((resolve) => line.close(() => resolve()));
    } finally {
      socat.kill();
      rmSync(folder, { recursive: true });
    }
  });

  it('are read by Modbus and a register map, and not while the device says nothing', async () => {
    let words = [0xffff, 0xffff];
    const slave = new ServerTCP(
      { getInputRegister: (address: number) => words[address - 100] ?? 0 },
      { host: '127.0.0.1', port: 0, unitID: 7 },
    );
    const port = await waitFor('slave listening', () => {
      const server: unknown = Reflect.get(slave, '_server');
      const address = server instanceof createServer().constructor ? Reflect.get(server, 'address') : undefined;
      return typeof address === 'function' ? (address.call(server) as AddressInfo | null)?.port : undefined;
    });
    const map = {
      meter: { manufacturer: 'ANY', medium: 'electricity' },
      registers: [{ address: 100, type: 'u32', quantity: 'energy', unit: 'kWh', exponent: -1, obis: '1-0:1.8.0' }],
    };
    const entry = {
      name: 'house',
      meterId: meterId('4'),
      manufacturer: 'SDM',
      id: '630',
      unit: 'Wh',
      exponent: 0,
      obis: ['1-0:1.8.0*255'],
    };
    await using agent = listen(
      (folder) => {
        writeFileSync(join(folder, 'map.json'), JSON.stringify(map));
        const file = join(folder, 'map.json');
        return [{ type: 'modbus-tcp', port, unit: 7, meter: 'house', map: file, interval: '200ms' }];
      },
      [entry],
    );
    await agent.counted('REGISTER_MISSING');
    words = [0x0001, 0x86a1];
    await agent.counted('FRAMED');
    expect(agent.value('house')).to.equal(10_000_100n);
    await new Promise<void>((resolve) => slave.close(() => resolve()));
    await agent.counted('MODBUS_FAILED');
  });
});
