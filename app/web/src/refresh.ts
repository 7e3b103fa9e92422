/** How often is asked whether anything changed that seldom does, milliseconds. */
export const LATER_MS = 60_000;
