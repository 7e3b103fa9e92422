import { request } from 'node:http';
import { expect } from 'chai';
import { startCompany } from '../support/company.ts';
import { tempFolder } from '../support/temp-folder.ts';

type Asked = { status: number; ms: number };

/** As a client behind a proxy of this machine. */
function askAs(url: string, address: string): Promise<Asked> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const asked = request(`${url}/v1/head`, { headers: { 'x-forwarded-for': address } }, (response) => {
      response.resume().once('end', () => resolve({ status: response.statusCode ?? 0, ms: performance.now() - begun }));
    });
    asked.once('error', reject).end();
  });
}

describe('requests of one address', () => {
  it('beyond its rate wait, then are refused late; those of another behind the same proxy are answered at once', async () => {
    using folder = tempFolder();
    // Twenty at once, five a second.
    await using sealer = await startCompany(folder.path, { requestsPerSecond: 5, proxies: 1 });
    const began = performance.now();
    const many = Array.from({ length: 60 }, () => askAs(sealer.url, '192.0.2.1'));
    const other = await askAs(sealer.url, '192.0.2.2');
    expect(other.status).to.equal(200);
    expect(other.ms).to.be.lessThan(1_500);
    const answers = await Promise.all(many);
    // Those of the two seconds that a request waits, and of the time that it took to send them all.
    const most = 20 + Math.ceil(((performance.now() - began) / 1000) * 5);
    const passed = answers.filter(({ status }) => status === 200);
    expect(passed.length).to.be.within(30, most);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).to.have.length(60 - passed.length);
    for (const { ms } of refused) expect(ms).to.be.greaterThan(1_990);
  });

  it('are one address’s, whatever they say of themselves, where no proxy stands before the sealer', async () => {
    using folder = tempFolder();
    await using sealer = await startCompany(folder.path, { requestsPerSecond: 1 });
    const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => askAs(sealer.url, `192.0.2.${n}`)));
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 200, 200, 200, 200, 200, 429, 429]);
  });
});
