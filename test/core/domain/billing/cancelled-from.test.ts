import { expect } from 'chai';
import { cancelledFrom } from '../../../../core/domain/billing/cancelled-from.ts';

describe('the day from which a contract no longer holds', () => {
  it('is not that of a consumer who cancelled alone: it waits for the supplier', () => {
    expect(cancelledFrom({ supplier: undefined, consumer: 5n })).to.equal(undefined);
    expect(cancelledFrom({ supplier: undefined, consumer: undefined })).to.equal(undefined);
  });

  it('is the supplier’s own where it cancelled alone', () => {
    expect(cancelledFrom({ supplier: 5n, consumer: undefined })).to.equal(5n);
  });

  it('is the later of both, whoever gave it', () => {
    expect(cancelledFrom({ supplier: 5n, consumer: 6n })).to.equal(6n);
    expect(cancelledFrom({ supplier: 6n, consumer: 5n })).to.equal(6n);
    expect(cancelledFrom({ supplier: 5n, consumer: 5n })).to.equal(5n);
  });
});
