import { fromHex } from '../../../core/domain/bytes/hex.ts';
import { decodeTelegram } from '../../../oracle/gateway/decoders/decode-telegram.ts';
import { sampleHouse } from '../../../sandbox/meters/sample-house.ts';
import { meterTelegram } from '../../../sandbox/meters/write-spool.ts';
import { round } from '../round.ts';
import { perSecond } from './per-second.ts';
import type { TelegramFormat } from '../../../oracle/gateway/decoders/decode-telegram.ts';

/** As a port of the second version (DSMR 2.2) says it: no CRC, so the text is all. */
const P1 = ['/ABC5bench meter', '', '0-0:96.1.1(31)', '1-0:1.8.1(00123.456*kWh)', '1-0:1.8.2(00456.789*kWh)', '!', ''];
/** A Vega SI-11 with four pulse inputs behind ChirpStack. */
const SI11 = '010063a0b1c2691500e803000000000000000000000000000000'.slice(0, 48);

/** Telegrams decoded a second by one core. */
export function benchDecoding(): Record<string, number> {
  const meters = sampleHouse().meters.slice(0, 24);
  const wired = meters.map((meter) => meterTelegram(meter, meter.start));
  const uplink = JSON.stringify({
    deviceInfo: { devEui: '0102030405060708' },
    fPort: 2,
    data: Buffer.from(fromHex(`0x${SI11}`)).toString('base64'),
  });
  return {
    oracle_decoding_mbus_telegrams_per_s: rate('mbus', wired),
    oracle_decoding_mbus_telegrams_per_s_limit: 50_000,
    oracle_decoding_p1_telegrams_per_s: rate('p1', [Buffer.from(P1.join('\r\n'))]),
    oracle_decoding_lorawan_telegrams_per_s: rate('lorawan', [Buffer.from(uplink)]),
  };
}

function rate(format: TelegramFormat, telegrams: readonly Uint8Array[]): number {
  let at = 0;
  return round(
    perSecond(() => {
      const bytes = telegrams[at++ % telegrams.length] ?? new Uint8Array();
      const decoded = decodeTelegram({ format, bytes });
      if (!decoded.ok) throw new Error(`the bench's ${format} telegram is refused: ${decoded.code} ${decoded.message}`);
    }),
  );
}
