import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { en } from './locales/en.ts';
import { ru } from './locales/ru.ts';

export const LANGUAGES = { en: 'English', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

const STORED = 'domledger.language';

export function isLanguage(text: string | null | undefined): text is Language {
  return text === 'en' || text === 'ru';
}

/** Starts in the language chosen last, else the browser's, else English. */
export async function startTexts(): Promise<void> {
  const stored = localStorage.getItem(STORED);
  const browser = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  await i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, ru: { translation: ru } },
    lng: isLanguage(stored) ? stored : (browser ?? 'en'),
    fallbackLng: 'en',
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}

export async function switchLanguage(language: Language): Promise<void> {
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
