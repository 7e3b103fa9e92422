import { expect } from 'chai';
import { createDecryptor } from '../../../biller/decryptor.ts';
import type { KeptFrame } from '../../../biller/state.ts';
import { emptyState } from '../../../biller/state.ts';
import { periodOfFrame } from '../../../core/domain/billing/period.ts';
import { periodKeyContext } from '../../../core/domain/crypto/envelope-context.ts';
import { sealEnvelope } from '../../../core/domain/crypto/envelope.ts';
import { frameDomain, ZERO_LINK } from '../../../core/domain/reading/frame.ts';
import { openOwnReadings } from '../../../core/domain/reading/open-readings.ts';
import { sealFrame } from '../../../core/domain/reading/payload.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { channelOf } from '../../../core/domain/ledger/ids.ts';
import type { CarriedPeriodKey } from '../../../core/domain/sealed/carried-envelope.ts';
import { bytes32 } from '../../core/domain/billing/bill-sample.ts';
import { actors, METER, network, OBIS } from '../../core/domain/resident/bill-fixture.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const TIME = 1_790_000_000n;
const PERIOD = periodOfFrame(TIME, network.timeZone);
const channel = channelOf(METER, OBIS);
const { subscriber, provider, portal } = actors;

/** A frame of the meter under a key, as the page gets it and as the biller keeps it. */
function frameUnder(periodKey: Uint8Array, sequence: bigint, mantissa: bigint) {
  const domain = frameDomain(domainOf(network), network.contracts.readingLedger);
  const time = TIME + sequence;
  const header = { algorithm: 1 as const, flags: 0, domain, channel, sequence, time, previous: ZERO_LINK };
  const sealed = sealFrame({ periodKey, header, payload: { kind: 'single', exponent: 0, mantissa } });
  const kept: KeptFrame = { ...sealed.frame, link: ZERO_LINK, ciphertext: sealed.ciphertext };
  return { kept, own: { meterId: METER, obis: OBIS, ...sealed } };
}

/** What the resident's page and the biller read, each with the envelopes oldest first as the ledger has them. */
async function readByBoth(
  frames: readonly ReturnType<typeof frameUnder>[],
  announced: readonly CarriedPeriodKey[],
): Promise<{ page: string[]; biller: string[] }> {
  const page = await openOwnReadings({
    network,
    account: subscriber,
    frames: frames.map(({ own }) => own),
    periodKeyEnvelopes: announced.toReversed(),
  });
  const state = emptyState(provider.address, network);
  state.channels.set(channel, { meterId: METER, obis: OBIS });
  state.periodKeys.set(`${METER}:${PERIOD}`, [...announced]);
  const decryptor = createDecryptor({ account: provider, network, state });
  const biller = frames.map(({ kept }) =>
    decryptor.frame(kept).then(
      ({ value }) => String(value),
      (error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : String(error)),
    ),
  );
  return {
    page: page.map((reading) => (reading.state === 'opened' ? String(reading.value) : reading.code)),
    biller: await Promise.all(biller),
  };
}

describe('two keys of one meter and period', () => {
  const [lost, current] = [1, 2].map((fill) => new Uint8Array(32).fill(fill));
  if (lost === undefined || current === undefined) throw new Error('no keys');
  const frames = [frameUnder(lost, 1n, 5n), frameUnder(current, 2n, 6n)];
  const place = { deviceId: bytes32(7), meterId: METER, period: PERIOD };
  const sealed = async (
    content: Uint8Array,
    { readers = [subscriber, provider], ...elsewhere }: Partial<typeof place> & { readers?: Account[] } = {},
  ): Promise<CarriedPeriodKey> => {
    const context = periodKeyContext(network, { ...place, ...elsewhere });
    return { ...place, envelope: await sealEnvelope({ content, addressees: readers, context }) };
  };

  it('leave closed to page and biller what neither of their keys opens', async () => {
    const codes = ['PERIOD_KEY_MISSING', 'PERIOD_KEY_MISSING'];
    expect(await readByBoth(frames, [])).to.deep.equal({ page: codes, biller: codes });
    const foreign = [
      await sealed(lost, { readers: [portal] }),
      { ...place, envelope: '0x' as const },
      await sealed(new Uint8Array(31)),
    ];
    expect(await readByBoth(frames, foreign)).to.deep.equal({ page: codes, biller: codes });
    const second = ['PAYLOAD_NOT_OPENED', '6'];
    expect(await readByBoth(frames, [await sealed(current)])).to.deep.equal({ page: second, biller: second });
  });

  it('refuse, to page and biller alike, a key of another device, meter or period, though it would open the frames', async () => {
    const codes = ['PERIOD_KEY_MISSING', 'PERIOD_KEY_MISSING'];
    for (const elsewhere of [{ deviceId: bytes32(8) }, { meterId: bytes32(9) }, { period: PERIOD + 1 }]) {
      const moved = [await sealed(lost, elsewhere), await sealed(current, elsewhere)];
      expect(await readByBoth(frames, moved)).to.deep.equal({ page: codes, biller: codes });
    }
  });

  it('open the frames of before and after a loss, to page and biller alike, in whatever order they were announced', async () => {
    const [before, after] = [await sealed(lost), await sealed(current)];
    const values = ['5', '6'];
    for (const envelopes of [
      [before, after],
      [after, before],
      [before, await sealed(new Uint8Array(32).fill(9)), after, before, await sealed(current, { readers: [portal] })],
    ]) {
      expect(await readByBoth(frames, envelopes)).to.deep.equal({ page: values, biller: values });
    }
  });
});
