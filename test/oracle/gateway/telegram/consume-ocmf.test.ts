import { FLAG } from '../../../../core/domain/ledger/kinds.ts';
import { generateKeyPairSync, sign } from 'node:crypto';
import { expect } from 'chai';
import { decodeFrame } from '../../../../core/domain/reading/frame.ts';
import { contentOf, openFrame } from '../../../../core/domain/reading/open-frame.ts';
import { consumeTelegram } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import { parseMeterRegister } from '../../../../oracle/gateway/meters/meter-register.ts';
import { START, makePair } from '../../support/pair.ts';
import type { Outcome } from '../../../../oracle/gateway/telegram/consume-telegram.ts';
import type { Pair } from '../../support/pair.ts';

const OBIS = '1-0:1.8.0*255';

describe('records that the meter itself signed', () => {
  let pair: Pair;
  const keys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const meters = parseMeterRegister([
    {
      name: 'charger',
      meterId: `0x${'42'.repeat(32)}`,
      manufacturer: 'ACME',
      id: '0815',
      unit: 'Wh',
      exponent: 0,
      obis: [OBIS],
      key: keys.publicKey.export({ type: 'spki', format: 'der' }).toString('hex'),
    },
  ]);

  const record = (kilowattHours: string, minute: number): string => {
    const time = `2026-10-01T00:${String(minute).padStart(2, '0')}:00,000+0300 S`;
    const reading = `{"TM":"${time}","TX":"C","RV":${kilowattHours},"RI":"${OBIS}","RU":"kWh","ST":"G"}`;
    const payload = `{"FV":"1.0","MV":"ACME","MS":"0815","PG":"F${minute}","RD":[${reading}]}`;
    const signature = sign('sha256', Buffer.from(payload), keys.privateKey).toString('hex');
    return `OCMF|${payload}|{"SA":"ECDSA-secp256r1-SHA256","SD":"${signature}"}`;
  };
  const take = (text: string, minute: bigint): Outcome =>
    consumeTelegram({
      store: pair.store,
      meters,
      rules: { ...pair.rules, cadence: 'day' },
      nowMs: Date.now(),
      source: 'test',
      telegram: { meter: 'charger', time: START + minute * 60n, format: 'ocmf', content: { format: 'ocmf', text } },
    });

  beforeEach(() => {
    pair = makePair();
  });
  afterEach(() => pair.dispose());

  it('are refused when one digit was changed', () => {
    const outcome = take(record('12.345', 5).replace('12.345', '12.346'), 5n);
    expect(outcome.code).to.equal('BAD_SIGNATURE');
    expect(pair.store.frameCounts()).to.deep.equal({});
  });

  it('go as frames of their own, authenticated, byte for byte as they came', () => {
    const records = [record('12.345', 5), record('12.350', 10)];
    expect(take(records[0] ?? '', 5n).code).to.equal('FRAMED');
    expect(take(records[1] ?? '', 10n).code).to.equal('FRAMED');
    const channel = meters.byName('charger')?.registers[0]?.channel ?? '0x';
    const periodKey =
      pair.store.periodKey(meters.byName('charger')?.meterId ?? '0x', 202610, '')?.key ?? new Uint8Array();
    pair.store.setAnnounced(
      { meterId: meters.byName('charger')?.meterId ?? '0x', period: 202610, owner: '' },
      'test',
      'message',
    );
    const waiting = pair.store.waitingFramesOf(channel, 10);
    for (const { frame } of waiting)
      expect(decodeFrame(frame).flags & ~FLAG.gap).to.equal(FLAG.record | FLAG.authenticated);
    const opened = waiting.map(({ frame, ciphertext }) =>
      contentOf(openFrame({ periodKeys: [periodKey], frame: decodeFrame(frame), ciphertext })),
    );
    expect(opened.map(({ payload }) => payload)).to.deep.equal([
      { kind: 'ocmf', exponent: 0, mantissa: 12_345n, record: records[0] },
      { kind: 'ocmf', exponent: 0, mantissa: 12_350n, record: records[1] },
    ]);
  });
});
