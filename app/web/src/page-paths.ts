/** The paths that are pages: the portal answers 404 to all others, with the same page that says so. */
const PAGES = /^\/(bills(\/[^/]+)?|payments\/[^/]+|readings|contracts|letters|flat|recovery-sheet)?\/?$/;

export function isPagePath(path: string): boolean {
  return PAGES.test(path);
}
