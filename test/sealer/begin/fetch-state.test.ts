import { expect } from 'chai';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import type { Hex } from '../../../core/domain/bytes/hex.ts';
import { handoverToJson, signHandover } from '../../../core/domain/seal/seal-keys.ts';
import { isVouchedFor } from '../../../sealer/begin/collect-words.ts';
import { domainOf } from '../../../core/domain/ledger/network.ts';
import { beginFromState } from '../../../sealer/begin/begin-from-state.ts';
import { beginJoin, finishJoin, isJoining } from '../../../sealer/begin/finish-join.ts';
import { fetchSnapshot } from '../../../sealer/begin/fetch-snapshot.ts';
import { openSealKeyring } from '../../../sealer/keys/seal-keyring.ts';
import {
  hashOfPiece,
  manifestToJson,
  PIECE_BYTES,
  piecesOf,
  type Manifest,
} from '../../../sealer/snapshot/manifest.ts';
import { snapshotFolder } from '../../../sealer/snapshot/snapshot-folder.ts';
import { refusal } from '../../support/refusal.ts';
import { ask, COMPANY, PORTAL, STRANGER } from '../support/company.ts';
import { fakePeer, sendJson } from '../support/fake-peer.ts';
import { tempFolder } from '../support/temp-folder.ts';
import { startOldHouse, type OldHouse } from './support/old-house.ts';
import { firstAsked, proxyOf } from './support/proxy.ts';

const SIGNAL = new AbortController().signal;
const word = (byte: string): Hex => `0x${byte.repeat(32)}`;
const manifestOf = (bytes: Uint8Array, over: Partial<Manifest> = {}): Manifest => ({
  number: 7n,
  sealHash: word('11'),
  stateRoot: word('22'),
  bytes: bytes.length,
  slots: 0,
  pieces: piecesOf(bytes).map(hashOfPiece),
  ...over,
});

describe('the pieces of a state', () => {
  const state = randomBytes(2 * PIECE_BYTES + 5);
  const manifest = manifestOf(state);
  /** A source that gives the pieces as `give` says. */
  const sourceOf = (give: (at: number) => Uint8Array | undefined): ReturnType<typeof fakePeer> =>
    fakePeer((path, response) => {
      const piece = give(Number(path.split('/').at(-1)));
      response.writeHead(piece === undefined ? 404 : 200).end(piece);
    });
  const honest = (at: number): Uint8Array | undefined => piecesOf(state)[at];

  it('come from whoever has them; a lie is refused by name, and its source is asked no more', async () => {
    using folder = tempFolder();
    let lies = 0;
    await using liar = await sourceOf((at) => (lies++, at === 1 ? new Uint8Array(PIECE_BYTES) : honest(at)));
    await using silent = await sourceOf(() => undefined);
    await using source = await sourceOf(honest);
    const refused: string[] = [];
    await fetchSnapshot({
      data: folder.path,
      manifest,
      sources: [liar.url, silent.url, source.url],
      signal: SIGNAL,
      onRefused: (url, { code }) => refused.push(`${url} ${code}`),
    });
    expect(lies).to.equal(2);
    expect(refused[0]).to.equal(`${liar.url} SNAPSHOT_PIECE`);
    expect(refused.slice(1)).to.deep.equal(Array(2).fill(`${silent.url} SOURCE_UNREACHABLE`));
    const kept = snapshotFolder(folder.path);
    expect(Buffer.compare(kept.state(kept.manifest(7n)), state)).to.equal(0);
  });

  it('are not fetched again where the program fell, unless they are torn or of another state', async () => {
    using folder = tempFolder();
    const asked: number[] = [];
    await using half = await sourceOf((at) => (at < 2 ? honest(at) : undefined));
    await using source = await sourceOf((at) => (asked.push(at), honest(at)));
    const fetchFrom = (url: string, of = manifest): Promise<void> =>
      fetchSnapshot({ data: folder.path, manifest: of, sources: [url], signal: SIGNAL });
    expect(await refusal(() => fetchFrom(half.url))).to.equal('SNAPSHOT_UNREACHABLE');
    expect(snapshotFolder(folder.path).numbers()).to.deep.equal([]);
    truncateSync(join(folder.path, 'snapshots', '7.part', '0.piece'), 100);
    await fetchFrom(source.url);
    expect(asked).to.deep.equal([0, 2]);
    expect(await refusal(() => fetchFrom(half.url))).to.equal('SNAPSHOT_UNREACHABLE');
    await fetchFrom(source.url, { ...manifest, number: 9n });
    expect(asked).to.deep.equal([0, 2, 0, 1, 2]);
    expect(existsSync(join(folder.path, 'snapshots', '7.part'))).to.equal(false);
  });
});

describe('a log that takes the place of a part of it', () => {
  it('is the log after a fall at whichever of its files', () => {
    const names = ['blocks.segments/0.segment', 'blocks.log', 'index.db', 'snapshots/7/manifest.json'];
    for (let moved = 0; moved <= names.length; moved++) {
      using folder = tempFolder();
      const write = (name: string, text: string): void => {
        mkdirSync(dirname(join(folder.path, name)), { recursive: true });
        writeFileSync(join(folder.path, name), text);
      };
      for (const name of ['blocks.log', 'index.db', 'index.db-wal', 'begun.json']) write(name, 'part');
      for (const [at, name] of names.entries()) write(at < moved ? name : join('past', name), 'whole');
      mkdirSync(join(folder.path, 'past'), { recursive: true });
      if (moved > 2) rmSync(join(folder.path, 'index.db-wal'));
      expect(isJoining(folder.path)).to.equal(false);
      mkdirSync(join(folder.path, 'snapshots'), { recursive: true });
      beginJoin(folder.path);
      expect(isJoining(folder.path)).to.equal(true);
      finishJoin(folder.path);
      for (const name of names) expect(readFileSync(join(folder.path, name), 'utf8'), name).to.equal('whole');
      const left = readdirSync(folder.path).sort();
      expect(left).to.deep.equal(['blocks.log', 'blocks.segments', 'index.db', 'snapshots']);
      expect(isJoining(folder.path)).to.equal(false);
    }
  });
});

describe('a state that a source offers', () => {
  const folder = tempFolder();
  let house: OldHouse;
  before(async () => {
    house = await startOldHouse(folder.path);
  });
  after(async () => {
    await house[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  });

  let tries = 0;
  /** Why it is refused; nothing where a replica begins with it. */
  const refusedFrom = async (
    url: string,
    over: Partial<Parameters<typeof beginFromState>[0]> = {},
  ): Promise<string[]> => {
    const codes: string[] = [];
    const beginning = await beginFromState({
      data: join(folder.path, `try-${tries++}`),
      network: house.sealer.network,
      sources: [url, house.witness.url],
      peers: [],
      required: 1,
      signal: SIGNAL,
      onRefused: (_from, { code }) => codes.push(code),
      ...over,
    });
    await beginning?.engine[Symbol.asyncDispose]();
    return beginning === undefined ? codes : [];
  };
  /** The house, that answers a path in another way. */
  const changed = (path: string, change: (body: Record<string, unknown>) => unknown): ReturnType<typeof fakePeer> =>
    proxyOf(house.sealer.url, (asked, response) => {
      if (!asked.startsWith(path)) return false;
      void ask(house.sealer.url + asked).then(({ body }) => sendJson(response, change(body)));
      return true;
    });

  it('is taken under the words of enough witnesses of its own register, one of them known before', async () => {
    const { sealer, witness } = house;
    const { url, network } = sealer;
    expect(await refusedFrom(url)).to.deep.equal([]);
    expect(await refusedFrom(url, { required: 2 })).to.include('SNAPSHOT_WORDS');
    expect(await refusedFrom(url, { sources: [url] })).to.include('SNAPSHOT_WORDS');
    const peer = [{ url: witness.url, witness: network.witnesses[0]?.key ?? '0x' }] as const;
    expect(await refusedFrom(url, { sources: [url], peers: peer })).to.deep.equal([]);
    const [one, other] = [COMPANY, PORTAL].map(({ address }) => ({ witness: address }));
    if (one === undefined || other === undefined) throw new Error('there are two');
    const vouched = (known: Hex, required = 2): boolean => isVouchedFor([one, other], required, new Set([known]));
    expect([vouched(one.witness), vouched(one.witness, 3), vouched(STRANGER.address)]).to.deep.equal([
      true,
      false,
      false,
    ]);
  });

  it('is refused where it is not what is sealed', async () => {
    const { number, sealer } = house;
    const other = randomBytes(40);
    const own = snapshotFolder(join(folder.path, 'sealer')).manifest(number);
    const false_ = manifestOf(other, { number, sealHash: own.sealHash, stateRoot: own.stateRoot });
    await using lies = await proxyOf(sealer.url, (path, response) => {
      if (path === '/v1/snapshots') sendJson(response, { snapshots: [manifestToJson(false_)] });
      else if (path.startsWith('/v1/snapshots/')) response.end(other);
      else return false;
      return true;
    });
    expect(await refusedFrom(lies.url)).to.deep.equal(['SNAPSHOT_STATE']);
    const state = snapshotFolder(join(folder.path, 'sealer')).state(own);
    // The lowest byte of the first account's nonce.
    const wrong = Uint8Array.from(state, (byte, at) => (at === 27 ? byte ^ 1 : byte));
    const forged = manifestOf(wrong, { number, sealHash: own.sealHash, stateRoot: own.stateRoot });
    await using forges = await proxyOf(sealer.url, (path, response) => {
      if (path === '/v1/snapshots') sendJson(response, { snapshots: [manifestToJson(forged)] });
      else if (path.startsWith('/v1/snapshots/')) response.end(wrong);
      else return false;
      return true;
    });
    expect(await refusedFrom(forges.url)).to.deep.equal(['SNAPSHOT_STATE']);
    await using elsewhere = await changed('/v1/snapshots', () => ({
      snapshots: [manifestToJson({ ...own, sealHash: word('33') })],
    }));
    expect(await refusedFrom(elsewhere.url)).to.deep.equal(['SNAPSHOT_STATE']);
    await using many = await changed('/v1/snapshots', () => ({ snapshots: Array(9).fill(manifestToJson(own)) }));
    expect(await refusedFrom(many.url)).to.deep.equal(['ANSWER_MALFORMED']);
  });

  it('is refused where its block does not follow, or the key of the seal is about to change', async () => {
    const { number, sealer } = house;
    await using torn = await proxyOf(sealer.url, (path, response) => {
      if (firstAsked(path) === undefined) return false;
      void ask(sealer.url + path).then(({ body }) => {
        const [before, block] = body['blocks'] as { seal: object }[];
        sendJson(response, { ...body, blocks: [{ ...before, seal: { ...before?.seal, r: '99999999' } }, block] });
      });
      return true;
    });
    expect((await refusedFrom(torn.url))[0]).to.match(/^SEAL_|^SIGNATURE_/);
    const keys = await openSealKeyring(join(folder.path, 'sealer')).all();
    const [first, last] = [keys[0], keys.at(-1)];
    if (first === undefined || last === undefined) throw new Error('a house that changed its key has two');
    const term = { number: number + 50n, validFrom: number - 40n, validUntil: number + 40n };
    const pending = signHandover(domainOf(sealer.network), term, last, COMPANY);
    await using announced = await changed('/v1/handovers', ({ handovers }) => ({
      handovers: [...(handovers as object[]), handoverToJson(pending)],
    }));
    expect((await refusedFrom(announced.url)).includes('SNAPSHOT_KEYS')).to.equal(true);
    // A list that the keys did not sign is nobody's: the honest one is taken.
    const forged = signHandover(domainOf(sealer.network), term, PORTAL, COMPANY);
    await using forges = await changed('/v1/handovers', ({ handovers }) => ({
      handovers: [...(handovers as object[]), handoverToJson(forged)],
    }));
    expect(await refusedFrom(forges.url, { sources: [forges.url, sealer.url, house.witness.url] })).to.deep.equal([]);
  });

  it('is served piece by piece, to nobody who asks for what is not there', async () => {
    const { url } = house.sealer;
    const code = async (path: string): Promise<unknown> => (await ask(url + path)).body['code'];
    expect(await code(`/v1/snapshots/${house.number}/9`)).to.equal('SNAPSHOT_UNKNOWN');
    expect(await code(`/v1/snapshots/${house.number + 1n}/0`)).to.equal('SNAPSHOT_UNKNOWN');
    expect(await code('/v1/snapshots/x/0')).to.equal('QUERY_INVALID');
    expect(await code(`/v1/snapshots/${house.number}/..%2f..%2fseal.json`)).to.equal('QUERY_INVALID');
  });
});
