/** What a mutation takes away. */
export type MutationKind = 'refusal' | 'return' | 'check' | 'throw' | 'comparison' | 'condition';

/** A change of one place of a source file that some test must notice. */
export type Site = {
  readonly file: string;
  /** The function that the place is in. */
  readonly within: string;
  readonly kind: MutationKind;
  /** Offsets of the text that is replaced, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
  /** What a reader sees: the text before and after, in one line. */
  readonly change: string;
  /** The error that the place refuses with, where that is known: tests that speak of it are asked first. */
  readonly error?: string;
};

/** `id` is made from content, so that it outlives changes elsewhere in the file. */
export type Mutation = Site & { readonly id: string; readonly line: number };

/** Names each place of one file: file, function, change, and a number where those are the same. */
export function nameMutations(sites: readonly Site[], text: string): Mutation[] {
  const seen = new Map<string, number>();
  return [...sites]
    .sort((a, b) => a.start - b.start || b.end - a.end)
    .map((site) => {
      const name = `${site.file}:${site.within}: ${site.change}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return { ...site, id: count === 1 ? name : `${name} #${count}`, line: lineAt(text, site.start) };
    });
}

/** White space of the source as a reader of one line sees it. */
export function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
