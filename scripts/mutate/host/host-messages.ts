/** A test as it ran without a mutation: its time with the hooks before it, and the numbers of the places that it executed. */
export type TestBaseline = {
  readonly file: string;
  readonly title: string;
  /** Its source. */
  readonly body: string;
  readonly ms: number;
  readonly hits: readonly number[];
};

export type Order =
  | { readonly type: 'baseline' }
  | { readonly type: 'run'; readonly number: number; readonly tests: readonly { title: string; timeout: number }[] }
  /** All tests in their own order but those that fail by themselves. */
  | { readonly type: 'run-all'; readonly number: number; readonly without: readonly string[] };

export type Answer =
  /** `atLoad`: executed while the modules were loaded, which happens once in a process. */
  | { readonly type: 'loaded'; readonly atLoad: readonly number[] }
  | { readonly type: 'baseline'; readonly failed: readonly string[]; readonly tests: readonly TestBaseline[] }
  | { readonly type: 'ran'; readonly failed: string | undefined };
