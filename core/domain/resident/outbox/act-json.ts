import { InputError } from '../../bytes/errors.ts';
import { parseHex, type Hex } from '../../bytes/hex.ts';
import { strictFields, type FieldReader } from '../../bytes/strict-json.ts';
import { internalBlockDigest, signedBlockFromJson, signedBlockToJson } from '../../ledger/internal-block.ts';
import type { NetworkDomain } from '../../ledger/network.ts';
import { parseReceipt, receiptToJson } from '../../seal/admission-receipt.ts';
import { parseRefusal, refusalToJson } from '../../seal/refusal.ts';
import { ACT_KINDS, CODE_MAX, MESSAGE_MAX, type Act, type ActBlock, type BlockState } from './act.ts';

const CODE = 'ACT_MALFORMED';
const STATES: readonly BlockState[] = ['signed', 'taken', 'recorded', 'refused', 'expired'];
/** Longer than what any form lets somebody write. */
const CONTENT_MAX = 100_000;

/** An act as a device keeps it. */
export function actToText(act: Act): string {
  return JSON.stringify({ ...act, blocks: act.blocks.map(blockToJson) });
}

function blockToJson({ signed, receipt, refusal, recorded, ...rest }: ActBlock): object {
  const { word, ...said } = refusal ?? {};
  return {
    ...rest,
    signed: signedBlockToJson(signed),
    ...(receipt === undefined ? {} : { receipt: receiptToJson(receipt) }),
    ...(refusal === undefined ? {} : { refusal: word === undefined ? said : { ...said, word: refusalToJson(word) } }),
    ...(recorded === undefined
      ? {}
      : { recorded: { number: recorded.number.toString(), time: recorded.time.toString() } }),
  };
}

/**
 * Reads what a device kept; a block that is not what its digest names is none.
 * @throws InputError ACT_MALFORMED, and those of the block, receipt and refusal in it
 */
export function parseAct(domain: NetworkDomain, text: string): Act {
  const fields = strictFields(
    read(text),
    ['id', 'kind', 'content', 'keptAt', 'blocks', 'former', 'isSeen'],
    'The kept act',
    CODE,
    {
      optional: ['trouble'],
    },
  );
  const id = fields.hex('id', 32);
  const name = fields.text('kind');
  const kind = ACT_KINDS.find((known) => known === name);
  const blocks = fields.list('blocks', 8).map((json) => parseBlock(domain, json));
  const isSeen = fields.value('isSeen');
  if (kind === undefined || typeof isSeen !== 'boolean' || blocks.at(-1)?.digest !== id)
    throw new InputError(CODE, `The kept act ${id} is none: its kind, its blocks or what was seen of it.`);
  return {
    id,
    kind,
    content: fields.text('content', undefined, CONTENT_MAX),
    keptAt: fields.whole('keptAt', 0, Number.MAX_SAFE_INTEGER),
    blocks,
    former: fields.list('former').map((hex): Hex => parseHex(hex, 'a former fact', 32)),
    isSeen,
    ...(fields.has('trouble') ? { trouble: fields.text('trouble', undefined, CODE_MAX) } : {}),
  };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InputError(CODE, 'The kept act is no JSON.', { cause });
  }
}

function parseBlock(domain: NetworkDomain, json: unknown): ActBlock {
  const optional = ['receipt', 'refusal', 'recorded'];
  const fields = strictFields(json, ['digest', 'signed', 'state'], 'A block of the kept act', CODE, { optional });
  const digest = fields.hex('digest', 32);
  const signed = signedBlockFromJson(fields.value('signed'));
  const state = STATES.find((known) => known === fields.text('state'));
  if (state === undefined || internalBlockDigest(domain, signed.ledger, signed.block) !== digest)
    throw new InputError(CODE, `The kept block ${digest} is another one, or in no known state.`);
  return {
    digest,
    signed,
    state,
    ...(fields.has('receipt') ? { receipt: parseReceipt(fields.value('receipt')) } : {}),
    ...(fields.has('refusal') ? { refusal: parseReason(fields) } : {}),
    ...(fields.has('recorded') ? { recorded: parsePlace(fields) } : {}),
  };
}

function parseReason(block: FieldReader): NonNullable<ActBlock['refusal']> {
  const fields = strictFields(block.value('refusal'), ['code', 'message'], 'Its refusal', CODE, { optional: ['word'] });
  return {
    code: fields.text('code', undefined, CODE_MAX),
    message: fields.text('message', undefined, MESSAGE_MAX),
    ...(fields.has('word') ? { word: parseRefusal(fields.value('word')) } : {}),
  };
}

function parsePlace(block: FieldReader): NonNullable<ActBlock['recorded']> {
  const fields = strictFields(block.value('recorded'), ['number', 'time'], 'Its place', CODE);
  return { number: fields.uint64('number'), time: fields.uint64('time') };
}
