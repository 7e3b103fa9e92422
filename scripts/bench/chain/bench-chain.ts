import { benchEmbedded } from './bench-embedded.ts';
import { benchGeth } from './bench-geth.ts';
import { benchVerify } from './bench-verify.ts';

/**
 * The company's chain: sealing on the embedded engine beside a bare Hardhat node and the bare engine, on go-ethereum beside `geth --dev`, a replica behind it, a
 * light proof, and the check of a whole history.
 * @param options seconds: least time for which the embedded sealer is under load; without it five rounds
 */
export async function benchChain(options: { seconds?: number } = {}): Promise<Record<string, number>> {
  return { ...(await benchEmbedded(options)), ...(await benchGeth()), ...(await benchVerify()) };
}
