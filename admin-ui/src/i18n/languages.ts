export const languages = { en: "English", "zh-CN": "简体中文" } as const;
export type Language = keyof typeof languages;

/**
 * The one chosen before, else the first that the browser's owner reads and we speak.
 *
 * @param kept what was chosen
 * @param browser as `navigator.languages`
 */
export function preferred(kept: string | null, browser: readonly string[]): Language {
  if (kept && kept in languages) return kept as Language;
  const known = browser.map((one) => one.toLowerCase()).find((one) => /^(en|zh)\b/.test(one));
  return known?.startsWith("zh") ? "zh-CN" : "en";
}
