import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Mark } from "../design/Mark";
import { type Language, languages, speak } from "../i18n";

/** What stands before the pages: one card in the middle. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-6 p-4">
      <div className="flex items-center gap-3 text-xl font-semibold">
        <Mark className="size-9" />
        Tidegate
      </div>
      <section className="w-full max-w-md space-y-4 rounded-lg border border-line bg-surface p-6">
        <h1 className="text-lg">{title}</h1>
        {children}
      </section>
      <label className="flex items-center gap-2 text-soft">
        {t("language")}
        <select
          value={i18n.language}
          onChange={(event) => speak(event.target.value as Language)}
          className="min-h-8 rounded-md border border-strong bg-surface px-2 text-ink"
        >
          {Object.entries(languages).map(([code, name]) => (
            <option key={code} value={code} lang={code}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </main>
  );
}
