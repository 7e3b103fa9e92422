/**
 * Wired M-Bus telegrams as a meter sends them: EN 13757-2 long frames, EN 13757-3 variable data structure, registers as
 * 12-digit BCD.
 */

/** What one register of a telegram says: `value` counts in units of 10^exponent Wh or m³. */
export type RegisterRecord = {
  readonly quantity: 'energy' | 'volume';
  readonly value: bigint;
  readonly exponent: number;
  /** 0 is the total; 1 to 3 are tariff registers. */
  readonly tariff: number;
};

export type TelegramHeader = {
  /** Three capital letters (FLAG association). */
  readonly manufacturer: string;
  /** Eight decimal digits. */
  readonly id: string;
  readonly version: number;
  /** EN 13757-3 medium: 0x02 electricity, 0x16 cold water. */
  readonly medium: number;
};

const START = 0x68;
const STOP = 0x16;
const RSP_UD = 0x08;
const VARIABLE_DATA = 0x72;

/** The answer to REQ_UD2: one long frame. `access` is the meter's own telegram counter. */
export function buildTelegram(args: {
  address: number;
  header: TelegramHeader;
  records: readonly RegisterRecord[];
  access?: number;
}): Uint8Array {
  const { header } = args;
  const body = [
    RSP_UD,
    args.address,
    VARIABLE_DATA,
    ...bcd(BigInt(header.id), 4),
    ...manufacturerCode(header.manufacturer),
    header.version,
    header.medium,
    (args.access ?? 0) & 0xff,
    0,
    0,
    0,
    ...args.records.flatMap(encodeRecord),
  ];
  if (body.length > 255) throw new RangeError(`A long frame holds 255 bytes, these records need ${body.length}.`);
  return Uint8Array.of(START, body.length, body.length, START, ...body, checksum(body), STOP);
}

export function checksum(body: Iterable<number>): number {
  let sum = 0;
  for (const byte of body) sum = (sum + byte) & 0xff;
  return sum;
}

/** EN 13757-3, 6.3.1: three letters, five bits each, little endian. */
function manufacturerCode(letters: string): [number, number] {
  if (!/^[A-Z]{3}$/.test(letters))
    throw new RangeError(`"${letters}" is not a manufacturer code of three capital letters.`);
  const code = [...letters].reduce((sum, letter) => sum * 32 + letter.charCodeAt(0) - 64, 0);
  return [code & 0xff, code >> 8];
}

function encodeRecord(record: RegisterRecord): number[] {
  const dif = 0x0e;
  const difs = record.tariff === 0 ? [dif] : [dif | 0x80, (record.tariff & 3) << 4];
  return [...difs, vif(record), ...bcd(record.value, 6)];
}

/** Primary VIF: energy 10^(n-3) Wh, volume 10^(n-6) m³. */
function vif(record: RegisterRecord): number {
  const [base, offset] = record.quantity === 'energy' ? [0x00, 3] : [0x10, 6];
  const n = record.exponent + offset;
  if (n < 0 || n > 7) throw new RangeError(`No primary VIF has the exponent ${record.exponent}.`);
  return base | n;
}

function bcd(value: bigint, bytes: number): number[] {
  const digits = value.toString().padStart(bytes * 2, '0');
  if (value < 0n || digits.length > bytes * 2) throw new RangeError(`${value} does not fit in ${bytes * 2} digits.`);
  const out: number[] = [];
  for (let at = digits.length; at > 0; at -= 2) out.push(Number.parseInt(digits.slice(at - 2, at), 16));
  return out;
}
