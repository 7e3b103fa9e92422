import { benchEmbedded } from './bench-embedded.ts';
import { benchGeth } from './bench-geth.ts';
import { benchVerify } from './bench-verify.ts';

/** The company's chain: sealing beside a bare Hardhat node, a replica behind it, a light proof, and the check of a whole history. */
export async function benchChain(): Promise<Record<string, number>> {
  return { ...(await benchEmbedded()), ...(await benchGeth()), ...(await benchVerify()) };
}
