/** A part of a case, as JSON. */
export type Json = Readonly<Record<string, unknown>>;
/** A component of a case; `label` and `code` of the line that it becomes, the label undefined where the contract computes it. */
export type Piece = { component: Json & { id: string }; label: number | undefined; code: string };
