import { expect } from 'chai';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import { accountFromMnemonic, signerFromPrivateKey } from '../../../../core/domain/ledger/account.ts';
import { headerFromRpc } from '../../../../core/domain/seal/block-record.ts';
import type { RpcHeader } from '../../../../core/domain/seal/block-record.ts';
import { refusalOf } from '../../../support/refusal.ts';
import { concatBytes, fromHex, parseHex, toHex, uintBytes } from '../../../../core/domain/bytes/hex.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import { checkEvidence } from '../../../../core/domain/evidence/evidence.ts';
import { checkWitnesses, checkLedgerProof, ledgerSlots } from '../../../../core/domain/seal/light-client.ts';
import { seeHead, HeadContradiction } from '../../../../core/domain/seal/light-client-heads.ts';
import type { SeenHeads } from '../../../../core/domain/seal/light-client-heads.ts';
import { domainOf, type Network } from '../../../../core/domain/ledger/network.ts';
import { mineSeal } from '../../../../core/domain/seal/mine-seal.ts';
import { refusal } from '../../../support/refusal.ts';
import { cosignatureDigest, sealDigest } from '../../../../core/domain/seal/seal.ts';
import type { Seal, SealFields } from '../../../../core/domain/seal/seal.ts';
import { mappingSlot, readAccountProof } from '../../../../core/domain/seal/trie-proof.ts';

type Proof = Parameters<typeof checkLedgerProof>[0];
/** With the proof of one slot that the honest proof has no need of. */
type Proven = Proof & { uncounted: Proof['storageProofs'][number] };

const company = signerFromPrivateKey(`0x${'c0'.repeat(32)}`);
const witnesses = [1, 2, 3].map((index) => signerFromPrivateKey(`0x${`a${index}`.repeat(32)}`));
const stranger = accountFromMnemonic('test test test test test test test test test test test junk');
const HEAD: Hex = `0x${'5e'.repeat(32)}`;
const DIGEST: Hex = `0x${'d1'.repeat(32)}`;
const POSITION = 7n;
const COUNT = 9n;
/** Stands in a slot of positions, but behind the last block that the ledger counts. */
const UNCOUNTED: Hex = `0x${'d3'.repeat(32)}`;

function networkOf(ledger: Hex): Network {
  const contracts = {
    participants: ledger,
    meters: ledger,
    tariffs: ledger,
    premises: ledger,
    contractLedger: ledger,
    billingLedger: ledger,
    readingLedger: ledger,
  };
  return {
    name: 'test',
    chainId: 53278n,
    salt: `0x${'5a'.repeat(32)}`,
    currency: 'RUB',
    timeZone: 'Europe/Moscow',
    seal: { address: company.address, targetBits: 8 },
    company: company.address,
    portal: company.address,
    witnesses: [],
    contracts,
  };
}

function sealOf(network: Network, fields: Omit<SealFields, 'r'>, signer = company): Seal {
  const { r, sealHash } = mineSeal(domainOf(network), fields, network.seal.targetBits);
  return { ...fields, r, signature: signer.sign(sealHash) };
}

/** A block of a real EVM in which a contract's storage is laid out like a ledger's, and its proof. */
async function provenBlock(): Promise<Proven> {
  const hre = await createHardhatRuntimeEnvironment({
    networks: { evm: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka', chainId: 53278 } },
  });
  const connection = await hre.network.connect({ network: 'evm' });
  const call = (method: string, params: unknown[]): Promise<unknown> => connection.provider.request({ method, params });
  try {
    const from = strings(await call('eth_accounts', []))[0];
    const send = async (to: Hex | undefined, data: Hex): Promise<Record<string, unknown>> => {
      const hash = await call('eth_sendTransaction', [{ from, data, ...(to === undefined ? {} : { to }) }]);
      return record(await call('eth_getTransactionReceipt', [hash]));
    };
    // Runtime: sstore(calldata[0..32), calldata[32..64)).
    const runtime = '6020356000355500';
    const ledger = parseHex(
      (await send(undefined, `0x67${runtime}60005260086018f3`))['contractAddress'],
      'address',
      20,
    );
    const slots = ledgerSlots(DIGEST);
    const stored: [Hex, Uint8Array][] = [
      [slots.head, fromHex(HEAD)],
      [slots.count, uintBytes(COUNT, 32)],
      [slots.position, uintBytes(POSITION, 32)],
      [mappingSlot(`0x${'e2'.repeat(32)}`, 2n), uintBytes(8n, 32)],
      [ledgerSlots(UNCOUNTED).position, uintBytes(COUNT + 1n, 32)],
    ];
    for (const [slot, value] of stored) await send(ledger, toHex(concatBytes(fromHex(slot), value)));

    const block: RpcHeader = record(await call('eth_getBlockByNumber', ['latest', false]));
    const proof = record(
      await call('eth_getProof', [ledger, [...Object.values(slots), ledgerSlots(UNCOUNTED).position], 'latest']),
    );
    const header = headerFromRpc(block);
    const network = networkOf(ledger);
    const seal = sealOf(network, {
      number: BigInt(String(block['number'])),
      parentSeal: `0x${'11'.repeat(32)}`,
      blockHash: parseHex(block['hash'], 'hash', 32),
      timestamp: BigInt(String(block['timestamp'])),
    });
    const storageProofs = list(proof['storageProof']).map((entry) => ({
      key: parseHex(record(entry)['key'], 'key', 32),
      proof: strings(record(entry)['proof']),
    }));
    const uncounted = storageProofs.at(-1);
    if (uncounted === undefined) throw new Error('no storage proofs');
    const cosigned = { number: seal.number, sealHash: sealDigest(domainOf(network), seal), time: COSIGNED_AT };
    return {
      network,
      seal,
      header,
      accountProof: strings(proof['accountProof']),
      storageProofs: storageProofs.filter((entry) => entry !== uncounted),
      uncounted,
      ledger,
      digest: DIGEST,
      cosignatures: witnesses.map((witness) => ({
        ...cosigned,
        witness: witness.address,
        signature: witness.sign(cosignatureDigest(domainOf(network), cosigned)),
      })),
      policy: { witnesses: witnesses.map((witness) => witness.address), required: 2 },
    };
  } finally {
    await connection.close();
  }
}

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('not an object');
  return Object.fromEntries(Object.entries(value));
}
function list(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Error('not a list');
  return value;
}
function strings(value: unknown): Hex[] {
  return list(value).map((item) => parseHex(item, 'item'));
}
function flip(hex: Hex, at = hex.length - 1): Hex {
  const digit = (Number.parseInt(hex.charAt(at), 16) ^ 1).toString(16);
  return parseHex(hex.slice(0, at) + digit + hex.slice(at + 1), 'flipped');
}
const codeOf = (run: () => unknown): string => refusalOf(run) ?? 'accepted';

const COSIGNED_AT = 1_795_000_000n;

describe('light client', () => {
  let good: Proven;
  before(async () => {
    good = await provenBlock();
  });
  const broken = (change: Partial<Proof>): string => codeOf(() => checkLedgerProof({ ...good, ...change }));
  /** Seals the same block again with other fields: signature and target are right, only `change` is wrong. */
  const resealed = (change: Partial<SealFields>): Seal => {
    const { number, parentSeal, blockHash, timestamp } = { ...good.seal, ...change };
    return sealOf(good.network, { number, parentSeal, blockHash, timestamp });
  };

  it('refuses a seal that another key signed', () => {
    const { signature: _, ...fields } = good.seal;
    expect(broken({ seal: sealOf(good.network, fields, stranger) })).to.equal('SEAL_SIGNER');
    expect(['SEAL_SIGNER', 'SIGNATURE_INVALID']).to.include(
      broken({ seal: { ...good.seal, signature: flip(good.seal.signature, 20) } }),
    );
  });

  it('refuses a seal above the target', () => {
    let r = good.seal.r;
    let hash: Hex;
    do {
      r += 1n;
      hash = sealDigest(domainOf(good.network), { ...good.seal, r });
    } while (hash.startsWith('0x00'));
    expect(broken({ seal: { ...good.seal, r, signature: company.sign(hash) } })).to.equal('SEAL_TARGET');
  });

  it('refuses a header with any byte changed', () => {
    for (const at of [9, 200, good.header.length - 1])
      expect(broken({ header: flip(good.header, at) })).to.equal('HEADER_MISMATCH');
  });

  it("refuses a seal whose number or time is not the header's", () => {
    expect(broken({ seal: resealed({ number: good.seal.number + 1n }) })).to.equal('HEADER_MISMATCH');
    expect(broken({ seal: resealed({ timestamp: good.seal.timestamp - 1n }) })).to.equal('HEADER_MISMATCH');
  });

  it('refuses an account proof with any node changed or left out', () => {
    for (const index of good.accountProof.keys()) {
      expect(broken({ accountProof: good.accountProof.map((node, i) => (i === index ? flip(node) : node)) })).to.equal(
        'PROOF_BROKEN',
      );
      expect(broken({ accountProof: good.accountProof.toSpliced(index, 1) })).to.equal('PROOF_BROKEN');
    }
  });

  it('refuses a storage proof with any node changed or left out', () => {
    for (const [which, { key, proof }] of good.storageProofs.entries()) {
      for (const index of proof.keys()) {
        const changed = { key, proof: proof.map((node, i) => (i === index ? flip(node) : node)) };
        expect(broken({ storageProofs: good.storageProofs.with(which, changed) })).to.equal('PROOF_BROKEN');
      }
      expect(broken({ storageProofs: good.storageProofs.toSpliced(which, 1) })).to.equal('PROOF_BROKEN');
    }
  });

  it('refuses the proof of one ledger for another', () => {
    const other: Hex = `0x${'77'.repeat(20)}`;
    expect(['LEDGER_ABSENT', 'PROOF_BROKEN']).to.include(broken({ ledger: other }));
  });

  it('refuses the proof of one internal block for another', () => {
    const digest: Hex = `0x${'d2'.repeat(32)}`;
    expect(broken({ digest })).to.equal('PROOF_BROKEN');
    // The proof of the slot is honest, and shows that the block is not there.
    const renamed = good.storageProofs.map((entry) =>
      entry.key === ledgerSlots(DIGEST).position ? { key: ledgerSlots(digest).position, proof: entry.proof } : entry,
    );
    expect(['BLOCK_NOT_ON_LEDGER', 'PROOF_BROKEN']).to.include(broken({ digest, storageProofs: renamed }));
  });

  it('refuses a block whose position is behind the last one that the ledger counts', () => {
    const storageProofs = [...good.storageProofs, good.uncounted];
    expect(broken({ digest: UNCOUNTED, storageProofs })).to.equal('BLOCK_NOT_ON_LEDGER');
  });

  it('refuses a position or a head other than the proven one', () => {
    expect(broken({ claim: { position: POSITION - 1n } })).to.equal('POSITION_MISMATCH');
    expect(broken({ claim: { position: POSITION + 1n } })).to.equal('POSITION_MISMATCH');
    expect(broken({ claim: { head: flip(HEAD) } })).to.equal('HEAD_MISMATCH');
  });

  it('refuses fewer cosignatures of known witnesses than the policy asks for', () => {
    const [first, second] = good.cosignatures;
    if (first === undefined || second === undefined) throw new Error('no cosignatures');
    expect(broken({ cosignatures: [first] })).to.equal('COSIGNATURES_MISSING');
    expect(broken({ cosignatures: [first, first, first] })).to.equal('COSIGNATURES_MISSING');
    const twice: Hex[] = [first.witness, `0x${first.witness.slice(2).toUpperCase()}`];
    expect(broken({ cosignatures: [first], policy: { witnesses: twice, required: 2 } })).to.equal(
      'COSIGNATURES_MISSING',
    );
    expect(broken({ cosignatures: [first, { ...second, signature: flip(second.signature, 30) }] })).to.equal(
      'COSIGNATURES_MISSING',
    );
    const other = { number: good.seal.number, sealHash: DIGEST, time: COSIGNED_AT };
    const elsewhere = witnesses[1]?.sign(cosignatureDigest(domainOf(good.network), other)) ?? '0x';
    expect(broken({ cosignatures: [first, { ...second, signature: elsewhere }] })).to.equal('COSIGNATURES_MISSING');
    expect(broken({ policy: { witnesses: [stranger.address], required: 1 } })).to.equal('COSIGNATURES_MISSING');
  });

  it('PROGRAMS 6: takes a head for the newest one only by words of the last five minutes', async () => {
    const { network, seal, policy } = good;
    const sealHash = sealDigest(domainOf(network), seal);
    const [first, second] = good.cosignatures;
    if (first === undefined || second === undefined) throw new Error('no cosignatures');
    const judged = (now: bigint, cosignatures = good.cosignatures) =>
      refusal(() => checkWitnesses({ network, number: seal.number, sealHash, cosignatures, policy, now }));
    expect(await judged(COSIGNED_AT + 301n)).to.equal('HEAD_AGE_UNPROVED');
    expect(await judged(COSIGNED_AT - 901n)).to.equal('HEAD_AGE_UNPROVED');
    for (const now of [COSIGNED_AT + 300n, COSIGNED_AT - 900n])
      expect(
        checkWitnesses({ network, number: seal.number, sealHash, cosignatures: good.cosignatures, policy, now }),
      ).to.have.length(3);
    // One renewed word is not the two that are asked for, and a time that its witness did not sign is none.
    const word = { number: seal.number, sealHash, time: COSIGNED_AT + 3_600n };
    const [signer] = witnesses;
    if (signer === undefined) throw new Error('no witness');
    const renewed = { ...first, ...word, signature: signer.sign(cosignatureDigest(domainOf(network), word)) };
    expect(await judged(word.time, [renewed, second])).to.equal('HEAD_AGE_UNPROVED');
    expect(await judged(word.time, [renewed, { ...second, time: word.time }])).to.equal('COSIGNATURES_MISSING');
  });

  it('refuses a ledger at whose address the state holds no contract', () => {
    // The nodes of one account's proof also show of some other addresses that nothing is there.
    const others = Array.from({ length: 500 }, (_, at) => broken({ ledger: toHex(uintBytes(at + 256, 20)) }));
    expect([...new Set(others)].sort()).to.deep.equal(['LEDGER_ABSENT', 'PROOF_BROKEN']);
  });

  it('accepts the honest proof and tells position, head and count', () => {
    const result = checkLedgerProof({ ...good, claim: { position: POSITION, head: HEAD } });
    expect(result).to.include({ position: POSITION, head: HEAD, count: COUNT, number: good.seal.number });
    expect(result.witnesses).to.have.length(3);
  });

  it('shows that an account does not exist', () => {
    const empty = toHex(uintBytes(0n, 32));
    expect(codeOf(() => readAccountProof({ stateRoot: empty, address: good.ledger, proof: [] }))).to.equal(
      'PROOF_BROKEN',
    );
    const emptyRoot: Hex = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';
    expect(readAccountProof({ stateRoot: emptyRoot, address: good.ledger, proof: [] })).to.equal(undefined);
  });
});

describe('heads seen', () => {
  const network = networkOf(`0x${'01'.repeat(20)}`);
  const chain: Seal[] = [];
  before(() => {
    let parentSeal: Hex = `0x${'00'.repeat(32)}`;
    for (let number = 0n; number < 6n; number++) {
      const seal = sealOf(network, {
        number,
        parentSeal,
        blockHash: toHex(uintBytes(number + 1n, 32)),
        timestamp: 1000n + number,
      });
      chain.push(seal);
      parentSeal = sealDigest(domainOf(network), seal);
    }
  });
  const at = (number: number): Seal => {
    const seal = chain[number];
    if (seal === undefined) throw new Error(`no seal ${number}`);
    return seal;
  };
  const forkOf = (seal: Seal, change: Partial<SealFields> = { blockHash: `0x${'fe'.repeat(32)}` }): Seal => {
    const { number, parentSeal, blockHash, timestamp } = { ...seal, ...change };
    return sealOf(network, { number, parentSeal, blockHash, timestamp });
  };
  /** Heads seen with all seals between the first and the last. */
  const seen = (first: number, last = first): SeenHeads =>
    seeHead({
      network,
      seen: seeHead({ network, seen: [], seal: at(first) }),
      seal: at(last),
      between: chain.slice(first + 1, last),
    });
  const proofOf = (run: () => unknown): readonly [Seal, Seal] => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof HeadContradiction)) throw error;
      return error.evidence;
    }
    throw new Error('accepted');
  };

  it('takes more seals than are needed, as when the memory has grown meanwhile', () => {
    const heads = seeHead({ network, seen: seen(1, 3), seal: at(5), between: chain.slice(2, 5) });
    expect(heads.map((head) => head.seal.number)).to.deep.equal([1n, 3n, 5n]);
  });

  it('refuses a second seal of a number, with both as evidence', () => {
    const fork = forkOf(at(3));
    expect(proofOf(() => seeHead({ network, seen: seen(3, 5), seal: fork }))).to.deep.equal([at(3), fork]);
  });

  it('refuses a neighbour that is not the parent or child of the one seen, with both as evidence', () => {
    const child = forkOf(at(4), { parentSeal: `0x${'aa'.repeat(32)}` });
    expect(proofOf(() => seeHead({ network, seen: seen(3), seal: child }))).to.deep.equal([at(3), child]);
    const parent = forkOf(at(2));
    expect(proofOf(() => seeHead({ network, seen: seen(3), seal: parent }))).to.deep.equal([parent, at(3)]);
  });

  it('refuses a head that nothing ties to those seen, be it newer or older', () => {
    const alone = [
      { seen: seen(1), seal: at(5) },
      { seen: seen(1), seal: at(5), between: [at(2), at(4)] },
      { seen: seen(1), seal: at(5), between: [at(3), at(4)] },
      { seen: seen(5), seal: at(1) },
      { seen: seen(5), seal: at(1), between: [at(2), at(3)] },
    ];
    for (const args of alone) expect(codeOf(() => seeHead({ network, ...args }))).to.equal('HEAD_NOT_DESCENDED');
  });

  it('refuses seals between that do not name each other, with proof where the company signed them', () => {
    const fork = forkOf(at(3));
    const between = [at(2), fork, at(4)];
    expect(proofOf(() => seeHead({ network, seen: seen(1), seal: at(5), between }))).to.deep.equal([fork, at(4)]);
    const { signature: _, ...fields } = fork;
    const forged = { ...fields, signature: stranger.sign(sealDigest(domainOf(network), fields)) };
    const spoilt = { network, seen: seen(1), seal: at(5), between: [at(2), forged, at(4)] };
    expect(codeOf(() => seeHead(spoilt))).to.equal('SEAL_SIGNER');
  });

  it('refuses a branch that leaves what was seen below it or above it, with proof', () => {
    const second = forkOf(at(2), { parentSeal: `0x${'aa'.repeat(32)}` });
    const third = forkOf(at(3), { parentSeal: sealDigest(domainOf(network), second) });
    const newer = { network, seen: seen(1), seal: third, between: [second] };
    expect(proofOf(() => seeHead(newer))).to.deep.equal([at(1), second]);
    const older = { network, seen: seen(4), seal: second, between: [third] };
    expect(proofOf(() => seeHead(older))).to.deep.equal([third, at(4)]);
  });

  it('takes no seal for a proof that the company did not sign', () => {
    const { signature: _, ...fields } = forkOf(at(2), { parentSeal: `0x${'aa'.repeat(32)}` });
    const forged = { ...fields, signature: stranger.sign(sealDigest(domainOf(network), fields)) };
    const third = forkOf(at(3), { parentSeal: sealDigest(domainOf(network), forged) });
    expect(codeOf(() => seeHead({ network, seen: seen(1), seal: third, between: [forged] }))).to.equal('SEAL_SIGNER');
  });

  it('refuses a head that the company did not seal', () => {
    const { signature: _, ...fields } = at(2);
    expect(codeOf(() => seeHead({ network, seen: seen(1), seal: sealOf(network, fields, stranger) }))).to.equal(
      'SEAL_SIGNER',
    );
  });

  it('proves a second seal of a number that it was shown between others under a spoilt signature', () => {
    const spoilt = { ...at(3), signature: stranger.sign(sealDigest(domainOf(network), at(1))) };
    const seen = seeHead({
      network,
      seen: seeHead({ network, seen: [], seal: at(2) }),
      seal: at(5),
      between: [spoilt, at(4)],
    });
    const third = forkOf(at(3));
    const fourth = forkOf(at(4), { parentSeal: sealDigest(domainOf(network), third) });
    const [one, other] = proofOf(() => seeHead({ network, seen, seal: third, between: [fourth] }));
    const accused = { domain: domainOf(network), signer: company.address, targetBits: network.seal.targetBits };
    expect(checkEvidence({ kind: 'rewritten-parent', parent: one, child: other }, accused)).to.include('seal');
  });

  it('keeps what it has seen, in order and once each', () => {
    const newer = seeHead({ network, seen: seen(2, 3), seal: at(5), between: [at(4)] });
    const older = seeHead({ network, seen: newer, seal: at(0), between: [at(1)] });
    const again = seeHead({ network, seen: older, seal: at(3) });
    expect(again.map((head) => head.seal.number)).to.deep.equal([0n, 2n, 3n, 5n]);
  });
});
