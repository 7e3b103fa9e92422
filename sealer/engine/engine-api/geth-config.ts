import { clientGenesis, type Genesis } from '../../network/genesis.ts';

/** What go-ethereum is started with, as a file: no listener but the two on loopback, no peers, no disk beyond the data folder. */
export function gethConfig(genesis: Genesis): string {
  return `# go-ethereum as the engine of one sealer or replica (written by sealer/engine/engine-api/geth-config.ts)
[Eth]
NetworkId = ${genesis.chainId}
SyncMode = "full"
NoPruning = true
StateScheme = "hash"
TransactionHistory = 0
RPCGasCap = 50000000

[Eth.Miner]
GasCeil = ${genesis.gasLimit}

[Node]
IPCPath = ""
HTTPVirtualHosts = ["localhost"]
HTTPModules = ["eth", "net", "web3", "debug", "testing"]
AuthVirtualHosts = ["localhost"]

[Node.P2P]
MaxPeers = 0
NoDiscovery = true
NoDial = true
ListenAddr = ""
`;
}

/** The genesis file that `geth init` takes. */
export function gethGenesis(genesis: Genesis): string {
  return `${JSON.stringify(clientGenesis(genesis), null, 2)}\n`;
}
