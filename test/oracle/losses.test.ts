import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { FLAG } from '../../core/domain/ledger/kinds.ts';
import { forgeMonth } from './support/forged-month.ts';
import { CHANNEL, losingHouse, METER_ID, type LosingHouse } from './support/losing-house.ts';
import { recordedReadings, type RecordedFrame } from './support/recorded-frames.ts';

const PASSED = [
  'sender',
  'sealed',
  'ledger',
  'witnesses',
  'opened',
  'terms',
  'meter',
  'chain',
  'readings',
  'arithmetic',
  'balance',
];

/** Every way back from a loss ends in a history that `verify` takes, and in a bill of which the page finds everything right; its dishonest twin in neither. */
describe('a house that loses its disks', () => {
  let house: LosingHouse;
  const begin = async (given: Parameters<typeof losingHouse>[0] = {}): Promise<void> => {
    house = await losingHouse(given);
    house.feed(5);
    await house.recordedUpTo(4);
  };
  afterEach(async () => {
    const at = house.hour;
    await using _house = house;
    const month = await house.closeMonth();
    expect(month.verified.ok || month.verified.fault).to.equal(true);
    expect(await month.page()).to.deep.equal(Object.fromEntries(PASSED.map((name) => [name, 'passed'])));
    expect(month.volume).to.equal(house.valueAt(house.hour) - house.valueAt(0));
    expect(month.frames.length).to.be.greaterThan(at > 4 ? 5 : 0);
    // The third frame was there before each loss; all that comes back stands on it.
    expect(await forgeMonth(house.ledger, month, 3n)).to.deep.equal({
      verify: 'DEVICE_SIGNATURE_INVALID',
      page: { meter: 'CHAIN_BROKEN', chain: 'CHAIN_BROKEN' },
    });
  });
  const isGap = ({ flags }: RecordedFrame): boolean => (flags & FLAG.gap) !== 0;
  /** The collector takes these telegrams' frames, and its ledger is away: they are on its disk alone. */
  const storeOnly = async (count: number): Promise<void> => {
    await house.metering.stopOracle();
    await house.metering.startOracle({ blocksUnderWay: 1, queueUrl: 'http://127.0.0.1:9' });
    house.feed(count);
    await house.told(/"queuedMessages":0/);
    await house.told(new RegExp(`"stored":(${count}|[1-9]\\d)`));
    await house.metering.stopOracle();
  };

  it('sends again, frame by frame, what the collector had stored and lost', async () => {
    await begin();
    await storeOnly(6);
    expect(await house.onLedger()).to.have.length(5);
    house.loseInbox();
    await house.metering.startOracle();
    const frames = await house.recordedUpTo(10);
    expect(frames.map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: 11 }, (_, i) => BigInt(i + 1)));
    expect(frames.some(isGap)).to.equal(false);
  });

  it('goes on behind the ledger where the collector has an old copy of its disk', async () => {
    await begin();
    await house.metering.stopOracle();
    house.copyInbox();
    await house.metering.startOracle();
    house.feed(3);
    await house.recordedUpTo(7);
    await storeOnly(2);
    house.restoreInbox();
    await house.metering.startOracle();
    house.feed(1);
    const frames = await house.recordedUpTo(10);
    expect(frames.map(({ sequence }) => sequence)).to.deep.equal(Array.from({ length: 11 }, (_, i) => BigInt(i + 1)));
  });

  it('closes with a gap frame what a gateway restored from an old copy cannot send again', async () => {
    await begin();
    await house.copyGateway();
    house.feed(3);
    await house.recordedUpTo(7);
    await house.restoreGateway();
    // Telegrams that come while nobody is there to say where the register stands wait.
    await house.metering.stopOracle();
    await house.metering.startGateway();
    house.feed(2);
    await house.told(/"HELD"/);
    await house.metering.startOracle();
    const frames = await house.recordedUpTo(9);
    const [gap, next] = frames.slice(8);
    if (gap === undefined || next === undefined) throw new Error('no frames behind the gap');
    expect(isGap(gap)).to.equal(true);
    // Numbers that the lost life may have used are left out: key and nonce follow from them.
    expect(gap.sequence > 100_000n).to.equal(true);
    expect(next.sequence).to.equal(gap.sequence + 1n);
    expect(isGap(next)).to.equal(false);
    expect(new Set(frames.map(({ sequence }) => sequence)).size).to.equal(frames.length);
    expect(await house.opened(gap)).to.equal(house.valueAt(8));
    expect(await house.opened(next)).to.equal(house.valueAt(9));
  });

  it('uses no number twice when an older copy was written over its database', async () => {
    await begin();
    const file = join(house.ledger.folder, 'gateway', 'gateway.sqlite');
    await house.metering.stopGateway();
    const copy = readFileSync(file);
    await house.metering.startGateway();
    house.feed(2);
    await house.recordedUpTo(6);
    await house.metering.stopGateway();
    // The file stays the same one: nothing in it says that it was set back.
    writeFileSync(file, copy);
    const spool = join(house.ledger.folder, 'spool');
    for (const name of readdirSync(spool)) rmSync(join(spool, name));
    await house.metering.stopOracle();
    house.feed(1);
    await house.metering.startGateway();
    await house.told(/"(waiting|sent)":1/);
    await house.metering.startOracle();
    const frames = await house.recordedUpTo(7);
    const health = await (await fetch(`${house.metering.oracle.url}/health`)).text();
    expect(health).not.to.match(/FRAME_CONFLICT|BATCH_REPEATED/);
    const newest = frames.at(-1);
    if (newest === undefined) throw new Error('no frame');
    expect(frames).to.have.length(8);
    expect(isGap(newest)).to.equal(true);
    expect(await house.opened(newest)).to.equal(house.valueAt(7));
  });

  it('goes on with new period keys when a gateway has nothing left but its device key', async () => {
    await begin();
    const data = join(house.ledger.folder, 'gateway');
    await house.loseGateway();
    rmSync(join(house.ledger.folder, 'spool'), { recursive: true });
    expect(existsSync(join(data, 'device-key.pem'))).to.equal(true);
    await house.metering.startGateway();
    house.feed(2);
    const frames = await house.recordedUpTo(6);
    const [first, behind] = [frames[0], frames[5]];
    if (first === undefined || behind === undefined) throw new Error('no frames');
    expect(frames).to.have.length(7);
    expect(isGap(behind)).to.equal(true);
    expect(await house.opened(behind)).to.equal(house.valueAt(5));
    const { keys } = await recordedReadings(house.ledger);
    const periods = keys.filter((key) => key.meterId === METER_ID).map(({ period }) => period);
    expect(periods.length, 'several keys of one period').to.be.greaterThan(new Set(periods).size);
    // What was sealed with the lost key stays readable for those who were sent it.
    expect(await house.opened(first)).to.equal(house.valueAt(0));
  });

  it('H8: goes on behind the ledger where both disks are lost at once', async () => {
    await begin();
    await house.copyGateway();
    house.feed(3);
    await house.recordedUpTo(7);
    await house.restoreGateway();
    await house.metering.stopOracle();
    house.loseInbox();
    await house.metering.startOracle();
    await house.metering.startGateway();
    house.feed(2);
    const frames = await house.recordedUpTo(9);
    expect(frames.map(isGap)).to.deep.equal([...Array<boolean>(8).fill(false), true, false]);
  });

  it('goes on where both have copies of different days', async () => {
    await begin();
    await house.copyGateway();
    house.feed(1);
    await house.recordedUpTo(5);
    await house.metering.stopOracle();
    house.copyInbox();
    await house.metering.startOracle();
    house.feed(2);
    await house.recordedUpTo(7);
    await house.restoreGateway();
    await house.metering.stopOracle();
    house.restoreInbox();
    await house.metering.startOracle();
    await house.metering.startGateway();
    house.feed(2);
    expect((await house.recordedUpTo(9)).filter(isGap)).to.have.length(1);
  });

  it('loses the same disk again before the first loss is closed', async () => {
    await begin();
    await house.copyGateway();
    house.feed(2);
    await house.recordedUpTo(6);
    await house.restoreGateway();
    await house.metering.startGateway();
    house.feed(1);
    await house.recordedUpTo(7);
    await house.restoreGateway();
    await house.metering.startGateway();
    house.feed(1);
    expect((await house.recordedUpTo(8)).filter(isGap)).to.have.length(2);
  });

  it('says of everything that it comes late, where the month is long over, also behind a loss', async () => {
    await begin({ monthsAgo: 3 });
    await house.copyGateway();
    house.feed(2);
    await house.recordedUpTo(6);
    await house.restoreGateway();
    await house.metering.startGateway();
    house.feed(2);
    expect((await house.recordedUpTo(8)).every(isGap)).to.equal(true);
  });

  it('comes back from a head that never was, once the collector says the true one', async () => {
    await begin();
    await house.metering.stopOracle();
    const inbox = new DatabaseSync(join(house.ledger.folder, 'oracle', 'inbox.sqlite'));
    inbox.prepare('update channels set sequence = 40, head = ? where channel = ?').run(`0x${'5a'.repeat(16)}`, CHANNEL);
    inbox.close();
    await house.metering.stopGateway();
    await house.metering.startOracle();
    await house.metering.startGateway();
    await house.told(/"CHANNEL_RESTARTED":1/);
    house.feed(2);
    await house.told(/"DeviceSignatureInvalid"|"SequenceTooFar"|"stopped":[1-9]/i);
    await house.metering.stopOracle();
    house.loseInbox();
    await house.metering.startOracle();
    const frames = await house.recordedUpTo(6);
    expect(frames.filter(isGap)).to.have.length(1);
  });

  it('keeps the turn of a counter that begins again at zero, beside the database that is lost, and bills over it', async () => {
    await begin({ digits: 6 });
    house.feed(3);
    await house.recordedUpTo(7);
    await house.loseGateway();
    await house.metering.startGateway();
    house.feed(2);
    const frames = await house.recordedUpTo(9);
    const values = await Promise.all(frames.map((frame) => house.opened(frame)));
    expect(values).to.deep.equal(frames.map((_, hour) => house.valueAt(hour)));
    expect([values[4], values[5]]).to.deep.equal([999_950n, 1_000_050n]);
  });

  it('sends again what the ledger refused while the meter was not verified', async () => {
    await begin();
    const { ledger } = house;
    const verify = (verifiedUntil: bigint): Promise<unknown> =>
      ledger.record(ledger.company, 'meters', 'METER_VERIFY', { meterId: METER_ID, verifiedUntil }, METER_ID);
    await verify(1_000_000_000n);
    house.feed(2);
    await house.told(/MeterVerificationExpired|METER_NOT_VERIFIED|VERIFICATION/);
    expect(await house.onLedger()).to.have.length(5);
    await verify(4_000_000_000n);
    const frames = await house.recordedUpTo(6);
    expect(frames.map(({ sequence }) => sequence)).to.deep.equal([1n, 2n, 3n, 4n, 5n, 6n, 7n]);
  });
});
