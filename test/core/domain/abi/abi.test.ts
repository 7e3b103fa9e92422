import { expect } from 'chai';
import { AbiCoder, ParamType, type Result } from 'ethers';
import fc from 'fast-check';
import { NUMBER_BITS, parseAbiType, type AbiType } from '../../../../core/domain/abi/abi-type.ts';
import { decodeAbi } from '../../../../core/domain/abi/decode-abi.ts';
import { encodeAbi } from '../../../../core/domain/abi/encode-abi.ts';
import { fromHex, toHex, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { FACTS, type DataKind } from '../../../../core/domain/ledger/fact-table.ts';

const theirs = AbiCoder.defaultAbiCoder();
const kinds = (Object.keys(FACTS) as (keyof typeof FACTS)[]).filter((kind): kind is DataKind => kind !== 'READINGS');
const RUNS = 12;

describe('the encoding of data', () => {
  for (const kind of kinds) {
    const type = parseAbiType(FACTS[kind].data);
    const param = ParamType.from(FACTS[kind].data);

    it(`refuses of altered ${kind} what another library does not read and write the same, and reads the rest as it does`, () => {
      fc.assert(
        fc.property(valuesOf(type), changes, (value, change) => {
          const data = changed(encodeAbi([type], [value]), change);
          const expected = attempt(() => {
            const read = plain(param, theirs.decode([param], data)[0]);
            if (theirs.encode([param], [read]) !== data) throw new Error('not canonical');
            return read;
          });
          expect(attempt(() => decodeAbi([type], data)[0])).to.deep.equal(expected);
        }),
        { numRuns: RUNS * 4 },
      );
    });

    it(`writes ${kind} as another library does, and reads it back`, () => {
      fc.assert(
        fc.property(valuesOf(type), (value) => {
          const data = encodeAbi([type], [value]);
          expect(data).to.equal(theirs.encode([param], [value]));
          expect(decodeAbi([type], data)).to.deep.equal([value]);
          expect(decodeAbi([type], `0x${data.slice(2).toUpperCase()}`)).to.deep.equal([value]);
        }),
        { numRuns: RUNS },
      );
    });
  }

  it('refuses lists that say they are longer than what follows, before they are made', () => {
    const type = parseAbiType('((bytes32 a)[] items, bytes b)');
    const words = [32n, 64n, 96n, 2n ** 31n].map((word) => word.toString(16).padStart(64, '0'));
    expect(() => decodeAbi([type], `0x${words.join('')}`)).to.throw('a list ends early');
  });

  it('writes no value that its type does not hold', () => {
    const wrong: [string, unknown][] = [
      ['uint8', 256],
      ['uint8', -1],
      ['uint8', 1.5],
      ['uint8', '1'],
      ['int8', 128n],
      ['int8', -129],
      ['uint256', 2n ** 256n],
      ['bool', 1],
      ['address', '0x12'],
      ['bytes32', `0x${'00'.repeat(31)}`],
      ['bytes', '0x1'],
      ['bytes', 'zz'],
      ['bytes[]', '0x'],
      ['(uint8 a)', {}],
      ['(uint8 a)', 7],
    ];
    for (const [name, value] of wrong)
      expect(() => encodeAbi([parseAbiType(name)], [value]), `${name} ${String(value)}`).to.throw(TypeError);
  });

  it('knows no type but those of facts', () => {
    for (const text of ['string', 'uint8 a', '(uint8 a', '(uint8 a,uint8 b)', 'bytes[2]', ''])
      expect(() => parseAbiType(text), text).to.throw('is no type that is known here');
  });
});

function valuesOf(type: AbiType): fc.Arbitrary<unknown> {
  const hex = (least: number, most: number): fc.Arbitrary<Hex> =>
    fc.uint8Array({ minLength: least, maxLength: most }).map((bytes) => toHex(bytes));
  switch (type.kind) {
    case 'uint':
    case 'int': {
      const half = 2n ** BigInt(type.bits - 1);
      const range = type.kind === 'int' ? { min: -half, max: half - 1n } : { min: 0n, max: 2n * half - 1n };
      return fc.bigInt(range).map((value) => (type.bits <= NUMBER_BITS ? Number(value) : value));
    }
    case 'bool':
      return fc.boolean();
    case 'address':
      return hex(20, 20);
    case 'fixed':
      return hex(type.bytes, type.bytes);
    case 'bytes':
      return hex(0, 70);
    case 'list':
      return fc.array(valuesOf(type.of), { maxLength: 3 });
    default:
      return fc.record(Object.fromEntries(type.fields.map((field) => [field.name, valuesOf(field.type)])), {
        noNullPrototype: true,
      });
  }
}

/** One byte is another one, or some are gone, or there are more. */
type Change = { at: number; by: number; length: number };
const changes: fc.Arbitrary<Change> = fc.record({
  at: fc.nat(4_000),
  by: fc.oneof(fc.constantFrom(0, 1, 32, 64), fc.nat(255)),
  length: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.constantFrom(-32, -1, 1, 32)),
});

function changed(data: Hex, { at, by, length }: Change): Hex {
  const bytes = [...fromHex(data)];
  // Offsets and lengths stand in the last bytes of words.
  const place = at % 3 === 0 ? at % bytes.length : (32 * at + 31) % bytes.length;
  bytes[place] = ((bytes[place] ?? 0) ^ by) & 0xff;
  if (length < 0) bytes.splice(length);
  for (let more = 0; more < length; more++) bytes.push(0);
  return toHex(Uint8Array.from(bytes));
}

function attempt(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return 'refused';
  }
}

/** What the other library reads, in our shapes. */
function plain(type: ParamType, value: unknown): unknown {
  const { arrayChildren, components } = type;
  if (arrayChildren !== null) return Array.from(value as Result, (item: unknown) => plain(arrayChildren, item));
  if (components !== null)
    return Object.fromEntries(components.map((field, at) => [field.name, plain(field, (value as Result)[at])]));
  if (typeof value === 'string') return value.toLowerCase();
  const bits = Number(/int(\d+)$/.exec(type.type)?.[1] ?? 256);
  return typeof value === 'bigint' && bits <= NUMBER_BITS ? Number(value) : value;
}
