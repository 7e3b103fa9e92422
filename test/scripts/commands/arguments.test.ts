import { expect } from 'chai';
import { urlsOption } from '../../../scripts/commands/arguments.ts';
import { refusal } from '../../support/refusal.ts';

describe('addresses on a command line', () => {
  it('are URLs with commas between them, and one is a list of one', async () => {
    for (const wrong of ['', 'localhost', 'http://127.0.0.1:4700,', 'http://127.0.0.1:4700,x'])
      expect(await refusal(async () => urlsOption('--queue', wrong))).to.equal('URLS_INVALID');
    expect(urlsOption('--queue', 'http://127.0.0.1:4700/')).to.deep.equal(['http://127.0.0.1:4700']);
    expect(urlsOption('--queue', 'http://one:1, http://two:2')).to.deep.equal(['http://one:1', 'http://two:2']);
  });
});
