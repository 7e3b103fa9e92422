import { expect } from 'chai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { FLAG } from '../../core/domain/ledger/kinds.ts';
import { registersOf } from '../../core/domain/reading/registers-of.ts';
import { openGatewayStore } from '../../oracle/gateway/store/store.ts';
import { waitFor } from '../support/wait-for.ts';
import { CHANNEL, losingHouse, METER_ID, type LosingHouse } from './support/losing-house.ts';
import { gatewayOverrides } from './support/metering.ts';
import { openRecorded, recordedReadings } from './support/recorded-frames.ts';

const RUNNER = fileURLToPath(new URL('support/run-program.ts', import.meta.url));
const HOUR = 3_600n;
const hours = (from: number, to: number, ...but: number[]): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index).filter((hour) => !but.includes(hour));

/** The frames of the ledger as the owner reads them. */
async function openedFrames({ ledger, onLedger }: LosingHouse) {
  const { keys } = await recordedReadings(ledger);
  const { network, owner: account } = ledger;
  const open = async (frame: Awaited<ReturnType<typeof onLedger>>[number]) => ({
    frame,
    ...(await openRecorded({ network, keys, account, meterId: METER_ID, frame })),
  });
  return await Promise.all((await onLedger()).map(open));
}

describe('what a meter says late', () => {
  it('rides in the next packet as it was sealed, and neither verify nor the bill’s check is moved by it', async () => {
    await using house = await losingHouse({ cadence: 'day' });
    house.feedHours(hours(0, 24, 5, 6, 9));
    await house.recordedUpTo(24);
    // The radio repeats them hours later, the newest first, and one of them twice.
    house.feedHours([9, 6, 5, 6]);
    await house.told(/"LATE":3/);
    await house.told(/"TIME_NOT_RISING":1/);
    house.feedHours(hours(25, 47, 30));
    house.feedHours([30]);
    await house.told(/"LATE":4/);
    await house.metering.stopOracle();
    house.feedHours([48]);
    await house.told(/"(waiting|sent)":1/);
    await house.metering.stopGateway();
    const sealed = sealedAt(house, 3n);
    await house.metering.startGateway();
    await house.metering.startOracle();

    const month = await house.closeMonth();
    expect(month.verified.ok || month.verified.fault).to.equal(true);
    expect(Object.values(await month.page())).to.satisfy((all: string[]) => all.every((each) => each === 'passed'));
    expect(month.volume).to.equal(house.valueAt(48) - house.valueAt(0));
    expect(month.frames.map(({ flags }) => flags & FLAG.dayPacket)).to.deep.equal([0, FLAG.dayPacket, FLAG.dayPacket]);
    expect(new Set(month.frames.slice(1).map(({ ciphertext }) => ciphertext.length))).to.deep.equal(new Set([87]));
    expect(month.frames[2]?.ciphertext).to.deep.equal(sealed);

    const opened = await openedFrames(house);
    const start = opened[0]?.frame.time ?? 0n;
    const { registers, refused } = registersOf(opened);
    expect(refused).to.deep.equal([]);
    // Two ride in the packet, the third one waits for the next.
    expect(
      registers.filter(({ late }) => late).map(({ time, value }) => [Number((time - start) / HOUR), value]),
    ).to.deep.equal([
      [5, house.valueAt(5)],
      [6, house.valueAt(6)],
    ]);
    expect(registers.map(({ value }) => value)).to.deep.equal(hours(0, 48, 9).map((hour) => house.valueAt(hour)));
  });

  it('is kept by a gateway that dies between taking it and sealing its packet', async () => {
    await using house = await losingHouse({ cadence: 'day' });
    house.feedHours(hours(0, 24, 5));
    await house.recordedUpTo(24);
    await house.metering.stopGateway();
    const settings = gatewayOverrides(house.ledger, 9, { cadence: 'day' });
    const child = spawn(process.execPath, ['--no-warnings', RUNNER, 'gateway', JSON.stringify(settings)], {
      stdio: 'ignore',
    });
    house.feedHours([5]);
    const file = join(house.ledger.folder, 'gateway', 'gateway.sqlite');
    await waitFor('the late value taken', async () => {
      using database = new DatabaseSync(file, { readOnly: true });
      return database.prepare("select 1 from counters where code = 'LATE'").get() !== undefined;
    });
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
    await house.metering.startGateway();
    house.feedHours([5]);
    await house.told(/"TIME_NOT_RISING":1/);
    house.feedHours(hours(25, 48));
    await house.recordedUpTo(48);
    const opened = await openedFrames(house);
    expect(registersOf(opened).refused).to.deep.equal([]);
    expect(opened.map(({ payload }) => (payload.kind === 'day' ? payload.late : []))).to.deep.equal([
      [],
      [],
      [{ back: 43 * 60, mantissa: house.valueAt(5) }],
    ]);
  });
});

/** The ciphertext that a gateway at rest holds. */
function sealedAt(house: LosingHouse, sequence: bigint): Uint8Array {
  const store = openGatewayStore(join(house.ledger.folder, 'gateway', 'gateway.sqlite'));
  try {
    const stored = store.frameAt(CHANNEL, sequence);
    if (stored === undefined) throw new Error('no frame');
    return stored.ciphertext;
  } finally {
    store.close();
  }
}
