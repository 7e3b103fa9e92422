import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { internalBlockDigest, recoverAddress } from '../../../core/domain/ledger/internal-block.ts';
import type { BlockRecord } from '../../../core/domain/seal/block-record.ts';
import { mineSeal } from '../../../core/domain/seal/mine-seal.ts';
import { admissionDigest } from '../../../core/domain/seal/admission-receipt.ts';
import { checkRefusal, refusalToJson } from '../../../core/domain/seal/refusal.ts';
import { checkStanding } from '../../../core/domain/seal/words/standing.ts';
import { sealDigest } from '../../../core/domain/seal/seal.ts';
import { holdAtOnce } from '../../../core/domain/seal/seal-keys.ts';
import { checkHandovers } from '../../../core/domain/handovers/check-handovers.ts';
import { ZERO_32, type Hex } from '../../../core/domain/bytes/hex.ts';
import { encodeSubmit } from '../../../core/domain/ledger/block-data.ts';
import { signZeroFee } from '../../../core/domain/ledger/evm-transaction.ts';
import { createKeeper, type Keeper } from '../../../sealer/keeper/create-keeper.ts';
import { openKeeperLog, type KeeperLog } from '../../../sealer/keeper/keeper-log.ts';
import type { UnsignedRecord } from '../../../sealer/keys/unsigned-record-json.ts';
import { openSealKeyring, type SealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import type { Promised } from '../../../sealer/keys/seal-signer.ts';
import { refusal } from '../../support/refusal.ts';
import { CARRIER, CHAIN_ID, STRANGER } from '../support/chains.ts';
import { COMPANY, blockOf } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { someNetwork } from '../support/some-network.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';

const DOMAIN = domainOf(someNetwork(CHAIN_ID));
const A = CARRIER.address;
const B = STRANGER.address;

function unsignedRecord(number: bigint, parentSeal: Hex, transactions: Hex[] = [], salt = 0): UnsignedRecord {
  const blockHash: Hex = `0x${(salt + 1).toString(16).padStart(2, '0').repeat(32)}`;
  const fields = { number, parentSeal, blockHash, timestamp: 1000n + number };
  const { r } = mineSeal(DOMAIN, fields, 0);
  return {
    number,
    timestamp: fields.timestamp,
    prevRandao: ZERO_32,
    transactions,
    receipts: [],
    header: '0xc0',
    seal: { ...fields, r },
  };
}

function sealOf(made: UnsignedRecord): Hex {
  return sealDigest(DOMAIN, made.seal);
}

function promised(n: number, byBlock: bigint, head = 0n): Promised {
  const signed = blockOf(someNetwork(CHAIN_ID), COMPANY, 'SUSPEND', { account: A }, { timestamp: BigInt(n) });
  const digest = internalBlockDigest(DOMAIN, signed.ledger, signed.block);
  return {
    admission: { digest, key: COMPANY.address, head, headSeal: ZERO_32, byBlock, byTime: 5n, before: ZERO_32 },
    signed,
  };
}

function carrying({ signed }: Promised, nonce = 0n): Hex {
  return signZeroFee(CHAIN_ID, { nonce, gasLimit: 1_000_000n, to: signed.ledger, data: encodeSubmit(signed) }, CARRIER)
    .raw;
}

type Opened = { keeper: Keeper; log: KeeperLog; keys: SealKeyring; key: Hex };

async function open(folder: string, compactBytes?: number, firstBlock = 0n): Promise<Opened & Disposable> {
  const keys = openSealKeyring(folder);
  const first = (await keys.all())[0] ?? (await keys.create());
  const log = openKeeperLog(join(folder, 'keeper.log'), compactBytes);
  const keeper = createKeeper({ log, keys, firstBlock });
  return { keeper, log, keys, key: first.address, [Symbol.dispose]: () => log.close() };
}

describe('keeper', () => {
  it('refuses who never took a term, and an older term', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    const { keeper, key } = kept;
    const first = unsignedRecord(0n, ZERO_32);
    expect(await refusal(() => keeper.seal(0n, first, key))).to.equal('FENCED');
    expect(await refusal(() => keeper.seal(1n, first, key))).to.equal('FENCED');
    keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    await keeper.seal(1n, first, key);
    keeper.takeTerm({ number: 2n, holder: B }, DOMAIN);
    const second = unsignedRecord(1n, sealOf(first));
    expect(await refusal(() => keeper.seal(1n, second, key))).to.equal('FENCED');
    // Even what it signed before is not told to a fenced sealer, which might then speak of it.
    expect(await refusal(() => keeper.seal(1n, first, key))).to.equal('FENCED');
    expect(await refusal(() => keeper.promise(1n, [promised(1, 4n)], key))).to.equal('FENCED');
    const refused = { digest: ZERO_32, code: 'QUEUE_FULL', head: 1n, time: 5n };
    expect(await refusal(() => keeper.refuse(1n, refused, key))).to.equal('FENCED');
    const standing = { number: 0n, sealHash: sealOf(first), time: 5n };
    expect(await refusal(() => keeper.stand(1n, standing, key))).to.equal('FENCED');
    const signature = await keeper.refuse(2n, refused, key);
    expect(checkRefusal(refusalToJson({ ...refused, signature }), ZERO_32, { domain: DOMAIN, signer: key })).to.include(
      refused,
    );
    expect(kept.log.open()).to.deep.equal([]);
  });

  it('says of the block that it signed last alone that it is the newest', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    const { keeper, key } = kept;
    keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    const [zero, time] = [unsignedRecord(0n, ZERO_32), 5n];
    const one = unsignedRecord(1n, sealOf(zero));
    expect(await refusal(() => keeper.stand(1n, { number: 0n, sealHash: sealOf(zero), time }, key))).to.equal(
      'NOT_NEWEST',
    );
    await keeper.seal(1n, zero, key);
    const said = { number: 0n, sealHash: sealOf(zero), time };
    const signature = await keeper.stand(1n, said, key);
    checkStanding(DOMAIN, { ...said, signature }, key);
    for (const wrong of [{ number: 1n }, { sealHash: sealOf(one) }])
      expect(await refusal(() => keeper.stand(1n, { ...said, ...wrong }, key))).to.equal('NOT_NEWEST');
    await keeper.seal(1n, one, key);
    expect(await refusal(() => keeper.stand(1n, said, key))).to.equal('NOT_NEWEST');
  });

  it('begins without a memory with the block it is told alone, so that an older copy of its keys seals nothing twice', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path, undefined, 5n);
    kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    for (const number of [0n, 4n, 6n]) {
      expect(await refusal(() => kept.keeper.seal(1n, unsignedRecord(number, ZERO_32), kept.key))).to.equal('NOT_NEXT');
    }
    const five = unsignedRecord(5n, ZERO_32);
    await kept.keeper.seal(1n, five, kept.key);
    await kept.keeper.seal(1n, unsignedRecord(6n, sealOf(five)), kept.key);
  });

  it('takes for signed what it forgot, where that bears its signature and follows, and signs nothing else of its number', async () => {
    using folder = tempFolder();
    using second = tempFolder();
    using kept = await open(folder.path);
    kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    const sealed = async (unsigned: UnsignedRecord): Promise<BlockRecord> => ({
      ...unsigned,
      seal: { ...unsigned.seal, signature: await kept.keeper.seal(1n, unsigned, kept.key) },
    });
    const zero = await sealed(unsignedRecord(0n, ZERO_32));
    cpSync(folder.path, second.path, { recursive: true });
    const one = await sealed(unsignedRecord(1n, sealOf(zero)));
    const two = await sealed(unsignedRecord(2n, sealOf(one)));
    using old = await open(second.path);
    expect(await refusal(() => old.keeper.remember(two))).to.equal('NOT_NEXT');
    const forged = { ...one, seal: { ...one.seal, signature: CARRIER.sign(sealOf(one)) } };
    expect(await refusal(() => old.keeper.remember(forged))).to.equal('SEAL_SIGNER');
    for (const record of [one, one, two]) await old.keeper.remember(record);
    expect(old.log.last?.sealHash).to.equal(sealOf(two));
    expect(await refusal(() => old.keeper.seal(1n, unsignedRecord(1n, sealOf(zero), [], 7), old.key))).to.equal(
      'ALREADY_SIGNED',
    );
    await old.keeper.seal(1n, unsignedRecord(3n, sealOf(two)), old.key);
  });

  it('gives each term once, to one sealer', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    for (const number of [0n, 1n, 3n]) {
      expect(await refusal(() => kept.keeper.takeTerm({ number, holder: B }, DOMAIN))).to.equal('TERM_TAKEN');
    }
    expect(kept.log.term).to.deep.equal({ number: 1n, holder: A });
  });

  it('refuses a second block of a number, also of an older one, also by another key', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    const { keeper, key } = kept;
    keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    const zero = unsignedRecord(0n, ZERO_32);
    const one = unsignedRecord(1n, sealOf(zero));
    await keeper.seal(1n, zero, key);
    await keeper.seal(1n, one, key);
    const other = (await kept.keys.create()).address;
    for (const with_ of [key, other]) {
      expect(await refusal(() => keeper.seal(1n, unsignedRecord(1n, sealOf(zero), [], 9), with_))).to.equal(
        'ALREADY_SIGNED',
      );
      expect(await refusal(() => keeper.seal(1n, unsignedRecord(0n, ZERO_32, [], 9), with_))).to.equal(
        'ALREADY_SIGNED',
      );
    }
  });

  it('refuses a block that does not follow the one it signed last', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    const { keeper, key } = kept;
    keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    const zero = unsignedRecord(0n, ZERO_32);
    await keeper.seal(1n, zero, key);
    expect(await refusal(() => keeper.seal(1n, unsignedRecord(2n, sealOf(zero)), key))).to.equal('NOT_NEXT');
    expect(await refusal(() => keeper.seal(1n, unsignedRecord(1n, ZERO_32), key))).to.equal('NOT_NEXT');
    const disguised = unsignedRecord(1n, sealOf(zero));
    const lying = { ...disguised, number: 5n };
    expect(await refusal(() => keeper.seal(1n, lying, key))).to.equal('NOT_NEXT');
  });

  it('refuses a key that it does not hold', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    expect(await refusal(() => kept.keeper.seal(1n, unsignedRecord(0n, ZERO_32), B))).to.equal('SEAL_KEY_MISSING');
    expect(await refusal(() => kept.keeper.promise(1n, [promised(1, 3n)], B))).to.equal('SEAL_KEY_MISSING');
    expect(await refusal(() => kept.keeper.handOver(9n, B))).to.equal('SEAL_KEY_MISSING');
  });

  it('knows after a crash what it signed: the same block gets the same signature, another one none', async () => {
    using folder = tempFolder();
    const zero = unsignedRecord(0n, ZERO_32);
    const one = unsignedRecord(1n, sealOf(zero));
    let before: Hex;
    {
      using kept = await open(folder.path);
      kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
      await kept.keeper.seal(1n, zero, kept.key);
      before = await kept.keeper.seal(1n, one, kept.key);
      expect(await kept.keeper.seal(1n, one, kept.key)).to.equal(before);
    }
    using again = await open(folder.path);
    expect(again.log.term).to.deep.equal({ number: 1n, holder: A });
    expect(await again.keeper.seal(1n, one, again.key)).to.equal(before);
    expect(recoverAddress(sealOf(one), before)).to.equal(again.key);
    expect(await refusal(() => again.keeper.seal(1n, unsignedRecord(1n, sealOf(zero), [], 3), again.key))).to.equal(
      'ALREADY_SIGNED',
    );
    expect(again.log.last?.record.seal.signature).to.equal(before);
  });

  it('keeps a promise until a block carries it, over restarts and when its file is written anew', async () => {
    using folder = tempFolder();
    const [first, second, late] = [promised(1, 5n), promised(2, 5n), promised(3, 6n)];
    const zero = unsignedRecord(0n, ZERO_32);
    {
      using kept = await open(folder.path);
      kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
      const [signature] = await kept.keeper.promise(1n, [first, second], kept.key);
      expect(recoverAddress(admissionDigest(DOMAIN, first.admission), signature ?? '0x')).to.equal(kept.key);
      // Asked for again, it signs again and keeps it once.
      await kept.keeper.promise(1n, [first], kept.key);
      await kept.keeper.seal(1n, zero, kept.key);
    }
    using again = await open(folder.path, 0);
    expect(again.log.open()).to.deep.equal([first, second]);
    const one = unsignedRecord(1n, sealOf(zero), [carrying(first), carrying(late, 1n)]);
    await again.keeper.seal(1n, one, again.key);
    expect(again.log.open()).to.deep.equal([second]);
    // Its receipt was asked for before its block was signed, and comes after.
    await again.keeper.promise(1n, [late], again.key);
    expect(again.log.open()).to.deep.equal([second]);
    // Posted again long after its block, it gets a receipt that names this block, which nobody has to make again.
    const past = { ...late, admission: { ...late.admission, byBlock: 1n, head: 0n } };
    expect(await again.keeper.promise(1n, [past], again.key)).to.have.length(1);
    expect(again.log.open()).to.deep.equal([second]);
    // Admitted anew after a ledger had refused it, it is open again.
    const anew = { ...late, admission: { ...late.admission, head: 1n } };
    await again.keeper.promise(1n, [anew], again.key);
    expect(again.log.open()).to.deep.equal([second, anew]);
    using third = await open(folder.path);
    expect(third.log.open()).to.have.length(2);
    expect(third.log.last?.sealHash).to.equal(sealOf(one));
    expect(third.log.recordText(0n)).to.be.a('string');
    expect(third.log.recordText(2n)).to.equal(undefined);
  });

  it('signs for the network of its first term alone, also after a restart', async () => {
    using folder = tempFolder();
    {
      using kept = await open(folder.path);
      expect(await refusal(() => kept.keeper.handOver(8n, kept.key))).to.equal('NETWORK_UNKNOWN');
      kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    }
    using kept = await open(folder.path);
    const other = { ...DOMAIN, networkHash: ZERO_32 };
    expect(await refusal(() => kept.keeper.takeTerm({ number: 2n, holder: B }, other))).to.equal('NETWORK_OTHER');
    kept.keeper.takeTerm({ number: 2n, holder: B }, DOMAIN);
  });

  it('signs one handover of a key at a time, however often it is asked, and after a restart as well', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path);
    kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    const [first, ...others] = await Promise.all([8n, 9n, 10n].map((number) => kept.keeper.handOver(number, kept.key)));
    if (first === undefined) throw new Error('there is one');
    for (const other of others) expect(other).to.deep.equal(first);
    const onDisk = (await openSealKeyring(folder.path).all()).map(({ address }) => address);
    expect(onDisk).to.include.members([kept.key, first.next]);
    kept.log.close();
    using again = await open(folder.path, 1);
    expect(await again.keeper.handOver(30n, again.key)).to.deep.equal(first);
    // Until the last block that could record it is signed; each signature here has the keeper's file written anew.
    let before = ZERO_32;
    for (let number = 0n; number < first.validUntil; number++) {
      const block = unsignedRecord(number, before);
      await again.keeper.seal(1n, block, again.key);
      before = sealOf(block);
    }
    expect(await again.keeper.handOver(30n, again.key)).to.deep.equal(first);
    await again.keeper.seal(1n, unsignedRecord(first.validUntil, before), again.key);
    const second = await again.keeper.handOver(30n, again.key);
    expect(holdAtOnce(first, second)).to.equal(false);
    checkHandovers({ domain: DOMAIN, signer: kept.key }, [second]);
  });

  it('makes the next key and a handover that both sign, for a block that is not signed yet', async () => {
    using folder = tempFolder();
    using kept = await open(folder.path, undefined, 7n);
    kept.keeper.takeTerm({ number: 1n, holder: A }, DOMAIN);
    await kept.keeper.seal(1n, unsignedRecord(7n, ZERO_32), kept.key);
    for (const number of [7n, 8n])
      expect(await refusal(() => kept.keeper.handOver(number, kept.key))).to.equal('HANDOVER_TOO_SOON');
    const handover = await kept.keeper.handOver(9n, kept.key);
    checkHandovers({ domain: DOMAIN, signer: kept.key }, [handover]);
    expect((await kept.keys.all()).map(({ address }) => address)).to.deep.equal([kept.key, handover.next]);
  });
});
