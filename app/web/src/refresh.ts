/** How often is asked whether anything changed that seldom does, milliseconds. */
export const LATER_MS = 60_000;
/** How often is asked for what somebody waits for, milliseconds. */
export const SOON_MS = 1_500;
/** New facts come with sealed blocks, every few seconds; a page that is looked at asks this often, milliseconds. */
export const REFRESH_MS = 10_000;
/** How often is asked while nobody is there: a page's lists, and what seldom changes, milliseconds. */
export const IDLE_MS = 300_000;
export const SELDOM_IDLE_MS = 600_000;
