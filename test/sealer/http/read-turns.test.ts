import { expect } from 'chai';
import { TransientError } from '../../../core/domain/bytes/errors.ts';
import { createReadTurns, type Asker, type ReadTurns } from '../../../sealer/http/read-turns.ts';
import { refusal } from '../../support/refusal.ts';

const ONE = { all: 1, ofOne: 1 };
const WAITING = { all: 4, ofOne: 3 };

/** Work that goes on until it is let go, in the order in which it began. */
function workshop(turns: ReadTurns): {
  begun: string[];
  ask(name: string, signal?: AbortSignal): Promise<string>;
  letGo(): Promise<void>;
} {
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  return {
    begun,
    ask(name, signal = new AbortController().signal) {
      const asker: Asker = { address: name.slice(0, 1), signal };
      return turns.run(asker, async () => {
        begun.push(name);
        await new Promise<void>((resolve) => ends.push(resolve));
        return name;
      });
    },
    async letGo() {
      await tick();
      ends.shift()?.();
      await tick();
    },
  };
}

function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('turns of readers', () => {
  it('go round the addresses: who asks much waits for himself', async () => {
    const { begun, ask, letGo } = workshop(createReadTurns({ atOnce: ONE, waiting: WAITING, waitMs: 10_000 }));
    const asked = [ask('a1'), ask('a2'), ask('a3'), ask('b1')];
    for (let n = 0; n < 4; n++) await letGo();
    expect(begun).to.deep.equal(['a1', 'a2', 'b1', 'a3']);
    expect(await Promise.all(asked)).to.deep.equal(['a1', 'a2', 'a3', 'b1']);
  });

  it('are refused beyond what may wait, of one address and in all, and go on afterwards', async () => {
    const { begun, ask, letGo } = workshop(createReadTurns({ atOnce: ONE, waiting: WAITING, waitMs: 10_000 }));
    const asked = [ask('a1'), ask('a2'), ask('a3'), ask('a4')];
    expect(await refusal(() => ask('a5'))).to.equal('READS_BUSY');
    asked.push(ask('b1'));
    expect(await refusal(() => ask('b2'))).to.equal('READS_BUSY');
    for (let n = 0; n < 5; n++) await letGo();
    expect(await Promise.all(asked)).to.have.length(5);
    const later = ask('b3');
    await letGo();
    expect(await later).to.equal('b3');
    expect(begun).to.have.length(6);
  });

  it('end for whoever is gone, or waited too long, without any work', async () => {
    const { begun, ask, letGo } = workshop(createReadTurns({ atOnce: ONE, waiting: WAITING, waitMs: 30 }));
    const first = ask('a1');
    const gone = new AbortController();
    const left = ask('b1', gone.signal);
    gone.abort(new TransientError('ASKER_GONE', 'gone'));
    expect(await refusal(() => left)).to.equal('ASKER_GONE');
    expect(await refusal(() => ask('b2', gone.signal))).to.equal('ASKER_GONE');
    expect(await refusal(() => ask('c1'))).to.equal('READS_BUSY');
    await letGo();
    expect([await first, begun]).to.deep.equal(['a1', ['a1']]);
  });

  it('work beside each other up to the number, and a failure gives its turn on', async () => {
    const turns = createReadTurns({ atOnce: { all: 2, ofOne: 2 }, waiting: WAITING, waitMs: 10_000 });
    const asker = { address: 'a', signal: new AbortController().signal };
    expect(
      await refusal(() => turns.run(asker, () => Promise.reject(new TransientError('CHAIN_BROKEN', 'x')))),
    ).to.equal('CHAIN_BROKEN');
    const { begun, ask, letGo } = workshop(turns);
    const asked = [ask('a1'), ask('a2'), ask('a3')];
    await tick();
    expect(begun).to.deep.equal(['a1', 'a2']);
    for (let n = 0; n < 3; n++) await letGo();
    expect(await Promise.all(asked)).to.deep.equal(['a1', 'a2', 'a3']);
  });

  it('leave room for others, however much one address asks', async () => {
    const { begun, ask, letGo } = workshop(
      createReadTurns({ atOnce: { all: 2, ofOne: 1 }, waiting: WAITING, waitMs: 10_000 }),
    );
    const asked = [ask('a1'), ask('a2'), ask('b1')];
    await tick();
    expect(begun).to.deep.equal(['a1', 'b1']);
    for (let n = 0; n < 3; n++) await letGo();
    expect(await Promise.all(asked)).to.deep.equal(['a1', 'a2', 'b1']);
  });
});
