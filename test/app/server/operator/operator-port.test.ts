import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { expect } from 'chai';
import {
  askComparison,
  askDatabase,
  readLetters,
  readModelText,
  readOpenActs,
  type PortalLetters,
} from '../../../../app/server/operator/ask-operator.ts';
import { loadEmbedded } from '../../../../app/server/database/embedded-copy.ts';
import { openStore } from '../../../../app/server/database/open-store.ts';
import { signedBlockToJson } from '../../../../core/domain/ledger/internal-block.ts';
import { answerDue, answerTerm } from '../../../../core/domain/letters/answer-term.ts';
import { makeAppeal } from '../../../../core/domain/resident/make-appeal.ts';
import {
  portalAnswer,
  portalCompare,
  portalDecide,
  portalFlatAccount,
  portalFlatFact,
  type PortalOptions,
} from '../../../../scripts/commands/portal/act-for-portal.ts';
import { portalRelease, portalSettle } from '../../../../scripts/commands/portal/disputed-refunds.ts';
import { portalLetter, portalReply } from '../../../../scripts/commands/portal/letters.ts';
import { moveClock } from '../../../support/clock/move-clock.ts';
import { nowSeconds } from '../../../support/world/actors.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { runCli, type CliResult } from '../../../support/run-cli.ts';
import { refusal } from '../../../support/refusal.ts';
import { world } from '../../../support/world.ts';
import type { World } from '../../../support/world.ts';

const HASH = `0x${'ab'.repeat(32)}`;
const PATHS = ['/operator/read-model', '/operator/database', '/operator/acts', '/operator/nothing'];

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

  it('gives a copy of the embedded database, whole, while the portal goes on', async () => {
    const copy = await askDatabase(house.portal.operator());
    const { store } = house.portal.app;
    const counted = async ({ portal }: Pick<typeof store, 'portal'>): Promise<string[]> =>
      (await portal.selectFrom('portal_blocks').select('purpose').execute()).map(({ purpose }) => purpose);
    const purposes = await counted(store);
    expect(purposes).to.not.deep.equal([]);
    const folder = join(house.ledger.folder, 'copy');
    await loadEmbedded(folder, new Uint8Array(copy));
    await using again = await openStore({ folder, url: undefined });
    expect(await counted(again)).to.deep.equal(purposes);
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

    it('lists letters to the portal with the day on which each answer is due, shows and answers them by number, flat and day', async () => {
      const resident = await house.portal.resident('flat-3');
      const write = async (text: string): Promise<string> => {
        const { network } = house.ledger.client;
        const addressees = { portal: house.ledger.portal };
        const from = { network, account: resident.account, timestamp: nowSeconds() };
        const { signed } = await makeAppeal({ ...from, category: 'question', addressees, text });
        return (await resident.post<{ digest: string }>('/api/blocks', signedBlockToJson(signed))).digest;
      };
      const run = async (...words: string[]): Promise<unknown> => {
        const { data, url } = at();
        const args = ['portal', 'letters', ...words, '--data', data, '--url', url, '--json'];
        const { code, stdout, stderr } = await runCli(args);
        expect([code, stderr], words.join(' ')).to.deep.equal([0, '']);
        return JSON.parse(stdout);
      };
      const letters = (): Promise<PortalLetters> => readLetters(house.portal.operator());
      const acknowledged = (count: number): Promise<PortalLetters> =>
        waitFor(`${count} letters are acknowledged`, async () => {
          const found = await letters();
          return found.length === count && found.every(({ status }) => status !== 'silent') ? found : undefined;
        });
      expect(await run('list')).to.deep.equal({ letters: [] });
      const id = await write('Who keeps my readings?');
      const [letter] = await acknowledged(1);
      const { received = '', due = '' } = letter ?? {};
      expect(letter).to.deep.include({ letter: 1, id, flat: 'flat-3', category: 'question', status: 'received' });
      expect([letter?.text, letter?.overdue, letter?.open]).to.deep.equal(['Who keeps my readings?', false, true]);
      expect(due).to.equal(
        answerDue(answerTerm({ addressee: 'portal', complaintAboutBill: false, on: received }), received),
      );
      expect(JSON.stringify(await run('list', '--open')))
        .to.include(id)
        .and.not.include('keeps my readings');
      expect(await run('show', '1')).to.deep.equal(letter);
      for (const which of ['0', '2', HASH, 'flat-3:2020-01-01', ''])
        expect(await refusal(() => portalLetter(which, at())), which).to.equal('APPEAL_UNKNOWN');

      await write('And who deletes them?');
      await acknowledged(2);
      expect(await refusal(() => portalReply(`flat-3:${received}`, { ...at(), text: 'x' }))).to.equal(
        'LETTER_AMBIGUOUS',
      );
      await run('answer', '1', '--text', 'You do.');
      await waitFor('the answer is read', async () => (await letters())[0]?.status === 'answered' || undefined);
      const [answered] = await letters();
      expect(answered?.answers.map(({ status, text }) => [status, text])).to.deep.equal([
        ['received', ''],
        ['answered', 'You do.'],
      ]);
      expect(await run('list', '--open')).to.have.nested.property('letters.length', 1);

      const health = async (): Promise<[number, string]> => {
        const answer = await fetch(`${house.portal.app.url}/health`);
        return [answer.status, await answer.text()];
      };
      expect((await health())[1]).to.not.include('letters list');
      try {
        moveClock(32 * 86_400);
        expect((await letters()).map(({ overdue }) => overdue)).to.deep.equal([false, true]);
        const [status, text] = await health();
        expect([
          status,
          text.includes('"APPEAL_LATE"') &&
            text.includes('An answer to a letter is overdue (domledger portal letters list)'),
        ]).to.deep.equal([503, true]);
      } finally {
        moveClock(0);
      }
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
