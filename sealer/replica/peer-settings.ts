import { parseHex, type Hex } from '../../core/domain/bytes/hex.ts';

/** Another replica, and the key that it cosigns with: nobody else's word is taken from it. */
export type Peer = { url: string; witness: Hex };

const MOST = 32;

/** @throws Error that says what is wrong with the list */
export function parsePeers(value: unknown): Peer[] {
  if (!Array.isArray(value) || value.length > MOST) throw new Error(`must be a list of at most ${MOST} replicas`);
  return value.map((each: unknown) => {
    const url = typeof each === 'object' && each !== null && 'url' in each ? each.url : undefined;
    const witness = typeof each === 'object' && each !== null && 'witness' in each ? each.witness : undefined;
    if (typeof url !== 'string' || !URL.canParse(url))
      throw new Error(`each replica is {"url": "http://…", "witness": "0x…"}, not ${JSON.stringify(each)}`);
    return { url: url.replace(/\/+$/, ''), witness: parseHex(witness, `the witness of ${url}`, 20) };
  });
}
