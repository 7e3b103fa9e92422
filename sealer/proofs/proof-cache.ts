/** Answers that are made once: who asks the same meanwhile or soon after gets the same. */
export type ProofCache = { get(name: string, make: () => Promise<string>): Promise<string> };

/** Of all answers that are kept, characters: some hundred proofs. */
const CHARACTERS = 8_000_000;

export function createProofCache(most = CHARACTERS): ProofCache {
  const kept = new Map<string, string>();
  const making = new Map<string, Promise<string>>();
  let characters = 0;
  const keep = (name: string, text: string): void => {
    kept.set(name, text);
    characters += text.length;
    for (const [oldest, old] of kept) {
      if (characters <= most) break;
      kept.delete(oldest);
      characters -= old.length;
    }
  };
  return {
    async get(name, make) {
      const known = kept.get(name) ?? making.get(name);
      if (known !== undefined) return known;
      const made = make().finally(() => making.delete(name));
      making.set(name, made);
      const text = await made;
      // A refusal is of its moment.
      if (text.startsWith('{"result":')) keep(name, text);
      return text;
    },
  };
}
