import { expect } from 'chai';
import { createProgress, describeStep, parseStep, type StartStep } from '../../../../core/runtime/start/progress.ts';

describe('the progress of a start', () => {
  it('tells at most once a second, nothing in the first one, and nothing once it is over', () => {
    const told: StartStep[] = [];
    let now = 0;
    const progress = createProgress(
      (step) => told.push(step),
      () => now,
    );
    progress.begin('replaying the log', 10_000);
    now = 999;
    progress.at(400);
    expect(told).to.deep.equal([]);
    now = 1_000;
    progress.at(500);
    now = 1_500;
    progress.at(900);
    expect(told.map(({ done }) => done)).to.deep.equal([500]);
    expect(progress.now.done).to.equal(900);
    progress.end();
    now = 9_000;
    progress.at(5_000);
    expect(told).to.have.length(1);
  });

  it('counts its rate from where the step began, so that a start from a snapshot does not seem quick', () => {
    let now = 0;
    const progress = createProgress(
      () => undefined,
      () => now,
    );
    progress.begin('replaying the log', 160_000);
    progress.at(150_000);
    now = 2_000;
    progress.at(154_000);
    expect(progress.now).to.deep.equal({
      step: 'replaying the log',
      done: 154_000,
      of: 160_000,
      perSecond: 2_000,
      secondsLeft: 3,
    });
    expect(describeStep(progress.now)).to.equal(
      'replaying the log: 96 % (154,000 of 160,000), 2,000 a second, 3 s left',
    );
  });

  it('goes on telling that it waits, and says no share of what nobody knows the size of', () => {
    const told: StartStep[] = [];
    let now = 0;
    const progress = createProgress(
      (step) => told.push(step),
      () => now,
    );
    for (now = 0; now <= 3_000; now += 500) progress.begin('waiting for the replica at http://127.0.0.1:1');
    expect(told).to.have.length(3);
    expect(describeStep(progress.now)).to.equal('waiting for the replica at http://127.0.0.1:1');
    progress.begin('catching up');
    progress.at(7);
    expect(describeStep(progress.now)).to.equal('catching up: 7');
    expect(describeStep({ step: 'empty', done: 0, of: 0 })).to.equal('empty: 0');
  });

  it('is read from its own line alone', () => {
    const step = { step: 'catching up', done: 3, of: 9 };
    expect(parseStep(JSON.stringify({ starting: step }))).to.deep.equal(step);
    expect(parseStep('{"ready":true}')).to.equal(undefined);
  });
});
