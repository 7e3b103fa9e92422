import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import { askComparison, readModelText, readOpenActs } from '../../../../app/server/operator/ask-operator.ts';
import {
  portalAnswer,
  portalCompare,
  portalDecide,
  portalFlatAccount,
  portalFlatFact,
  type PortalOptions,
} from '../../../../scripts/commands/portal/act-for-portal.ts';
import { portalRelease, portalSettle } from '../../../../scripts/commands/portal/disputed-refunds.ts';
import { runCli, type CliResult } from '../../../support/run-cli.ts';
import { refusal } from '../../../support/refusal.ts';
import { world } from '../../../support/world.ts';
import type { World } from '../../../support/world.ts';

const PATHS = ['/operator/read-model', '/operator/acts', '/operator/nothing'];

describe('the port of whoever runs the portal', () => {
  let house: World;
  before(async () => {
    house = await world({ portal: {} });
  });
  after(() => house[Symbol.asyncDispose]());

  /** A request with exactly these headers, as fetch would not send them. */
  const ask = (headers: Record<string, string>, path = PATHS[0], method = 'GET'): Promise<[number, string]> =>
    new Promise((resolve, reject) => {
      const { hostname, port } = new URL(house.portal.operator().url);
      const sent = request({ hostname, port, path, method, headers }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.on('end', () => resolve([response.statusCode ?? 0, (JSON.parse(text) as { code: string }).code]));
      });
      sent.once('error', reject);
      sent.end(method === 'POST' ? '{"decision"' : undefined);
    });
  const shown = (): Record<string, string> => ({ authorization: `Bearer ${house.portal.operator().token}` });

  it('answers nobody without the token, whatever is asked, and reads no body before', async () => {
    for (const path of PATHS)
      for (const headers of [{}, { authorization: 'Bearer ' }, { authorization: `Bearer ${'0'.repeat(64)}` }])
        expect(await ask(headers, path)).to.deep.equal([401, 'TOKEN_REFUSED']);
    const compare = '/operator/read-model/compare';
    expect(await ask({ 'content-type': 'application/json' }, compare, 'POST')).to.deep.equal([401, 'TOKEN_REFUSED']);
    const wrong = { ...house.portal.operator(), token: '0'.repeat(64) };
    expect(await refusal(() => askComparison(wrong))).to.equal('TOKEN_REFUSED');
  });

  it('answers nobody under the name of another host, as after DNS rebinding', async () => {
    for (const host of ['evil.example', 'evil.example:4731', '127.0.0.1.evil.example'])
      expect(await ask({ ...shown(), host })).to.deep.equal([403, 'HOST_REFUSED']);
  });

  it('answers no page, of whatever site', async () => {
    const headers = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { origin: house.portal.operator().url },
      { 'sec-fetch-site': 'same-origin' },
    ];
    for (const one of headers)
      expect(await ask({ ...shown(), ...one }, '/operator/read-model/compare', 'POST')).to.deep.equal([
        403,
        'ORIGIN_REFUSED',
      ]);
  });

  it('answers whoever shows the token of the file, which the portal alone can read', async () => {
    const port = house.portal.operator();
    expect(statSync(join(house.portal.appSettings.dataDir, 'operator.token')).mode & 0o077).to.equal(0);
    const [text, acts, { equal }] = [await readModelText(port), await readOpenActs(port), await askComparison(port)];
    expect([text.length > 100, acts, equal]).to.deep.equal([true, [], true]);
    await house.portal.restartApp();
    expect(house.portal.operator().token).to.equal(port.token);
  });

  describe('domledger portal', () => {
    const ID = `0x${'ab'.repeat(32)}`;
    const at = (): PortalOptions => ({ data: house.portal.appSettings.dataDir, url: house.portal.operator().url });

    it('lists what waits, and compares the read model', async () => {
      const { data, url } = at();
      const run = (name: string): Promise<CliResult> =>
        runCli(['portal', name, '--data', data, '--url', url, '--json']);
      const [acts, compared] = await Promise.all([run('acts'), run('compare')]);
      const refunds = await runCli(['portal', 'refunds', 'list', '--data', data, '--url', url]);
      expect(refunds).to.deep.equal({ code: 0, stdout: 'Nothing is disputed.\n', stderr: '' });
      expect(acts).to.deep.equal({ code: 0, stdout: '{"acts":[]}\n', stderr: '' });
      expect([compared.code, (JSON.parse(compared.stdout) as { equal: boolean }).equal]).to.deep.equal([0, true]);
    });

    it('passes on why the portal does not take a word', async () => {
      const flat = { ...at(), house: ID, flat: ID, on: '2026-11-01', reference: 'entry 1' };
      const fact = { ...flat, quantity: 'residents', value: '3' };
      const answer = { ...at(), appeal: ID, text: 'Seen.' };
      const settled = { ...at(), refund: ID, amount: '1.00', paidAt: '2026-11-27T10:30:00+03:00', reference: 'r' };
      const told: [string, () => Promise<void>][] = [
        ['ACT_UNKNOWN', () => portalDecide({ ...at(), act: ID, refuse: true })],
        ['HEX_INVALID', async () => portalDecide({ ...at(), act: 'all' })],
        ['APPEAL_UNKNOWN', () => portalAnswer(answer)],
        ['HEX_INVALID', async () => portalAnswer({ ...answer, redirect: 'the company' })],
        ['HOUSE_UNKNOWN', () => portalFlatFact(fact)],
        ['HOUSE_UNKNOWN', () => portalFlatAccount(flat)],
        ['QUANTITY_UNKNOWN', async () => portalFlatFact({ ...fact, quantity: 'height' })],
        ['VALUE_INVALID', async () => portalFlatFact({ ...fact, value: '54.2' })],
        ['DATE_INVALID', async () => portalFlatFact({ ...fact, on: '2026-11-31' })],
        ['TOKEN_MISSING', () => portalCompare({ ...at(), data: house.ledger.folder })],
        ['REFUND_UNKNOWN', () => portalSettle(settled)],
        ['REFUND_UNKNOWN', () => portalRelease({ ...settled, refund: `${ID}-1` })],
        ['REFUND_UNKNOWN', () => portalRelease({ ...settled, refund: '../acts' })],
        ...['100', '1,00', '0.00', '-1.00'].map((amount): (typeof told)[number] => [
          'AMOUNT_INVALID',
          () => portalSettle({ ...settled, amount }),
        ]),
        ['PAID_AT_INVALID', () => portalSettle({ ...settled, paidAt: '2026-11-27' })],
      ];
      for (const [code, command] of told) expect(await refusal(command), code).to.equal(code);
    });
  });
});
