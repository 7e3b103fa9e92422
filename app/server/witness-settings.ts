import { InputError } from '../../core/domain/bytes/errors.ts';
import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Network } from '../../core/domain/ledger/network.ts';
import type { NamedWitness } from '../../core/domain/evidence/witness-cosignature.ts';

/** A witness whose cosignature counts for residents; its replica is asked at `url`, without one only the own replica is. */
export type PortalWitness = NamedWitness & { url: string | undefined };
export type PortalWitnesses = { witnesses: readonly PortalWitness[]; required: number };

const MOST = 32;

/** @throws Error that says what is wrong with the list */
export function parseWitnesses(value: unknown): PortalWitness[] {
  if (!Array.isArray(value) || value.length > MOST) throw new Error(`must be a list of at most ${MOST} witnesses`);
  const witnesses = value.map((each: unknown) => parseWitness(each));
  if (new Set(witnesses.map(({ address }) => address)).size < witnesses.length)
    throw new Error('names a witness twice');
  return witnesses;
}

function parseWitness(each: unknown): PortalWitness {
  const fields = new Map<string, unknown>(typeof each === 'object' && each !== null ? Object.entries(each) : []);
  const [name, url] = [fields.get('name'), fields.get('url')];
  if (typeof name !== 'string' || name === '' || name.length > 80 || (url !== undefined && !isUrl(url)))
    throw new Error(
      `each witness is {"address": "0x…", "name": "City Waterworks", "url": "http://…"}, not ${JSON.stringify(each)}`,
    );
  return {
    address: parseHex(fields.get('address'), `the address of ${name}`, 20),
    name,
    url: url === undefined ? undefined : url.replace(/\/+$/, ''),
  };
}

/**
 * A policy that can be met and means something: the company's own word about its own blocks counts for nothing.
 * @throws InputError WITNESSES_TOO_FEW, WITNESS_IS_COMPANY
 */
export function checkWitnessPolicy(network: Network, { witnesses, required }: PortalWitnesses): void {
  if (required > witnesses.length)
    throw new InputError(
      'WITNESSES_TOO_FEW',
      `cosignaturesRequired is ${required}, but witnesses names ${witnesses.length}. Name more witnesses, or ask for fewer.`,
    );
  const own: readonly Hex[] = [network.company, network.seal.address];
  const company = witnesses.find(({ address }) => own.includes(address));
  if (company !== undefined)
    throw new InputError(
      'WITNESS_IS_COMPANY',
      `The witness ${company.name} is the company, which seals the blocks itself. Take it out of witnesses.`,
    );
}

function isUrl(value: unknown): value is string {
  return typeof value === 'string' && URL.canParse(value);
}
