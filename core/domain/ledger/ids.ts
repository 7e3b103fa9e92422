import { keccak_256 } from '@noble/hashes/sha3.js';
import { InputError } from '../bytes/errors.ts';
import { addressWord, concatBytes, fromHex, toHex, uintBytes, utf8, type Hex } from '../bytes/hex.ts';

/** A meter's ledger name; the salt is the company's secret, so that a serial number cannot be guessed. */
export function meterIdOf(salt: Uint8Array, manufacturer: string, serial: string): Hex {
  return toHex(keccak_256(concatBytes(salt, utf8(`${manufacturer}:${serial}`))));
}

/** A house's ledger name; company and portal share the salt, and nobody else has it. */
export function houseIdOf(salt: Uint8Array): Hex {
  return toHex(keccak_256(concatBytes(salt, utf8('house'))));
}

/** A flat's ledger name, under the salt of its house: an address or a number cannot be guessed. */
export function flatIdOf(salt: Uint8Array, name: string): Hex {
  return toHex(keccak_256(concatBytes(salt, utf8(`flat:${name}`))));
}

/** The subject of a block about an account: its address, as a word. */
export function accountSubject(account: Hex): Hex {
  return toHex(addressWord(account));
}

/**
 * One register of one meter; `obis` is the code's 6 bytes. The number has 32 bits, and METER_REGISTER refuses one that another register has: so gateways, pages
 * and readers know it by themselves, and nobody signs for a number that somebody else told him.
 */
export function channelOf(meterId: Hex, obis: Hex): Hex {
  return toHex(keccak_256(concatBytes(fromHex(meterId), fromHex(obis))).slice(0, 4));
}

/** '1-0:1.8.0*255' → 6 bytes (IEC 62056-6-1). @throws InputError OBIS_INVALID */
export function obisFromText(text: string): Hex {
  const match = /^(\d{1,3})-(\d{1,3}):(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\*(\d{1,3}))?$/.exec(text);
  const groups = match?.slice(1).map((group) => (group === undefined ? 255 : Number(group)));
  if (!groups || groups.some((group) => group > 255)) {
    throw new InputError(
      'OBIS_INVALID',
      `"${text}" is not an OBIS code. Write it as A-B:C.D.E*F, for example 1-0:1.8.0*255.`,
    );
  }
  return toHex(Uint8Array.from(groups));
}

export function obisToText(obis: Hex): string {
  const [a, b, c, d, e, f] = fromHex(obis);
  return `${a}-${b}:${c}.${d}.${e}*${f}`;
}

/** keccak256(abi.encode(issuer, contractId, period, series)): one bill per contract, period and series. */
export function invoiceIdOf(issuer: Hex, contractId: Hex, period: number, series: number): Hex {
  return toHex(
    keccak_256(
      concatBytes(
        new Uint8Array(12),
        fromHex(issuer),
        fromHex(contractId),
        uintBytes(period, 32),
        uintBytes(series, 32),
      ),
    ),
  );
}

/** keccak256(salt ‖ text): what both copies of a contract carry in clear (A7), and payment references. */
export function saltedHash(salt: Uint8Array, text: string): Hex {
  return toHex(keccak_256(concatBytes(salt, utf8(text))));
}
