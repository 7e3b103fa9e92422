import { join } from 'node:path';
import {
  askComparison,
  readOpenActs,
  sayAccount,
  sayAnswer,
  sayDecision,
  sayFact,
  type OpenActs,
  type OperatorPort,
} from '../../../app/server/operator/ask-operator.ts';
import { appFiles } from '../../../app/server/app-files.ts';
import { InputError } from '../../../core/domain/bytes/errors.ts';
import { parseHex } from '../../../core/domain/bytes/hex.ts';
import { QUANTITY, type QuantityName } from '../../../core/domain/ledger/kinds.ts';
import { readToken } from '../../../core/runtime/access/bearer-token.ts';
import { dateOption, printJson } from '../arguments.ts';

export type PortalOptions = { data: string; url: string; json?: boolean };
export type DecideOptions = PortalOptions & { act: string; refuse?: boolean };
export type AnswerOptions = PortalOptions & { appeal: string; text: string; redirect?: string };
type FlatOptions = PortalOptions & { house: string; flat: string; on: string; reference: string };
export type FactOptions = FlatOptions & { quantity: string; value?: string };
export type AccountOptions = FlatOptions & { account?: string };

/** Lists what the company proposed and waits for the portal's word. @throws as the port says */
export async function portalActs(options: PortalOptions): Promise<void> {
  const acts = await readOpenActs(portOf(options));
  if (options.json === true) return printJson({ acts });
  for (const line of linesOf(acts)) process.stdout.write(`${line}\n`);
}

/** @throws InputError ACT_UNKNOWN and what the port says */
export function portalDecide(options: DecideOptions): Promise<void> {
  const act = parseHex(options.act, '--act', 32);
  const decision = options.refuse === true ? 'refuse' : 'confirm';
  return say(options, sayDecision(portOf(options), act, decision));
}

/** @throws InputError as the port says */
export function portalAnswer(options: AnswerOptions): Promise<void> {
  const appeal = parseHex(options.appeal, '--appeal', 32);
  const { text, redirect } = options;
  const to = redirect === undefined ? undefined : parseHex(redirect, '--redirect', 20);
  return say(options, sayAnswer(portOf(options), appeal, { text, to }));
}

/** @throws InputError QUANTITY_UNKNOWN, VALUE_INVALID and what the port says */
export function portalFlatFact(options: FactOptions): Promise<void> {
  const { quantity, value = null } = options;
  if (!isQuantity(quantity))
    throw new InputError(
      'QUANTITY_UNKNOWN',
      `The quantity "${quantity}" is none of ${Object.keys(QUANTITY).join(', ')}.`,
    );
  if (value !== null && !/^(0|[1-9]\d{0,17})$/.test(value))
    throw new InputError('VALUE_INVALID', `--value takes a whole number, not "${value}"; an area is in 0.01 m².`);
  return say(options, sayFact(portOf(options), { ...flatOf(options), quantity, value }));
}

/** @throws InputError as the port says */
export function portalFlatAccount(options: AccountOptions): Promise<void> {
  const account = options.account === undefined ? null : parseHex(options.account, '--account', 20);
  return say(options, sayAccount(portOf(options), { ...flatOf(options), account }));
}

/** Exit code 1 where the read model is not what the ledgers give from block 0. @throws as the port says */
export async function portalCompare(options: PortalOptions): Promise<void> {
  const result = await askComparison(portOf(options));
  const { equal, live, rebuilt } = result;
  if (options.json === true) printJson(result);
  else
    process.stdout.write(
      equal ? `Equal: ${live}\n` : `Not equal: the live one hashes to ${live}, the rebuilt one to ${rebuilt}.\n`,
    );
  if (!equal) process.exitCode = 1;
}

/** Where the portal of these options is asked. @throws InputError TOKEN_MISSING */
export function portOf({ url, data }: PortalOptions): OperatorPort {
  return { url, token: readToken(appFiles(join(data)).operatorToken) };
}

async function say(options: PortalOptions, sent: Promise<string>): Promise<void> {
  const digest = await sent;
  if (options.json === true) printJson({ digest });
  else process.stdout.write(`The portal says it in block ${digest}; it is sent until it is on the ledger.\n`);
}

function flatOf({ house, flat, on, reference }: FlatOptions): Omit<Parameters<typeof sayAccount>[1], 'account'> {
  const houseId = parseHex(house, '--house', 32);
  return { houseId, flat: parseHex(flat, '--flat', 32), from: dateOption('--on', on), reference };
}

function isQuantity(name: string): name is QuantityName {
  return Object.hasOwn(QUANTITY, name);
}

function* linesOf(acts: OpenActs): Iterable<string> {
  if (acts.length === 0) yield 'Nothing waits.';
  for (const { kind, actHash, digest, until, ...rest } of acts) {
    yield `${kind} until ${new Date(Number(until) * 1_000).toISOString()}`;
    yield `  act ${actHash}`;
    yield `  block ${digest}`;
    for (const [name, value] of Object.entries(rest))
      yield `  ${name} ${Array.isArray(value) ? value.join(' ') : String(value ?? 'not said')}`;
  }
}
