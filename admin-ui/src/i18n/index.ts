import i18next from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { type Format, formats } from "../design/format";
import { type Language, languages, preferred } from "./languages";

export { type Language, languages };

type Words = Record<string, unknown>;

const frame = import.meta.glob<Words>("./*.json", { eager: true, import: "default" });
const screens = import.meta.glob<Words>("../screens/*/words.*.json", { eager: true, import: "default" });

/** The frame's words, and under the name of its folder those of each screen. */
function words(language: string): Words {
  const all: Words = { ...frame[`./${language}.json`] };
  for (const [path, part] of Object.entries(screens)) {
    const match = /screens\/(\w+)\/words\.([\w-]+)\.json$/.exec(path);
    if (match?.[1] && match[2] === language) all[match[1]] = part;
  }
  return all;
}

const stored = "tidegate.language";

export function startLanguage() {
  const language = preferred(localStorage.getItem(stored), navigator.languages);
  document.documentElement.lang = language;
  void i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    resources: Object.fromEntries(Object.keys(languages).map((one) => [one, { translation: words(one) }])),
    interpolation: { escapeValue: false },
    initAsync: false,
  });
}

export function speak(language: Language) {
  localStorage.setItem(stored, language);
  document.documentElement.lang = language;
  void i18next.changeLanguage(language);
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formats(i18n.language), [i18n.language]);
}
