import type { Plugin } from 'vite';

const ROOT = '<div id="root">';
const WORKER_URL = '\0worker-url:';

/** `import url from './x-worker.ts?url'` is where that worker is: one that shares its parts with the pages instead of bringing all of them a second time. */
export function workerUrls(): Plugin {
  return {
    name: 'worker-urls',
    enforce: 'pre',
    async resolveId(source, importer) {
      if (!source.endsWith('-worker.ts?url')) return undefined;
      const found = await this.resolve(source.slice(0, -'?url'.length), importer);
      return found === null ? undefined : WORKER_URL + found.id;
    },
    load(id) {
      if (!id.startsWith(WORKER_URL)) return undefined;
      const reference = this.emitFile({ type: 'chunk', id: id.slice(WORKER_URL.length) });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}

/**
 * The start page says of which build it is, and shows its frame before styles and scripts are there. Styles stand behind the frame and before the root: what the
 * pages' theme writes into the root has to come after them, or the kit's own colours win.
 */
export function startPage(version: string): Plugin {
  return {
    name: 'start-page',
    transformIndexHtml: {
      order: 'post',
      handler(html) {
        const styles = [...html.matchAll(/\s*<link rel="stylesheet"[^>]*>/g)].map(([link]) => link);
        const rest = styles.reduce((text, link) => text.replace(link, ''), html);
        return rest
          .replace('</title>', `</title>\n    <meta name="version" content="${version}" />`)
          .replace(ROOT, `${styles.join('').trimStart()}\n    ${ROOT}`);
      },
    },
  };
}
