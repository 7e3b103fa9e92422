import { keccak_256 } from '@noble/hashes/sha3.js';
import { toHex, uintBytes, utf8, type Hex } from '../../../../core/domain/bytes/hex.ts';
import { LEDGERS, type Network } from '../../../../core/domain/ledger/network.ts';
import { request, type Engine } from '../../../../sealer/engine/engine.ts';
import { startEngine } from '../../support/chains.ts';

const EVENT = 'BlockRecorded(bytes32,address,address,uint256,uint16,bytes32,bytes32)';
const TOPIC = toHex(keccak_256(utf8(EVENT))).slice(2);

/** Slots in which a lax ledger keeps what it is going to tell; no ledger uses them. */
export const TELLS = { digest: word(0xf0), head: word(0xf1), before: word(0xf2), instead: word(0xf3) };

/**
 * A ledger that checks nothing: handed two words, it stores the second in the slot of the first; handed anything else, be it a block, it says that it recorded
 * the digest in slot f0 and has the head in slot f1. Before that it says the same of the digest in slot f2 where there is one; where slot f3 holds an address,
 * it calls that and says nothing.
 */
const LAX: Hex = `0x${[
  '36604014606c57', // two words: to 6c
  '60f35480607457', // somebody instead: to 74
  '60f1545f52',
  '60f2548015604157', // nothing before: to 41
  `807f${TOPIC}60205fa2`,
  '5b50', // 41
  `60f0547f${TOPIC}60205fa200`,
  '5b6020355f355500', // 6c
  '5b5f5f5f5f5f855af100', // 74
].join('')}`;

function word(value: number): Hex {
  return toHex(uintBytes(value, 32));
}

/**
 * The ledgers of a network answer from now on as if their code let everything pass, as code with a flaw that only the company knows would. The rest of the
 * chain, and every execution, is real.
 */
export async function makeLax(engine: Engine, { contracts }: Network): Promise<void> {
  for (const name of LEDGERS) await request(engine, 'hardhat_setCode', [contracts[name], LAX]);
}

/** A verifier's engine whose ledgers are lax as soon as they are founded, in block 1. */
export async function startLaxEngine(network: Network): Promise<Engine> {
  const engine = await startEngine();
  return {
    ...engine,
    async replay(block) {
      await engine.replay(block);
      if (block.number === 1n) await makeLax(engine, network);
    },
  };
}
