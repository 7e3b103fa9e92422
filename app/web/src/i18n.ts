import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

/** A language is loaded when somebody reads it. */
const TEXTS = {
  en: async (): Promise<object> => (await import('./locales/en.ts')).en,
  ru: async (): Promise<object> => (await import('./locales/ru.ts')).ru,
};

const STORED = 'domledger.language';

export function isLanguage(text: string | null | undefined): text is Language {
  return text === 'en' || text === 'ru';
}

/** Starts in the language chosen last, else the browser's, else English. */
export async function startTexts(): Promise<void> {
  const stored = localStorage.getItem(STORED);
  const browser = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  const language = isLanguage(stored) ? stored : (browser ?? 'en');
  await i18next.use(initReactI18next).init({
    resources: { [language]: { translation: await TEXTS[language]() } },
    lng: language,
    fallbackLng: false,
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = i18next.language;
}

export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await TEXTS[language]());
  localStorage.setItem(STORED, language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
