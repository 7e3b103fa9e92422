import { strictFields } from '../bytes/strict-json.ts';
import { parseHex, type Hex } from '../bytes/hex.ts';
import { signedBlockFromJson, signedBlockToJson } from '../ledger/internal-block.ts';
import type { Recorded } from '../resident/recorded.ts';
import { domainOf } from '../ledger/network.ts';
import { handoverToJson, type KeyedNetwork } from '../seal/seal-keys.ts';
import { parseSeal, sealToJson } from '../seal/seal.ts';
import type { BillLine, LineOpening, Opening } from './bill-line.ts';

const CODE = 'EVIDENCE_INVALID';
const FRAME = ['network', 'signer', 'handovers'];
/** Far more than any proof or change of keys has. */
const MOST = 1_000;

/** The content of the file that a page saves for an expert. */
export function billLineToJson(network: KeyedNetwork, bill: BillLine): Record<string, unknown> {
  const { digest, position, signed, keys = [] } = bill.invoice;
  const { seal, header, accountProof, storageProofs } = bill.proof;
  const handovers = (network.handovers ?? []).map(handoverToJson);
  return {
    kind: 'bill-line',
    network: domainOf(network).networkHash,
    signer: network.seal.address,
    ...(handovers.length === 0 ? {} : { handovers }),
    invoice: {
      digest,
      position: String(position),
      signed: signedBlockToJson(signed),
      keys: keys.map(signedBlockToJson),
    },
    proof: { seal: sealToJson(seal), header, accountProof, storageProofs },
    line: bill.line,
    ...(bill.opening === undefined ? {} : { opening: plain(bill.opening) }),
  };
}

/** @throws InputError EVIDENCE_INVALID, RECORD_INVALID, HEX_INVALID, INTERNAL_BLOCK_INVALID */
export function parseBillLine(json: unknown): BillLine {
  const root = strictFields(json, ['kind', 'invoice', 'proof', 'line'], 'The evidence', CODE, {
    optional: [...FRAME, 'opening'],
  });
  const proof = strictFields(
    root.value('proof'),
    ['seal', 'header', 'accountProof', 'storageProofs'],
    'Its proof',
    CODE,
  );
  return {
    invoice: parseRecorded(root.value('invoice')),
    proof: {
      seal: parseSeal(proof.value('seal')),
      header: parseHex(proof.value('header'), 'the header'),
      accountProof: hexList(proof.list('accountProof', MOST)),
      storageProofs: proof.list('storageProofs', MOST).map((one) => {
        const fields = strictFields(one, ['key', 'proof'], 'A proof of storage', CODE);
        return { key: parseHex(fields.value('key'), 'a key'), proof: hexList(fields.list('proof', MOST)) };
      }),
    },
    line: root.whole('line', 0, MOST),
    opening: root.has('opening') ? parseOpening(root.value('opening')) : undefined,
  };
}

function parseRecorded(json: unknown): Recorded {
  const fields = strictFields(json, ['digest', 'position', 'signed', 'keys'], 'The invoice', CODE);
  return {
    digest: fields.hex('digest', 32),
    position: fields.uint64('position'),
    signed: signedBlockFromJson(fields.value('signed')),
    keys: fields.list('keys', MOST).map(signedBlockFromJson),
  };
}

function parseOpening(json: unknown): LineOpening {
  const isMetered = typeof json === 'object' && json !== null && 'open' in json;
  const fields = strictFields(json, isMetered ? ['open', 'close'] : ['amount', 'blinding'], 'The opening', CODE);
  if (!isMetered) return { amount: fields.integer('amount'), blinding: fields.integer('blinding') };
  return { open: registerOf(fields.value('open')), close: registerOf(fields.value('close')) };
}

function registerOf(json: unknown): Opening {
  const fields = strictFields(json, ['value', 'blinding'], 'A register', CODE);
  return { value: fields.integer('value'), blinding: fields.integer('blinding') };
}

function plain(opening: LineOpening): object {
  const text = ({ value, blinding }: Opening): object => ({ value: String(value), blinding: String(blinding) });
  return 'open' in opening
    ? { open: text(opening.open), close: text(opening.close) }
    : { amount: String(opening.amount), blinding: String(opening.blinding) };
}

function hexList(list: readonly unknown[]): Hex[] {
  return list.map((one) => parseHex(one, 'a node of the proof'));
}
