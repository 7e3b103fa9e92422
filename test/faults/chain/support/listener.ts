import { expect } from 'chai';
import { fateOf } from '../../../../core/domain/evidence/fate-of.ts';
import { admissionDigest, parseReceipt, type Admission } from '../../../../core/domain/seal/admission-receipt.ts';
import { checkSealAlone, sealDigest } from '../../../../core/domain/seal/seal.ts';
import { parseBlockRecord, type BlockRecord } from '../../../../core/domain/seal/block-record.ts';
import type { Hex } from '../../../../core/domain/bytes/hex.ts';
import type { SignedBlock } from '../../../../core/domain/ledger/internal-block.ts';
import { domainOf, type Network } from '../../../../core/domain/ledger/network.ts';
import { recoverAddress } from '../../../../core/domain/ledger/internal-block.ts';
import { ask, submit } from '../../../sealer/support/company.ts';

/** Somebody who notes every promise and every seal that the company ever spoke, and holds it to them. */
export type Listener = {
  readonly promises: number;
  readonly seals: number;
  /** Hands a block in and notes the receipt; a company that falls under the question promised nothing. */
  hand(url: string, signed: SignedBlock): Promise<void>;
  /** Notes every block from the newest heard on, and before it again what the company might now tell otherwise. */
  listen(url: string): Promise<void>;
  /** Every promise that is not known to be kept is still known to the company. */
  remind(url: string): Promise<void>;
  /** Waits until the queue is empty, and holds the whole chain against everything noted. */
  settle(url: string): Promise<void>;
};

export function startListener(network: Network): Listener {
  const promised = new Map<Hex, Admission>();
  const open = new Set<Hex>();
  const heard = new Map<bigint, Hex>();
  let newest = -1n;

  const note = (record: BlockRecord): void => {
    const { address: signer, targetBits } = network.seal;
    checkSealAlone({ domain: domainOf(network), seal: record.seal, signer, targetBits });
    const hash = sealDigest(domainOf(network), record.seal);
    const before = heard.get(record.number);
    if (before !== undefined) expect(hash, `a second seal of block ${record.number}`).to.equal(before);
    heard.set(record.number, hash);
    if (record.number > newest) newest = record.number;
  };
  const pages = async (url: string, from: bigint): Promise<BlockRecord[]> => {
    const { status, body } = await ask(`${url}/v1/blocks?from=${from < 0n ? 0n : from}&limit=1000`);
    expect(status).to.equal(200);
    return (body['blocks'] as unknown[]).map(parseBlockRecord);
  };

  return {
    get promises() {
      return promised.size;
    },
    get seals() {
      return heard.size;
    },
    async hand(url, signed) {
      const { status, body } = await submit(url, signed);
      if (status !== 202) return;
      const admission = parseReceipt(body);
      const signer = recoverAddress(admissionDigest(domainOf(network), admission), admission.signature);
      expect(signer).to.equal(network.seal.address);
      promised.set(admission.digest, admission);
      open.add(admission.digest);
    },
    async listen(url) {
      for (const record of await pages(url, newest - 3n)) note(record);
    },
    async remind(url) {
      for (const digest of open) {
        const { body } = await ask(`${url}/v1/queue/${digest}`);
        expect(body['state'], `the promised ${digest}`).to.be.oneOf(['queued', 'sealed', 'refused']);
        if (body['state'] !== 'queued') open.delete(digest);
      }
    },
    async settle(url) {
      for (;;) {
        const { body } = await ask(`${url}/v1/queue`);
        if ((body['digests'] as unknown[]).length === 0) break;
        await fetch(`${url}/v1/blocks?from=${newest + 1n}&limit=1&wait=1000`);
        await this.listen(url);
      }
      const records: BlockRecord[] = [];
      for (;;) {
        const more = await pages(url, BigInt(records.length));
        if (more.length === 0) break;
        records.push(...more);
      }
      records.forEach(note);
      expect(BigInt(records.length)).to.equal(newest + 1n);
      for (const admission of promised.values()) {
        const fate = fateOf(admission, records.slice(Number(admission.head) + 1), domainOf(network));
        expect(fate.state, `the promise of ${admission.digest} by block ${admission.byBlock}`).to.equal('kept');
      }
    },
  };
}
