import { keccak_256 } from '@noble/hashes/sha3.js';
import { canonicalJson } from '../bytes/canonical-json.ts';
import { toHex, utf8, type Hex } from '../bytes/hex.ts';
import { strictFields } from '../bytes/strict-json.ts';
import { parseWitnesses, type Witness } from '../witnesses/witness.ts';

export const LEDGERS = [
  'participants',
  'meters',
  'tariffs',
  'premises',
  'contractLedger',
  'billingLedger',
  'readingLedger',
] as const;
/** The seven contracts of a network, registers first. */
export type LedgerName = (typeof LEDGERS)[number];

/** What a stranger has to know and trust about one company's network: the content of network.json. */
export type Network = {
  name: string;
  chainId: bigint;
  /** 32 random bytes, so that no two networks are alike. */
  salt: Hex;
  currency: string;
  timeZone: string;
  seal: { address: Hex; targetBits: number };
  company: Hex;
  portal: Hex;
  /** The first ones of the register, at most 16. */
  witnesses: readonly Witness[];
  contracts: Record<LedgerName, Hex>;
};

const NETWORK_KEYS = [
  'name',
  'chainId',
  'salt',
  'currency',
  'timeZone',
  'seal',
  'company',
  'portal',
  'witnesses',
  'contracts',
];
const CODE = 'NETWORK_INVALID';
const NOT_EMPTY = /^[^]/;

/** Strict parse of network.json. @throws InputError NETWORK_INVALID, HEX_INVALID */
export function parseNetwork(json: unknown): Network {
  const root = strictFields(json, NETWORK_KEYS, 'The network file', CODE);
  const seal = strictFields(root.value('seal'), ['address', 'targetBits'], "The network file's seal", CODE);
  const contracts = strictFields(root.value('contracts'), LEDGERS, "The network file's contracts", CODE);
  const [company, portal] = [root.mixedHex('company', 20), root.mixedHex('portal', 20)];
  const sealKey = seal.mixedHex('address', 20);
  return {
    name: root.text('name', NOT_EMPTY),
    chainId: BigInt(root.text('chainId', /^[1-9]\d{0,15}$/)),
    salt: root.mixedHex('salt', 32),
    currency: root.text('currency', NOT_EMPTY),
    timeZone: root.text('timeZone', NOT_EMPTY),
    seal: { address: sealKey, targetBits: seal.whole('targetBits', 0, 64) },
    company,
    portal,
    witnesses: parseWitnesses(root.list('witnesses'), { company, portal, sealKey }),
    contracts: {
      participants: contracts.mixedHex('participants', 20),
      meters: contracts.mixedHex('meters', 20),
      tariffs: contracts.mixedHex('tariffs', 20),
      premises: contracts.mixedHex('premises', 20),
      contractLedger: contracts.mixedHex('contractLedger', 20),
      billingLedger: contracts.mixedHex('billingLedger', 20),
      readingLedger: contracts.mixedHex('readingLedger', 20),
    },
  };
}

export function networkToJson(network: Network): Record<string, unknown> {
  const { name, chainId, salt, currency, timeZone, seal, company, portal, witnesses, contracts } = network;
  return { name, chainId: chainId.toString(), salt, currency, timeZone, seal, company, portal, witnesses, contracts };
}

/** keccak256 of the network's canonical JSON, numbers as decimal strings: what its founding states (docs/formats.md §7). */
export function networkHash(network: Network): Hex {
  const { name, chainId, salt, currency, timeZone, company, portal } = network;
  const seal = { address: network.seal.address, targetBits: network.seal.targetBits.toString() };
  const { participants, meters, tariffs, premises, contractLedger, billingLedger, readingLedger } = network.contracts;
  const contracts = { participants, meters, tariffs, premises, contractLedger, billingLedger, readingLedger };
  const parties = { company, portal, witnesses: network.witnesses.map(({ key, owner }) => ({ key, owner })) };
  const stated = { name, chainId: chainId.toString(), salt, currency, timeZone, seal, ...parties, contracts };
  return toHex(keccak_256(utf8(canonicalJson(stated))));
}

/** What every signature, envelope and frame of a network is bound to: nothing that is signed for one network counts in another. */
export type NetworkDomain = { chainId: bigint; networkHash: Hex };

const domains = new WeakMap<Network, NetworkDomain>();

export function domainOf(network: Network): NetworkDomain {
  let domain = domains.get(network);
  if (domain === undefined) {
    domain = { chainId: network.chainId, networkHash: networkHash(network) };
    domains.set(network, domain);
  }
  return domain;
}

/** Whether the founding names this account as company or portal: registered from the beginning, and never suspended. */
export function isFounder({ company, portal }: Pick<Network, 'company' | 'portal'>, account: Hex): boolean {
  return account === company || account === portal;
}

/** The ledger's name in this network, or undefined for a foreign address. */
export function ledgerNameOf(network: Network, address: Hex): LedgerName | undefined {
  return LEDGERS.find((name) => network.contracts[name] === address.toLowerCase());
}
