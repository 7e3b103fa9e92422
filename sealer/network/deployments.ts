import { AbiCoder, Interface, ParamType } from 'ethers';
import { billingLedgerAbi, billingLedgerBytecode } from '../../core/chain/generated/BillingLedger.ts';
import { contractLedgerAbi, contractLedgerBytecode } from '../../core/chain/generated/ContractLedger.ts';
import { metersAbi, metersBytecode } from '../../core/chain/generated/Meters.ts';
import { participantsAbi, participantsBytecode } from '../../core/chain/generated/Participants.ts';
import { premisesAbi, premisesBytecode } from '../../core/chain/generated/Premises.ts';
import { readingLedgerAbi, readingLedgerBytecode } from '../../core/chain/generated/ReadingLedger.ts';
import { tariffsAbi, tariffsBytecode } from '../../core/chain/generated/Tariffs.ts';
import { createdAddress, signZeroFee } from '../../core/domain/ledger/evm-transaction.ts';
import { ZERO_ADDRESS, type Hex } from '../../core/domain/bytes/hex.ts';
import type { Signer } from '../../core/domain/ledger/internal-block.ts';
import { networkHash, type LedgerName, type Network } from '../../core/domain/ledger/network.ts';
import { TRANSACTION_GAS_CAP } from '../../core/domain/ledger/block-gas.ts';

type AbiItem = {
  readonly type: string;
  readonly name?: string;
  readonly inputs?: readonly {
    readonly name: string;
    readonly type: string;
    readonly components?: readonly object[];
  }[];
};
type Contract = { name: LedgerName; abi: readonly AbiItem[]; bytecode: Hex };

/** In the order of their deployment. A constructor calls only contracts before it, but may name a later one: where it comes to stand is known. */
const CONTRACTS: readonly Contract[] = [
  { name: 'participants', abi: participantsAbi, bytecode: participantsBytecode },
  { name: 'meters', abi: metersAbi, bytecode: metersBytecode },
  { name: 'tariffs', abi: tariffsAbi, bytecode: tariffsBytecode },
  { name: 'readingLedger', abi: readingLedgerAbi, bytecode: readingLedgerBytecode },
  { name: 'contractLedger', abi: contractLedgerAbi, bytecode: contractLedgerBytecode },
  { name: 'billingLedger', abi: billingLedgerAbi, bytecode: billingLedgerBytecode },
  { name: 'premises', abi: premisesAbi, bytecode: premisesBytecode },
];

/** Every ABI of the network, for reading errors. */
export const ABIS: readonly (readonly AbiItem[])[] = CONTRACTS.map(({ abi }) => abi);

/** The contracts of a network, and of each the selectors of the functions that only read. */
export function viewSelectors(contracts: Network['contracts']): ReadonlyMap<Hex, ReadonlySet<string>> {
  return new Map(
    CONTRACTS.map(({ name, abi }) => {
      const selectors = new Set<string>();
      new Interface(abi).forEachFunction((each) => {
        if (each.constant) selectors.add(each.selector);
      });
      return [contracts[name], selectors];
    }),
  );
}

/** Where a carrier's first seven transactions put the contracts. */
export function contractAddresses(carrier: Hex): Network['contracts'] {
  const at = (name: LedgerName): Hex => {
    const nonce = CONTRACTS.findIndex((contract) => contract.name === name);
    return createdAddress(carrier, BigInt(nonce));
  };
  return {
    participants: at('participants'),
    meters: at('meters'),
    tariffs: at('tariffs'),
    premises: at('premises'),
    contractLedger: at('contractLedger'),
    billingLedger: at('billingLedger'),
    readingLedger: at('readingLedger'),
  };
}

/** A transaction of the founding, without its carrier's signature, and where the contract that it deploys must come to stand. */
export type FoundingCall = { to: Hex | undefined; data: Hex; creates: Hex | undefined };

/**
 * What founds a network, in order: its seven contracts, with constructor arguments taken from the network by their names, and the network's hash, so that
 * none of what `network.json` says can be another afterwards.
 */
export function foundingCalls(network: Network): FoundingCall[] {
  const known: Readonly<Record<string, Hex | readonly (readonly Hex[])[]>> = {
    ...network.contracts,
    networkHash: networkHash(network),
    company: network.company,
    portal: network.portal,
    sealKey: network.seal.address,
    witnesses: network.witnesses.map(({ key, owner }) => [key, owner]),
  };
  const deployments = CONTRACTS.map((contract): FoundingCall => {
    const inputs = contract.abi.find((item) => item.type === 'constructor')?.inputs ?? [];
    const values = inputs.map((input) => {
      const value = known[input.name];
      if (value === undefined)
        throw new Error(`the constructor of ${contract.name} wants ${input.name}, which the network does not have`);
      return value;
    });
    const encoded = AbiCoder.defaultAbiCoder().encode(
      inputs.map((input) => ParamType.from(input)),
      values,
    );
    const data: Hex = `${contract.bytecode}${encoded.slice(2)}`;
    return { to: undefined, data, creates: network.contracts[contract.name] };
  });
  return [...deployments, { to: ZERO_ADDRESS, data: networkHash(network), creates: undefined }];
}

/** The transactions of block 1: the carrier's first. */
export function foundingTransactions(network: Network, carrier: Signer): Hex[] {
  return foundingCalls(network).map(({ to, data }, nonce) => {
    const call = { nonce: BigInt(nonce), gasLimit: TRANSACTION_GAS_CAP, to, data };
    return signZeroFee(network.chainId, call, carrier).raw;
  });
}
