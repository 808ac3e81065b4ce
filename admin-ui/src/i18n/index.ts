import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import { type Format, formats } from "../design/format";
import frame from "./en.json";
import { type Language, languages, preferred } from "./languages";
import { type Words, words } from "./words";

export { type Language, languages };

/** The frame's English is here from the start; others come when they are spoken. */
const english = words(
  frame,
  import.meta.glob<string>("../screens/*/words.en.json", { eager: true, query: "?title", import: "title" }),
);
const others: Record<Exclude<Language, "en">, () => Promise<{ default: Words }>> = {
  "zh-CN": () => import("./zh-CN"),
};

/** What a screen says, in each language. */
const parts = import.meta.glob<Words>("../screens/*/words.*.json", { import: "default" });

const stored = "tidegate.language";

/** What was asked for: while its words come, the one before is spoken. */
let chosen: Language = "en";

/** Folders whose screens were opened: what is spoken next has to know them, too. */
const opened = new Set<string>();

/** Loads what is spoken first; English where that does not arrive. */
export async function startLanguage() {
  const language = preferred(localStorage.getItem(stored), navigator.languages);
  const long = localStorage.getItem("tidegate.pseudo") !== null;
  if (long) i18next.use((await import("./pseudo")).pseudo);
  await i18next.use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: english } },
    interpolation: { escapeValue: false },
    initAsync: false,
    ...(long && { postProcess: "pseudo" }),
  });
  await change(language).catch(() => change("en"));
}

export function speak(language: Language) {
  localStorage.setItem(stored, language);
  void change(language);
}

/** Loads what the screens of these folders say, in the language of this moment. */
export async function learn(folders: readonly string[]) {
  for (const folder of folders) opened.add(folder);
  await Promise.all([...new Set([i18next.language as Language, chosen])].map((language) => complete(language)));
}

async function change(language: Language) {
  chosen = language;
  if (language !== "en" && !i18next.hasResourceBundle(language, "translation")) {
    i18next.addResourceBundle(language, "translation", (await others[language]()).default, true);
  }
  await complete(language);
  if (chosen !== language) return;
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}

async function complete(language: Language) {
  await Promise.all(
    [...opened].map(async (folder) => {
      const part = await parts[`../screens/${folder}/words.${language}.json`]?.();
      if (part) i18next.addResourceBundle(language, "translation", { [folder]: part }, true);
    }),
  );
}

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return formats(i18n.language);
}
