import type { Mutation } from './mutation.ts';

/** A mutation under the number that switches it on. */
export type Numbered = Mutation & { readonly number: number };

/** How a language asks whether a mutation is on. */
export type Switch = {
  /** `original` unless the numbered one is on. */
  expression(number: number, mutated: string, original: string): string;
  statement(number: number, original: string): string;
};

/** One text with all mutations of a file in it, of which none is on by itself: it is compiled or loaded once for all of them. */
export function schemata(text: string, mutations: readonly Numbered[], language: Switch): string {
  const sorted = [...mutations].sort((a, b) => a.start - b.start || b.end - a.end);
  return rewrite(text, 0, text.length, sorted, language);
}

/** `inside` are the mutations between the two offsets, outermost first. */
function rewrite(text: string, start: number, end: number, inside: readonly Numbered[], language: Switch): string {
  let out = '';
  let at = start;
  for (let next = inside[0], rest = inside; next !== undefined; next = rest[0]) {
    const outer = next;
    const same = rest.filter((each) => each.start === outer.start && each.end === outer.end);
    const within = rest.filter((each) => each.start < outer.end && !same.includes(each));
    rest = rest.filter((each) => each.start >= outer.end);
    out += text.slice(at, outer.start);
    let replaced = rewrite(text, outer.start, outer.end, within, language);
    for (const { kind, number, replacement } of same)
      replaced =
        kind === 'throw' || kind === 'check'
          ? language.statement(number, replaced)
          : language.expression(number, replacement, replaced);
    out += replaced;
    at = outer.end;
  }
  return out + text.slice(at, end);
}
