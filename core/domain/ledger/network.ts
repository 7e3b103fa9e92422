import { keccak_256 } from '@noble/hashes/sha3.js';
import { canonicalJson } from '../bytes/canonical-json.ts';
import { InputError } from '../bytes/errors.ts';
import { parseHex, toHex, utf8, type Hex } from '../bytes/hex.ts';

export const LEDGERS = [
  'participants',
  'meters',
  'tariffs',
  'contractLedger',
  'billingLedger',
  'readingLedger',
] as const;
/** The six contracts of a network, registers first. */
export type LedgerName = (typeof LEDGERS)[number];

/** What a stranger has to know and trust about one company's network: the content of network.json. */
export type Network = {
  name: string;
  chainId: bigint;
  currency: string;
  timeZone: string;
  seal: { address: Hex; targetBits: number };
  company: Hex;
  portal: Hex;
  contracts: Record<LedgerName, Hex>;
};

/** Strict parse of network.json. @throws InputError NETWORK_INVALID, HEX_INVALID */
export function parseNetwork(json: unknown): Network {
  const root = members(json, 'network', [
    'name',
    'chainId',
    'currency',
    'timeZone',
    'seal',
    'company',
    'portal',
    'contracts',
  ]);
  const seal = members(root.seal, 'seal', ['address', 'targetBits']);
  const contracts = members(root.contracts, 'contracts', [...LEDGERS]);
  const chainId = text(root.chainId, 'chainId');
  const targetBits = seal.targetBits;
  if (!/^[1-9]\d{0,15}$/.test(chainId))
    throw new InputError('NETWORK_INVALID', 'network chainId is not a decimal string.');
  if (typeof targetBits !== 'number' || !Number.isInteger(targetBits) || targetBits < 0 || targetBits > 64) {
    throw new InputError('NETWORK_INVALID', 'network seal.targetBits is not an integer from 0 to 64.');
  }
  return {
    name: text(root.name, 'name'),
    chainId: BigInt(chainId),
    currency: text(root.currency, 'currency'),
    timeZone: text(root.timeZone, 'timeZone'),
    seal: { address: parseHex(seal.address, 'network seal.address', 20), targetBits },
    company: parseHex(root.company, 'network company', 20),
    portal: parseHex(root.portal, 'network portal', 20),
    contracts: {
      participants: parseHex(contracts.participants, 'network contracts.participants', 20),
      meters: parseHex(contracts.meters, 'network contracts.meters', 20),
      tariffs: parseHex(contracts.tariffs, 'network contracts.tariffs', 20),
      contractLedger: parseHex(contracts.contractLedger, 'network contracts.contractLedger', 20),
      billingLedger: parseHex(contracts.billingLedger, 'network contracts.billingLedger', 20),
      readingLedger: parseHex(contracts.readingLedger, 'network contracts.readingLedger', 20),
    },
  };
}

export function networkToJson(network: Network): Record<string, unknown> {
  const { name, chainId, currency, timeZone, seal, company, portal, contracts } = network;
  return { name, chainId: chainId.toString(), currency, timeZone, seal, company, portal, contracts };
}

/** keccak256 of the network's canonical JSON, numbers as decimal strings: what its founding states (docs/formats.md §7). */
export function networkHash(network: Network): Hex {
  const { name, chainId, currency, timeZone, company, portal } = network;
  const seal = { address: network.seal.address, targetBits: network.seal.targetBits.toString() };
  const { participants, meters, tariffs, contractLedger, billingLedger, readingLedger } = network.contracts;
  const contracts = { participants, meters, tariffs, contractLedger, billingLedger, readingLedger };
  const stated = { name, chainId: chainId.toString(), currency, timeZone, seal, company, portal, contracts };
  return toHex(keccak_256(utf8(canonicalJson(stated))));
}

/** The ledger's name in this network, or undefined for a foreign address. */
export function ledgerNameOf(network: Network, address: Hex): LedgerName | undefined {
  return LEDGERS.find((name) => network.contracts[name] === address.toLowerCase());
}

function members(value: unknown, what: string, keys: string[]): Record<string, unknown> {
  if (typeof value !== 'object' || value === null)
    throw new InputError('NETWORK_INVALID', `${what} is not a JSON object.`);
  const found = Object.keys(value);
  const wrong = [...keys.filter((key) => !found.includes(key)), ...found.filter((key) => !keys.includes(key))];
  if (wrong.length > 0)
    throw new InputError('NETWORK_INVALID', `${what} has missing or unknown members: ${wrong.join(', ')}.`);
  return value as Record<string, unknown>;
}

function text(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '')
    throw new InputError('NETWORK_INVALID', `network ${what} is not a text.`);
  return value;
}
