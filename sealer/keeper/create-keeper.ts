import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Hex } from '../../core/domain/bytes/hex.ts';
import { recoverAddress } from '../../core/domain/ledger/internal-block.ts';
import type { BlockRecord } from '../../core/domain/seal/block-record.ts';
import { admissionDigest } from '../../core/domain/seal/admission-receipt.ts';
import { refusalDigest, type Refusal } from '../../core/domain/seal/refusal.ts';
import { sealDigest } from '../../core/domain/seal/seal.ts';
import { standingDigest, type Standing } from '../../core/domain/seal/words/standing.ts';
import { signHandover, type Handover } from '../../core/domain/seal/seal-keys.ts';
import type { UnsignedRecord } from '../keys/unsigned-record-json.ts';
import type { SealKeyring } from '../keys/seal-keyring.ts';
import type { Promised } from '../keys/seal-signer.ts';
import type { KeeperLog, Term } from './keeper-log.ts';
import type { NetworkDomain } from '../../core/domain/ledger/network.ts';

/**
 * The rules by which the seal keys sign. Between a check and the sync of what it allowed nothing else can run, so no two requests pass one check; and a
 * signature leaves only after what it says is on disk.
 */
export type Keeper = {
  /**
   * The first term settles for which network the keys sign.
   * @throws InputError TERM_TAKEN unless it is the term after the present one; NETWORK_OTHER
   */
  takeTerm(term: Term, domain: NetworkDomain): void;
  /**
   * The signature of a block's seal: of one block of each number, each on top of the one before; the same block again gets the same signature.
   * @throws InputError FENCED, ALREADY_SIGNED, NOT_NEXT, SEAL_KEY_MISSING
   */
  seal(term: bigint, unsigned: UnsignedRecord, key: Hex): Promise<Hex>;
  /**
   * Takes for signed what bears its signature: a keeper from a backup forgot the newest blocks, and is shown them by whoever holds them.
   * @throws InputError NOT_NEXT, SEAL_SIGNER, NETWORK_UNKNOWN
   */
  remember(record: BlockRecord): Promise<void>;
  /** The signatures of admission receipts, kept until signed blocks carry what they promise. @throws InputError FENCED, SEAL_KEY_MISSING */
  promise(term: bigint, promised: readonly Promised[], key: Hex): Promise<Hex[]>;
  /** The signature of a refusal, which binds nobody to anything: it is not kept. @throws InputError FENCED, SEAL_KEY_MISSING */
  refuse(term: bigint, refusal: Refusal, key: Hex): Promise<Hex>;
  /** The signature of the word that a block is the newest one: of the block that was signed last alone. @throws InputError FENCED, NOT_NEWEST, SEAL_KEY_MISSING */
  stand(term: bigint, standing: Standing, key: Hex): Promise<Hex>;
  /**
   * Makes the next seal key, and the statement that hands over to it: the one before again, for as long as a block may record that one.
   * @throws InputError SEAL_KEY_MISSING, HANDOVER_TOO_SOON, NETWORK_UNKNOWN
   */
  handOver(number: bigint, retiring: Hex): Promise<Handover>;
};

/** @param firstBlock the one number that a keeper which remembers no signature begins with */
export function createKeeper(args: { log: KeeperLog; keys: SealKeyring; firstBlock: bigint }): Keeper {
  const { log, keys } = args;

  const domainOfTerms = (): NetworkDomain => {
    if (log.domain !== undefined) return log.domain;
    throw new InputError(
      'NETWORK_UNKNOWN',
      'No sealer took a term yet, so no network is known. Start the sealer first.',
    );
  };

  const refuseFenced = (term: bigint): void => {
    if (term === log.term?.number) return;
    const holder = log.term === undefined ? 'nobody' : log.term.holder;
    throw new InputError(
      'FENCED',
      `Term ${term} is not the present one, ${log.term?.number ?? 0n}, which ${holder} holds. Stop sealing and stand by.`,
    );
  };

  const refuseNotNext = ({ number, seal }: Pick<UnsignedRecord, 'number' | 'seal'>): void => {
    const { last } = log;
    if (seal.number !== number)
      throw new InputError('NOT_NEXT', `The seal is of block ${seal.number}, the record of ${number}.`);
    if (last === undefined && number !== args.firstBlock) {
      throw new InputError(
        'NOT_NEXT',
        `This keeper remembers no signature and begins with block ${args.firstBlock}, not ${number}. Restore its keeper.log; or, where that is lost, set firstBlock to the number after the newest block that anybody holds.`,
      );
    }
    if (last !== undefined && (number !== last.record.number + 1n || seal.parentSeal !== last.sealHash)) {
      throw new InputError(
        'NOT_NEXT',
        `Block ${number} does not follow block ${last.record.number} with seal ${last.sealHash}, which was signed last.`,
      );
    }
  };

  const lastNumber = (): bigint => log.last?.record.number ?? 0n;
  const openHandover = (retiring: Hex): Handover | undefined => {
    const kept = log.handoverOf(retiring);
    return kept !== undefined && kept.validUntil > lastNumber() ? kept : undefined;
  };
  const refuseTooSoon = (number: bigint): bigint => {
    const last = lastNumber();
    if (number > last + 1n) return last;
    throw new InputError('HANDOVER_TOO_SOON', `Block ${last} is signed already. Name a later block than ${last + 1n}.`);
  };

  return {
    takeTerm(term, domain) {
      if (log.domain !== undefined && log.domain.networkHash !== domain.networkHash) {
        throw new InputError(
          'NETWORK_OTHER',
          `These keys sign for the network ${log.domain.networkHash}, not for ${domain.networkHash}. Name the right keeper, or restore network.json.`,
        );
      }
      const present = log.term?.number ?? 0n;
      if (term.number !== present + 1n) {
        throw new InputError(
          'TERM_TAKEN',
          `The next term is ${present + 1n}, not ${term.number}. Ask for the state again.`,
        );
      }
      log.takeTerm(term, domain);
    },
    async seal(term, unsigned, key) {
      const signer = await keys.find(key);
      refuseFenced(term);
      const sealHash = sealDigest(domainOfTerms(), unsigned.seal);
      const { last } = log;
      if (last !== undefined && unsigned.number <= last.record.number) {
        if (sealHash === last.sealHash) return last.record.seal.signature;
        throw new InputError(
          'ALREADY_SIGNED',
          `Block ${unsigned.number} is not signed again: seal ${last.sealHash} of block ${last.record.number} was signed.`,
        );
      }
      refuseNotNext(unsigned);
      const signature = signer.sign(sealHash);
      log.keepSeal({ ...unsigned, seal: { ...unsigned.seal, signature } });
      return signature;
    },
    async remember(record) {
      const own = (await keys.all()).map(({ address }) => address);
      const sealHash = sealDigest(domainOfTerms(), record.seal);
      if (sealHash === log.last?.sealHash) return;
      refuseNotNext(record);
      if (!own.includes(recoverAddress(sealHash, record.seal.signature)))
        throw new InputError('SEAL_SIGNER', `Block ${record.number} is not sealed by a key of this keeper.`);
      log.keepSeal(record);
    },
    async promise(term, promised, key) {
      const signer = await keys.find(key);
      refuseFenced(term);
      log.keepPromises(promised);
      return promised.map(({ admission }) => signer.sign(admissionDigest(domainOfTerms(), admission)));
    },
    async refuse(term, refusal, key) {
      const signer = await keys.find(key);
      refuseFenced(term);
      return signer.sign(refusalDigest(domainOfTerms(), refusal));
    },
    async stand(term, standing, key) {
      const signer = await keys.find(key);
      refuseFenced(term);
      const { last } = log;
      if (last?.sealHash !== standing.sealHash || last.record.number !== standing.number)
        throw new InputError('NOT_NEWEST', `Block ${standing.number} is not the one that was signed last.`);
      return signer.sign(standingDigest(domainOfTerms(), standing));
    },
    async handOver(number, retiring) {
      const before = await keys.find(retiring);
      const domain = domainOfTerms();
      const open = openHandover(retiring);
      if (open !== undefined) return open;
      refuseTooSoon(number);
      const next = await keys.create();
      // Meanwhile another request may have been first, or blocks may have been signed.
      const other = openHandover(retiring);
      if (other !== undefined) return other;
      const last = refuseTooSoon(number);
      const term = { number, validFrom: last + 1n, validUntil: number - 1n };
      const handover = signHandover(domain, term, before, next);
      log.keepHandover(retiring, handover);
      return handover;
    },
  };
}
