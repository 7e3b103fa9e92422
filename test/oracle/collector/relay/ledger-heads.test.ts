import { expect } from 'chai';
import { TransientError } from '../../../../core/domain/bytes/errors.ts';
import { decodeFrame, linkOf } from '../../../../core/domain/reading/frame.ts';
import { toHex } from '../../../../core/domain/bytes/hex.ts';
import { receive } from '../../../../oracle/collector/receive/receive.ts';
import { encodeUpMessage } from '../../../../oracle/messages.ts';
import { HOUR, makePair } from '../../support/pair.ts';
import type { ChannelHead } from '../../../../oracle/collector/inbox/inbox-rows.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { Pair } from '../../support/pair.ts';

/** Recent enough that no frame comes late, which would let it jump. */
const START = BigInt(Math.floor(Date.now() / 3_600_000) * 3_600 - 5 * 86_400);

describe('the collector beside a ledger that is further on, or away', () => {
  let pair: Pair;
  let channel: Hex;

  const feed = (hour: number): void => {
    const [meter] = pair.simulated;
    if (meter === undefined) throw new Error('no meter');
    pair.feed(
      meter,
      meter.start.map((value) => value + BigInt(hour)),
      START + BigInt(hour) * HOUR,
    );
  };
  const headAt = (sequence: bigint): ChannelHead => {
    const stored = pair.store.frameAt(channel, sequence);
    if (stored === undefined) throw new Error('no frame');
    return { sequence, time: decodeFrame(stored.frame).time, head: linkOf(stored.frameHash) };
  };

  beforeEach(async () => {
    pair = makePair();
    channel = pair.meters.meters[0]?.registers[0]?.channel ?? '0x';
    pair.registerAll();
    pair.tellRegister();
    await pair.sayHello();
    for (const hour of [0, 1, 2]) feed(hour);
    await pair.sign();
    await pair.deliver();
  });
  afterEach(() => pair.dispose());

  const nextOutcome = async (ledgerHead: () => Promise<ChannelHead | undefined>): Promise<unknown> => {
    feed(3);
    await pair.sign();
    const payload = pair.store.outgoing(0, 100).at(-1)?.payload ?? new Uint8Array();
    const { answer } = await receive({ ...pair.context, ledgerHead }, pair.gatewayId, payload);
    return answer !== undefined && 'ack' in answer ? (answer.ack.code ?? answer.ack.outcome) : undefined;
  };
  /** An inbox from a copy: the ledger has frames that it does not know. */
  const setBack = (): void => {
    pair.inbox.setChannelHead(channel, headAt(1n));
    pair.inbox.database.exec('delete from frames where sequence > 1');
  };

  it('refuses frames that follow neither', async () => {
    setBack();
    expect(await nextOutcome(async () => headAt(2n))).to.equal('SEQUENCE_GAP');
  });

  it('goes on from the ledger when its inbox was restored from an older copy', async () => {
    setBack();
    expect(await nextOutcome(async () => headAt(3n))).to.equal('stored');
    expect(pair.inbox.channelHead(channel)?.sequence).to.equal(4n);
  });

  it('says where channels stand by its inbox while the ledger is away, and nothing of those that it does not know', async () => {
    const ledgerHead = async (): Promise<never> => {
      throw new TransientError('RPC_UNREACHABLE', 'away');
    };
    const stranger = toHex(new Uint8Array(4).fill(9));
    const ask = encodeUpMessage({ ask: { channels: [stranger, channel] } });
    const { answer } = await receive({ ...pair.context, ledgerHead }, pair.gatewayId, ask);
    expect(answer).to.deep.equal({ v: 1, heads: [{ channel, ...headAt(3n), recorded: 0n }] });
  });
});
