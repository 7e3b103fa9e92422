import { keccak_256 } from '@noble/hashes/sha3.js';
import { getCreateAddress } from 'ethers';
import {
  concatBytes,
  fromHex,
  parseHex,
  toHex,
  uintBytes,
  ZERO_32,
  type Hex,
} from '../../../../core/domain/bytes/hex.ts';
import { accountFromMnemonic, createMnemonic, type Account } from '../../../../core/domain/ledger/account.ts';
import { acceptKey } from '../../../../core/domain/keys/accept-key.ts';
import { keyRegisterOf } from '../../../../core/domain/keys/key-statement.ts';
import { encodeSubmit, type BlockData } from '../../../../core/domain/ledger/block-data.ts';
import { KIND } from '../../../../core/domain/ledger/kinds.ts';
import { internalBlockDigest, type SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { type Handover } from '../../../../core/domain/seal/seal-keys.ts';
import { CARRIER, SEALER } from '../../support/chains.ts';
import {
  DOMAIN,
  COMPANY,
  fact,
  FLAT,
  NETWORK,
  rawFact,
  STRANGER,
  word,
  type CheatingCompany,
  type Place,
} from './cheating-company.ts';
import { TELLS } from './lax-ledgers.ts';
import { laxLie, strictLie, type Lie } from './lie.ts';
import { handoverAt } from '../../../support/handover.ts';

const RATE = { resource: 6, zone: 0, mantissa: 5n, exponent: -3, validFrom: 1_790_000_000n };
const SOME = word(0xbadn);
const NEXT = accountFromMnemonic(createMnemonic());

export function someRate(): SignedBlock {
  return fact('tariffs', 'RATE', RATE);
}

function keyChange(next: Account): SignedBlock {
  return fact('participants', 'KEY_ROTATE', accepted(next), { signer: FLAT });
}

function accepted(next: Account): BlockData['KEY_ROTATE'] {
  return acceptKey(keyRegisterOf(NETWORK), next, { account: FLAT.address, retiring: FLAT.address });
}

/** What is recorded is not what was handed over, or not what its sender signed, or not in the ledger's chain. */
export const ledgerLies: readonly Lie[] = [
  strictLie('EVENT_STRAY', 'a contract hands a block to a ledger, and no transaction to be seen does', relayed),
  laxLie('EVENT_STRAY', 'a ledger records a block that nobody handed to it', async (company) => {
    const call = company.carry({ to: NETWORK.contracts.tariffs, data: '0x' });
    const other = company.store('tariffs', SOME, SOME);
    return { block: await company.seal([call, other]), transaction: 0 };
  }),
  laxLie('EVENT_STRAY', 'a ledger records another block beside the one in its transaction', async (company) => {
    const also = [company.store('tariffs', TELLS.before, SOME)];
    const { block } = await company.record(someRate(), { also });
    return { block };
  }),
  laxLie('DIGEST_MISMATCH', 'a ledger records another block than the one in its transaction', (company) =>
    company.record(someRate(), { digest: SOME }),
  ),
  laxLie('DIGEST_MISMATCH', 'a ledger records a block that was handed to another', async (company) => {
    const signed = someRate();
    const digest = internalBlockDigest(DOMAIN, signed.ledger, signed.block);
    const instead = toHex(uintBytes(BigInt(NETWORK.contracts.meters), 32));
    const also = [
      company.store('tariffs', TELLS.instead, instead),
      company.store('meters', TELLS.digest, digest),
      company.store('meters', TELLS.head, toHex(keccak_256(concatBytes(fromHex(ZERO_32), fromHex(digest))))),
    ];
    return company.record(signed, { also });
  }),
  laxLie('DATA_HASH_MISMATCH', 'a block is recorded with other data than was signed', (company) =>
    company.record({ ...someRate(), data: fact('tariffs', 'RATE', { ...RATE, mantissa: 9999n, exponent: -5 }).data }),
  ),
  laxLie('SENDER_MISMATCH', 'a block is recorded that another than its sender signed', (company) => {
    const forged = fact('tariffs', 'RATE', RATE, { signer: { address: FLAT.address, sign: STRANGER.sign } });
    return company.record(forged);
  }),
  laxLie('SENDER_MISMATCH', 'a block is recorded that a key signed which its account had before', async (company) => {
    await company.record(keyChange(NEXT));
    return company.record(fact('tariffs', 'RATE', RATE, { signer: FLAT }));
  }),
  laxLie('KEY_NOT_ACCEPTED', 'an account takes a key whose holder did not agree', (company) =>
    company.record(keyChange({ ...NEXT, sign: STRANGER.sign })),
  ),
  laxLie('KEY_ACT_FOREIGN', 'an account is given another key, and neither company nor portal said so', (company) => {
    const { key, encryptionKey, acceptance } = accepted(NEXT);
    const data = { account: FLAT.address, key, encryptionKey, acceptance };
    return company.record(fact('participants', 'REKEY', data, { signer: FLAT }));
  }),
  laxLie('SIGNATURE_INVALID', 'a block is recorded with a signature of nobody', (company) =>
    company.record({ ...someRate(), signature: toHex(new Uint8Array(65)) }),
  ),
  laxLie('LEDGER_HEAD', 'a ledger tells a head that leaves a block out', async (company) => {
    await company.record(someRate());
    return company.record(someRate(), { head: SOME });
  }),
  laxLie('LEDGER_HEAD', 'a ledger keeps another head than it told', async (company) => {
    const { block } = await company.record(someRate(), { storedHead: SOME });
    return { block: block + 1 };
  }),
  laxLie('LEDGER_HEAD', 'a ledger counts more blocks than it told', async (company) => {
    const { block } = await company.record(someRate(), { storedCount: 2n });
    return { block: block + 1 };
  }),
  laxLie('LEDGER_HEAD', 'a ledger without a block keeps a head', async (company) => {
    const block = await company.seal([company.store('meters', ZERO_32, SOME)]);
    return { block: block + 1 };
  }),
  laxLie('SUBMIT_MALFORMED', 'a block is recorded from a call whose signature is nowhere', (company) => {
    const signed = someRate();
    // The word behind the six signed ones is the place of the signature.
    const call = encodeSubmit(signed);
    const at = 2 + 2 * (4 + 7 * 32);
    return company.record(signed, {
      calldata: toHex(fromHex(`${call.slice(0, at)}${'ff'.repeat(32)}${call.slice(at + 64)}`)),
    });
  }),
  laxLie('DATA_MALFORMED', 'a fact is recorded that has bytes behind its end', (company) =>
    company.record(rawFact('tariffs', KIND.RATE, `${someRate().data}00`)),
  ),
  handoverLie('HANDOVER_VALIDITY', 'a seal key begins with the block that records it', (honest) =>
    handoverAt(DOMAIN, 2n, SEALER, honest),
  ),
  handoverLie('HANDOVER_VALIDITY', 'a handover is recorded before it holds', (honest) =>
    handoverAt(DOMAIN, 9n, SEALER, honest, { validFrom: 5n }),
  ),
  handoverLie('HANDOVER_VALIDITY', 'a handover holds in the block of its new key', (honest) =>
    handoverAt(DOMAIN, 9n, SEALER, honest, { validUntil: 9n }),
  ),
  handoverLie('HANDOVER_REPEATED', 'the seal key is handed to itself', () => handoverAt(DOMAIN, 9n, SEALER, SEALER)),
  handoverLie('HANDOVER_SIGNER', 'the seal key is handed over by another', (honest) =>
    handoverAt(DOMAIN, 9n, STRANGER, honest),
  ),
  handoverLie('HANDOVER_UNACCEPTED', 'the seal key is handed to one who never took it', (honest) => ({
    ...handoverAt(DOMAIN, 9n, SEALER, STRANGER),
    next: honest.address,
    signature: handoverAt(DOMAIN, 9n, SEALER, { ...STRANGER, address: honest.address }).signature,
  })),
  handoverLie('SIGNATURE_INVALID', 'the seal key is handed over under a signature of nobody', (honest) => ({
    ...handoverAt(DOMAIN, 9n, SEALER, honest),
    signature: toHex(new Uint8Array(65)),
  })),
  laxLie('HANDOVER_ORDER', 'a second handover begins before the first', async (company) => {
    await company.record(fact('participants', 'SEAL_KEY', handoverAt(DOMAIN, 90n, SEALER, COMPANY)));
    const second = handoverAt(DOMAIN, 80n, COMPANY, STRANGER);
    const { block } = await company.record(fact('participants', 'SEAL_KEY', second));
    return { block };
  }),
];

/** A handover is learned before the next block's seal is checked, and so before the transactions of its own block are looked at one by one. */
function handoverLie(code: string, title: string, statement: (honest: typeof COMPANY) => Handover): Lie {
  return laxLie(code, title, async (company) => {
    const { block } = await company.record(fact('participants', 'SEAL_KEY', statement(COMPANY)));
    return { block };
  });
}

/** Code that calls the address in its first word with the bytes behind it. */
const RELAY = '60203603806020' + '5f375f5f825f5f5f355af100';

/** A block that its sender really signed reaches a real ledger, by way of a contract of the company's. */
async function relayed(company: CheatingCompany): Promise<Place> {
  const length = (RELAY.length / 2).toString(16);
  const to = parseHex(getCreateAddress({ from: CARRIER.address, nonce: company.nonce }).toLowerCase(), 'relay', 20);
  const deployment: Hex = `0x60${length}600a5f3960${length}5ff3${RELAY}`;
  await company.seal([company.carry({ to: undefined, data: deployment })]);
  const signed = someRate();
  const data: Hex = `0x${'00'.repeat(12)}${signed.ledger.slice(2)}${encodeSubmit(signed).slice(2)}`;
  // Between two others, so that the place says which it was.
  const calls = (['0x', data, '0x'] as const).map((each) => company.carry({ to, data: each }));
  return { block: await company.seal(calls), transaction: 1 };
}
