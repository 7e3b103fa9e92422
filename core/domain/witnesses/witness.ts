import { InputError } from '../bytes/errors.ts';
import { ZERO_ADDRESS, type Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { WITNESSES_MAX } from '../limits.ts';

/** Whoever cosigns blocks, and in whose hand it is: an entry of the register in `Participants`. */
export type Witness = { key: Hex; owner: Hex };

const CODE = 'NETWORK_INVALID';

/** Who founds a network, as far as it says whose keys are whose. */
export type Founders = { company: Hex; portal: Hex; sealKey: Hex };

/**
 * Strict parse of the witnesses that a network is founded with; the rules are those of `Witnesses.sol`.
 * @throws InputError NETWORK_INVALID, HEX_INVALID
 */
export function parseWitnesses(list: readonly unknown[], founders: Founders): Witness[] {
  const witnesses = list.map((each): Witness => {
    const fields = strictFields(each, ['key', 'owner'], 'A witness', CODE);
    return { key: fields.mixedHex('key', 20), owner: fields.mixedHex('owner', 20) };
  });
  const fail = (what: string): InputError =>
    new InputError('NETWORK_INVALID', `The witnesses of the founding: ${what}`);
  if (witnesses.length > WITNESSES_MAX) throw fail(`there are more than ${WITNESSES_MAX}. Enter fewer.`);
  if (new Set(witnesses.map(({ key }) => key)).size < witnesses.length) throw fail('one is named twice.');
  const { company, portal, sealKey } = founders;
  const owners = new Map([
    [company, company],
    [portal, portal],
    [sealKey, company],
  ]);
  for (const { key, owner } of witnesses) {
    if (key === ZERO_ADDRESS || owner === ZERO_ADDRESS) throw fail('each has a key and an owner.');
    if (owner !== (owners.get(key) ?? owner)) throw fail(`the key ${key} is ${owners.get(key)}'s, not ${owner}'s.`);
  }
  return witnesses;
}

/** Those whose word counts: neither the company nor the portal vouches for itself (docs/formats.md §2). */
export function countedWitnesses<W extends Witness>(
  { company, portal }: Pick<Founders, 'company' | 'portal'>,
  witnesses: readonly W[],
): W[] {
  return witnesses.filter(({ owner }) => owner !== company && owner !== portal);
}
