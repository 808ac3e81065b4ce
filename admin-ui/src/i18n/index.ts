import i18next from "i18next";
import { useMemo } from "react";
import { initReactI18next, useTranslation } from "react-i18next";
import { type Format, formats } from "../design/format";
import { type Language, languages, preferred } from "./languages";
import { type Words, words } from "./words";

export { type Language, languages };

const frame = import.meta.glob<Words>("./en.json", { eager: true, import: "default" });
const screens = import.meta.glob<Words>("../screens/*/words.en.json", { eager: true, import: "default" });

/** English is here from the start; others come when they are spoken. */
const others: Record<Exclude<Language, "en">, () => Promise<{ default: Words }>> = {
  "zh-CN": () => import("./zh-CN"),
};

const stored = "tidegate.language";

/** Loads what is spoken first; English where that does not arrive. */
export async function startLanguage() {
  const language = preferred(localStorage.getItem(stored), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: words(frame, screens) } },
    interpolation: { escapeValue: false },
    initAsync: false,
  });
  await change(language).catch(() => change("en"));
}

export function speak(language: Language) {
  localStorage.setItem(stored, language);
  void change(language);
}

async function change(language: Language) {
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", (await others[language]()).default);
  }
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => formats(i18n.language), [i18n.language]);
}
