import { expect } from 'chai';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { FACTS, type KindName } from '../../../core/domain/ledger/fact-table.ts';
import { dataBytesMax } from '../../../core/domain/ledger/data-bytes-max.ts';
import type { Account } from '../../../core/domain/ledger/account.ts';
import { ROLE } from '../../../core/domain/ledger/kinds.ts';
import type { RunningSealer } from '../../../sealer/main.ts';
import {
  blockOf,
  COMPANY,
  letIn,
  outcome,
  PORTAL,
  rate,
  startCompany,
  SUBSCRIBER,
  submit,
} from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';

const KIB = 1024;

describe('what one participant may write (H7)', () => {
  const folder = tempFolder();
  let sealer: RunningSealer;

  before(async () => {
    // 72 KiB at once: one letter of the greatest length.
    sealer = await startCompany(folder.path, { subscriberBytesPerMinute: 4_608, programBytesPerSecond: 16_384 });
    await letIn(sealer, PORTAL, ROLE.portal);
    await letIn(sealer, SUBSCRIBER, ROLE.subscriber);
  });
  after(async () => {
    await sealer[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  let made = 0;
  async function letter(from: Account, bytes: number): Promise<[number, unknown]> {
    const envelope: Hex = `0x${(++made).toString(16).padStart(8, '0')}${'00'.repeat(bytes - 4)}`;
    const data = {
      category: 1,
      addressees: 1,
      provider: `0x${'00'.repeat(20)}`,
      about: `0x${'00'.repeat(32)}`,
    } as const;
    const block = blockOf(sealer.network, from, 'APPEAL', { ...data, envelope }, { ledger: 'readingLedger' });
    const { status, body } = await submit(sealer.url, block);
    return [status, body['code']];
  }

  it('refuses an appeal of 256 KiB, and of each kind more than its honest content needs', async () => {
    expect(await letter(SUBSCRIBER, 72 * KIB)).to.deep.equal([413, 'DATA_TOO_LARGE']);
    const kinds = Object.keys(FACTS) as KindName[];
    const most = new Map(kinds.map((name) => [name, dataBytesMax(FACTS[name].kind)]));
    expect(most.get('READINGS')).to.equal(256 * KIB);
    for (const [name, bytes] of most) if (name !== 'READINGS') expect(bytes, name).to.be.at.most(72 * KIB);
    expect(most.get('RATE')).to.equal(2 * KIB);
    // Of a kind that nobody knows the queue says so itself.
    expect(dataBytesMax(0x9999)).to.equal(256 * KIB);
  });

  it('refuses a subscriber who has written too much, however few its blocks are, and nobody else for it', async () => {
    const answers: unknown[] = [];
    for (let n = 0; n < 4; n++) answers.push(await letter(SUBSCRIBER, 30 * KIB));
    expect(answers).to.deep.equal([
      [202, undefined],
      [202, undefined],
      [429, 'RATE_LIMITED'],
      [429, 'RATE_LIMITED'],
    ]);
    // A small block goes on.
    expect(await letter(SUBSCRIBER, KIB)).to.deep.equal([202, undefined]);
    const other = await submit(sealer.url, rate(sealer.network, 1, COMPANY));
    expect(other.status).to.equal(202);
    expect((await outcome(sealer.url, other.body['digest']))['state']).to.equal('sealed');
  });

  it('refuses a program likewise, at a rate of its own', async () => {
    let written = 0;
    for (let n = 0; n < 20; n++) {
      const [status, code] = await letter(COMPANY, 60 * KIB);
      if (status === 202) written += 60 * KIB;
      else {
        expect([status, code]).to.deep.equal([429, 'RATE_LIMITED']);
        break;
      }
    }
    // Sixteen seconds' worth at once, and what came in meanwhile.
    expect(written).to.be.within(200 * KIB, 900 * KIB);
  });
});
