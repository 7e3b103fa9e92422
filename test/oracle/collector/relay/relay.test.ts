import { expect } from 'chai';
import { InputError } from '../../../../core/domain/bytes/errors.ts';
import { decodeReadings } from '../../../../core/domain/reading/readings-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { checkSignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { pause } from '../../../../core/runtime/pause.ts';
import { startRelay, submitNext } from '../../../../oracle/collector/relay/relay.ts';
import { newAccount } from '../../../support/world/actors.ts';
import { HOUR, START, makePair } from '../../support/pair.ts';
import { waitFor } from '../../../support/wait-for.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import type { MessageRow } from '../../../../oracle/collector/inbox/inbox-rows.ts';
import type { RelayContext } from '../../../../oracle/collector/relay/relay.ts';
import type { Pair } from '../../support/pair.ts';
import { domainOf } from '../../../../core/domain/ledger/network.ts';

type Verdict = { name: string; args: string[] } | 'recorded';

/** A ledger that records or refuses as it is told, in the order of delivery. */
function scriptedLedger(pair: Pair, decide: (signed: SignedBlock, index: number) => Verdict) {
  const delivered: { digest: Hex; signed: SignedBlock; verdict: Verdict }[] = [];
  const withdrawn: MessageRow[] = [];
  const stop = new AbortController();
  const refusalOf = (digest: Hex): { name: string; args: string[] } | undefined => {
    const verdict = delivered.find((one) => one.digest === digest)?.verdict;
    return verdict === undefined || verdict === 'recorded' ? undefined : verdict;
  };
  const context: RelayContext = {
    inbox: pair.inbox,
    outbox: {
      put(signed) {
        const digest = checkSignedBlock(domainOf(pair.network), signed);
        delivered.push({ digest, signed, verdict: decide(signed, delivered.length) });
        return digest;
      },
      async wait(digest) {
        const refusal = refusalOf(digest);
        if (refusal !== undefined) throw new InputError('REFUSED', 'refused', { cause: refusal });
        return 'recorded';
      },
      pending: () => 0,
    },
    client: {
      network: pair.network,
      now: () => 1_795_000_000n,
      async status(digest) {
        const error = refusalOf(digest);
        return error === undefined ? { state: 'unknown' } : { state: 'refused', error };
      },
      read: { isActive: async () => true, channelState: async () => undefined },
    },
    signer: newAccount(),
    canSign: () => true,
    blocksUnderWay: 1,
    onWithdrawn: (message) => withdrawn.push(message),
    log: pair.context.log,
    signal: stop.signal,
  };
  return { delivered, withdrawn, context, stop };
}

describe('the relay', () => {
  let pair: Pair;
  const feedAll = (hour: bigint): void => {
    for (const meter of pair.simulated)
      pair.feed(
        meter,
        meter.start.map((value) => value + hour),
        START + hour * HOUR,
      );
  };
  beforeEach(async () => {
    pair = makePair();
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
  });
  afterEach(() => pair.dispose());

  const settled = async (ledger: ReturnType<typeof scriptedLedger>, done: () => boolean): Promise<void> => {
    const relay = startRelay(ledger.context);
    await waitFor('relay settled', done);
    ledger.stop.abort();
    await relay.done;
  };
  const states = (): Record<string, number> =>
    Object.fromEntries(pair.inbox.messageCounts().map(({ state, messages }) => [state, messages]));

  it('withdraws a refused batch and every waiting batch of the channel to blame, and only those', async () => {
    feedAll(0n);
    await pair.sign();
    await pair.deliver();
    const [meter] = pair.simulated;
    const channel = pair.meters.byName(meter?.name ?? '')?.registers[0]?.channel ?? '0x';
    const ledger = scriptedLedger(pair, ({ block, data }) =>
      block.kind === KIND.READINGS &&
      decodeReadings(data).some(({ frames }) => frames.some((frame) => frame.channel === channel))
        ? { name: 'MeterVerificationExpired', args: [channel, '1', '2'] }
        : 'recorded',
    );
    await settled(ledger, () => ledger.withdrawn.length === 1 && states()['submitted'] === undefined);
    expect(ledger.withdrawn[0]).to.deep.include({
      state: 'withdrawn',
      code: 'MeterVerificationExpired',
      channels: [channel],
    });
    expect(pair.inbox.counters()).to.include({ MeterVerificationExpired: 1 });

    pair.down({
      v: 1,
      withdrawn: { message: ledger.withdrawn[0]?.name ?? '', code: 'MeterVerificationExpired', channels: [channel] },
    });
    expect(pair.store.stoppedChannels().map((stopped) => stopped.channel)).to.deep.equal([channel]);
    await pair.sign(Date.now());
    await pair.deliver();
    const others = scriptedLedger(pair, () => 'recorded');
    await settled(others, () => states()['pending'] === undefined && states()['submitted'] === undefined);
    const frames = others.delivered
      .flatMap(({ signed }) => decodeReadings(signed.data))
      .flatMap((batch) => batch.frames);
    expect(frames.map((frame) => frame.channel)).not.to.include(channel);
    expect(frames).to.have.length(pair.simulated.flatMap(({ tariffs }) => tariffs).length - 1);
  });

  it('finds the channel to blame that a refused signature does not name, by where the ledger stands', async () => {
    feedAll(0n);
    await pair.sign();
    await pair.deliver();
    const [meter] = pair.simulated;
    const channel = pair.meters.byName(meter?.name ?? '')?.registers[0]?.channel ?? '0x';
    const ledger = scriptedLedger(pair, ({ block }) =>
      block.kind === KIND.READINGS ? { name: 'DeviceSignatureInvalid', args: [pair.signer.deviceId] } : 'recorded',
    );
    // The ledger has another first frame of this channel than the collector thinks; of the others it has none.
    const elsewhere = { sequence: 1, time: 1, head: `0x${'11'.repeat(16)}` as const };
    const read = {
      isActive: async () => true,
      channelState: async (asked: Hex) => (asked === channel ? elsewhere : undefined),
    };
    const behind = { ...ledger.context, client: { ...ledger.context.client, read } };
    await settled({ ...ledger, context: behind }, () => ledger.withdrawn.length === 1);
    expect(ledger.withdrawn[0]).to.deep.include({ code: 'DeviceSignatureInvalid', channels: [channel] });
  });

  it('takes a block of several batches apart to find the one that is refused', async () => {
    for (let hour = 1n; hour < 4n; hour++) {
      feedAll(hour);
      await pair.sign();
    }
    await pair.deliver();
    const blocks: number[] = [];
    const ledger = scriptedLedger(pair, ({ block, data }) => {
      if (block.kind !== KIND.READINGS) return 'recorded';
      const batches = decodeReadings(data);
      blocks.push(batches.length);
      return batches.length > 1 ? { name: 'DeviceSignatureInvalid', args: ['0x00'] } : 'recorded';
    });
    await settled(ledger, () => states()['pending'] === undefined && states()['submitted'] === undefined);
    expect(blocks).to.deep.equal([3, 1, 1, 1]);
    expect(ledger.withdrawn).to.deep.equal([]);
  });

  it('sends a batch again that came to the ledger before the one that it follows, and blames nobody', async () => {
    for (let hour = 1n; hour < 4n; hour++) {
      feedAll(hour);
      await pair.sign();
    }
    await pair.deliver();
    for (const { kind, id } of pair.inbox.pendingMessages(100)) if (kind === 'batch') pair.inbox.putBackAlone(id);
    let readings = 0;
    // The first one was signed by a key that had changed when it came; the one behind it follows nothing then.
    const ledger = scriptedLedger(pair, ({ block }) => {
      if (block.kind !== KIND.READINGS || ++readings > 2) return 'recorded';
      return readings === 1
        ? { name: 'SenderMismatch', args: [] }
        : { name: 'DeviceSignatureInvalid', args: [pair.signer.deviceId] };
    });
    const client = { ...ledger.context.client, now: () => 1_795_000_000n + BigInt(ledger.delivered.length) };
    const wide = { ...ledger, context: { ...ledger.context, client, blocksUnderWay: 3 } };
    await settled(wide, () => states()['pending'] === undefined && states()['submitted'] === undefined);
    expect(readings).to.equal(5);
    expect(ledger.withdrawn).to.deep.equal([]);
    expect(pair.inbox.counters()).not.to.have.property('DeviceSignatureInvalid');
  });

  it('keeps the hold that one refused block asks for when another asks for none', async () => {
    feedAll(0n);
    await pair.sign();
    await pair.deliver();
    const times: number[] = [];
    const ledger = scriptedLedger(pair, (_, index) => {
      times.push(performance.now());
      if (index === 2) ledger.stop.abort();
      return index > 1 ? 'recorded' : { name: index === 0 ? 'SenderNotEntitled' : 'RequestUnknown', args: [] };
    });
    ledger.context.blocksUnderWay = 2;
    await settled(ledger, () => times.length > 2);
    const [, second = 0, third = 0] = times;
    expect(third - second).to.be.above(4_900);
  });

  it('sends the frames without their subject when the request was answered before', async () => {
    feedAll(0n);
    const meterId = pair.meters.meters[0]?.meterId ?? '0x';
    const request = pair.block(pair.actors.provider, 'readingLedger', 'READING_REQUEST', {
      meterId,
      manual: false,
      dueDate: 4_000_000_000n,
    });
    const requestId = checkSignedBlock(domainOf(pair.network), request);
    pair.store.addRequest(requestId, meterId, 0n);
    feedAll(1n);
    await pair.sign();
    await pair.deliver();
    const subjects: Hex[] = [];
    const ledger = scriptedLedger(pair, ({ block }) => {
      if (block.kind === KIND.READINGS) subjects.push(block.subject);
      return block.subject === requestId ? { name: 'RequestAlreadyAnswered', args: [requestId] } : 'recorded';
    });
    await settled(ledger, () => states()['pending'] === undefined && states()['submitted'] === undefined);
    expect(subjects.filter((subject) => subject === requestId)).to.have.length(1);
    expect(ledger.withdrawn).to.deep.equal([]);
  });

  it('A14: takes keys that the ledger has already as recorded, and tells no gateway to make others', async () => {
    feedAll(0n);
    await pair.sign();
    await pair.deliver();
    const ledger = scriptedLedger(pair, ({ block }) =>
      block.kind === KIND.PERIOD_KEYS ? { name: 'PeriodKeysAnnouncedBefore', args: [] } : 'recorded',
    );
    await settled(ledger, () => states()['pending'] === undefined && states()['submitted'] === undefined);
    expect(ledger.withdrawn).to.deep.equal([]);
    expect(Object.keys(states())).to.deep.equal(['recorded']);
  });

  for (const name of ['SenderNotEntitled', 'BlockExpired', 'OutOfGas'])
    it(`holds everything, and loses nothing, while the ledger does not take its blocks: ${name}`, async () => {
      feedAll(0n);
      await pair.sign();
      await pair.deliver();
      const ledger = scriptedLedger(pair, () => ({ name, args: [] }));
      const relay = startRelay(ledger.context);
      await waitFor('first refusal', () => states()['submitted'] === undefined && ledger.delivered.length > 0);
      expect(await pause(700, ledger.stop.signal)).to.equal(true);
      ledger.stop.abort();
      await relay.done;
      expect(ledger.delivered).to.have.length(1);
      expect(ledger.withdrawn).to.deep.equal([]);
      expect(Object.keys(states())).to.deep.equal(['pending']);
    });

  it('tells a gateway that was away of period keys that the ledger refused, until it forgets them', async () => {
    feedAll(0n);
    await pair.sign();
    await pair.deliver();
    const ledger = scriptedLedger(pair, ({ block }) =>
      block.kind === KIND.PERIOD_KEYS ? { name: 'EnvelopeMalformed', args: [] } : 'recorded',
    );
    const keys = pair.simulated.length;
    await settled(ledger, () => ledger.withdrawn.length === keys && states()['submitted'] === undefined);
    pair.inbox.prune({ recordedMs: Date.now() - 60_000, dueSeconds: 0n }, 100);
    const told = pair.inbox.withdrawnOf(pair.gatewayId);
    expect(told.map(({ kind }) => kind)).to.deep.equal(new Array(keys).fill('keys'));
    const before = pair.store.unannouncedKeys();
    for (const { name } of told) pair.down({ v: 1, withdrawn: { message: name, code: 'X', channels: [] } });
    expect(pair.store.unannouncedKeys()).to.equal(before + keys);
    pair.inbox.prune({ recordedMs: Date.now() + 1, dueSeconds: 0n }, 100);
    expect(pair.inbox.withdrawnOf(pair.gatewayId)).to.deep.equal([]);
  });

  it('announces keys before the frames that came after them, and signs every block itself', async () => {
    feedAll(0n);
    await pair.sign();
    await pair.deliver();
    const ledger = scriptedLedger(pair, () => 'recorded');
    while (submitNext(ledger.context) !== undefined);
    const kinds = ledger.delivered.map(({ signed }) => signed.block.kind);
    expect(kinds).to.deep.equal([...pair.simulated.map(() => KIND.PERIOD_KEYS), KIND.READINGS]);
    for (const { signed } of ledger.delivered) expect(signed.block.from).to.equal(ledger.context.signer.address);
  });
});
