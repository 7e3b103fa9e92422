import { InputError } from '../../core/domain/bytes/errors.ts';
import type { Page } from './http-session.ts';

/** A form of a page, filled in with its own values. */
export type Form = { action: string; fields: Record<string, string> };

/**
 * The form that mentions `choice` as a value (a person, a decision), or the first one; radio buttons and submit buttons other than the choice are left out.
 * @throws InputError FORM_MISSING
 */
export function formOf(page: Page, choice: string): Form {
  const forms = [...page.body.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, head = '', body = '']) => ({
    head,
    body,
  }));
  const form = forms.find(({ body }) => body.includes(`value="${choice}"`)) ?? forms[0];
  if (!form) throw new InputError('FORM_MISSING', `There is no form at ${page.url} (status ${page.status}).`);
  const fields: Record<string, string> = {};
  for (const [tag] of form.body.matchAll(/<(?:input|button)\b[^>]*>/gi)) {
    const name = attribute(tag, 'name');
    const value = attribute(tag, 'value') ?? '';
    if (name === undefined || (/type="radio"/.test(tag) && value !== choice)) continue;
    if (fields[name] === undefined || value === choice) fields[name] = value;
  }
  const option = new RegExp(`<select\\b[^>]*\\bname="([^"]*)"[\\s\\S]*?value="${choice}"`, 'i').exec(form.body)?.[1];
  if (option !== undefined) fields[option] = choice;
  return { action: new URL(attribute(form.head, 'action') ?? page.url, page.url).href, fields };
}

function attribute(tag: string, name: string): string | undefined {
  return new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1]?.replaceAll('&amp;', '&');
}
