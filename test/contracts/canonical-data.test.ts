import { expect } from 'chai';
import { ParamType } from 'ethers';
import { keccak256 } from 'viem';

import { FACTS, type DataKind } from '../../core/domain/ledger/fact-table.ts';
import { encodeData, type BlockData } from '../../core/domain/ledger/block-data.ts';
import { readFact } from '../../core/domain/ledger/read-fact.ts';
import { KIND } from '../../core/domain/ledger/kinds.ts';
import type { Account } from '../../core/domain/ledger/account.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { refusal } from '../support/refusal.ts';
import { livedInHouse, refused, type House } from './support/house.ts';

/** Who is asked first whether he may send this kind at all. */
const SENDER: Partial<Record<DataKind, (house: House) => Account>> = {
  ENROL: ({ stranger }) => stranger,
  ATTEST: ({ portal }) => portal,
  INVOICE: ({ electricity }) => electricity,
  PAYMENT: ({ portal }) => portal,
  RECEIPT: ({ electricity }) => electricity,
  PAYMENT_REFUSED: ({ electricity }) => electricity,
  PAYMENT_REVERSED: ({ portal }) => portal,
  CARRY: ({ electricity }) => electricity,
  VOID: ({ electricity }) => electricity,
  REFUND_ORDER: ({ electricity }) => electricity,
  REFUND: ({ portal }) => portal,
  APPEAL: ({ subscriber }) => subscriber,
};

const kinds = Object.keys(FACTS).filter((kind): kind is DataKind => kind !== 'READINGS');

/** The least value of a kind: zeros, and lists and bytes that are empty. */
function leastOf(type: ParamType): unknown {
  if (type.arrayChildren !== null) return [];
  if (type.components !== null) return Object.fromEntries(type.components.map((field) => [field.name, leastOf(field)]));
  if (type.type === 'bool') return false;
  if (/^u?int/.test(type.type)) return 0n;
  if (type.type === 'bytes') return '0x';
  return `0x${'00'.repeat(type.type === 'address' ? 20 : Number(type.type.slice(5)))}`;
}

function leastData<K extends DataKind>(kind: K): Hex {
  return encodeData(kind, leastOf(ParamType.from(FACTS[kind].data)) as BlockData[K]);
}

/** Encodings that decode to the same value: bytes behind, and for data with an offset in front a hole behind that offset. */
function otherEncodings(data: Hex): Hex[] {
  const behind: Hex[] = [`${data}00`, `${data}${'00'.repeat(32)}`, `${data}${'ff'.repeat(32)}`];
  const offset = '20'.padStart(64, '0');
  if (data.slice(2, 66) !== offset || data.length <= 66) return behind;
  return [...behind, `0x${'40'.padStart(64, '0')}${'00'.repeat(32)}${data.slice(66)}`];
}

describe('Data that is not the one encoding of its fact (H1, A21, C1, D1)', () => {
  let house: House;
  before(async () => {
    house = await livedInHouse();
  });

  for (const kind of kinds) {
    it(`is refused for ${kind}, by its contract and by every reader alike`, async () => {
      const data = leastData(kind);
      expect(readFact({ kind: KIND[kind], data }).kind).to.equal(kind);
      const from = (SENDER[kind] ?? (({ company }: House) => company))(house);
      for (const ledger of FACTS[kind].ledgers) {
        // On ContractLedger it is the company that bills.
        const sender = ledger === 'contractLedger' && from === house.electricity ? house.company : from;
        for (const other of otherEncodings(data)) {
          const signed = house.sign(sender, KIND[kind], other, { ledger });
          const expected = [keccak256(other), keccak256(data)];
          // The error is every ledger's; the ABI of one names it.
          await refused(house.carry(signed), house.contracts.participants, 'DataNotCanonical', expected);
          expect(await refusal(() => readFact({ kind: KIND[kind], data: other }))).to.equal('DATA_MALFORMED');
        }
      }
    });
  }
});
