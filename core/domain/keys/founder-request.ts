import { InputError } from '../bytes/errors.ts';
import type { Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { isFounder, type Network } from '../ledger/network.ts';
import { checkAccepted } from './check-accepted.ts';
import type { FounderWord } from './founder-word.ts';
import { keyRegisterOf } from './key-statement.ts';

/** What company or portal asks of witnesses and of the other one when its key is lost: the next key, which agrees. Travels as JSON, `time` as a decimal string. */
export type FounderRequest = FounderWord & { acceptance: Hex };

const FIELDS = ['account', 'retiring', 'key', 'encryptionKey', 'acceptance', 'time'];
const CODE = 'REQUEST_INVALID';

export function founderRequestToJson({ time, ...rest }: FounderRequest): Record<string, string> {
  return { ...rest, time: time.toString() };
}

/**
 * A request of this network, to which the next key itself agreed.
 * @throws InputError REQUEST_INVALID, HEX_INVALID, NOT_A_FOUNDER, KEY_NOT_ACCEPTED, SIGNATURE_INVALID
 */
export function parseFounderRequest(json: unknown, network: Network): FounderRequest {
  const fields = strictFields(json, FIELDS, 'The request', CODE);
  const request = {
    account: fields.mixedHex('account', 20),
    retiring: fields.mixedHex('retiring', 20),
    key: fields.mixedHex('key', 20),
    encryptionKey: fields.mixedHex('encryptionKey', 64),
    acceptance: fields.mixedHex('acceptance', 65),
    time: fields.uint64('time'),
  };
  if (!isFounder(network, request.account))
    throw new InputError('NOT_A_FOUNDER', `${request.account} is neither the company nor the portal of this network.`);
  checkAccepted(keyRegisterOf(network), request);
  return request;
}
