import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { documentSchema } from '../core/domain/documents/payable-document.ts';

/**
 * `node scripts/generate-schemas.ts [--check]`: docs/schemas/payable-document.json, the JSON Schema of payable documents, from the parser's own table. What a
 * schema cannot say (sums, check digits, days that the calendar has) only the parser checks.
 */
const file = fileURLToPath(new URL('../docs/schemas/payable-document.json', import.meta.url));
const text = `${JSON.stringify(z.toJSONSchema(documentSchema, { target: 'draft-2020-12' }), undefined, 2)}\n`;

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) {
  console.error(
    'docs/schemas/payable-document.json is not what the parser takes. Run node scripts/generate-schemas.ts.',
  );
  process.exitCode = 1;
}
