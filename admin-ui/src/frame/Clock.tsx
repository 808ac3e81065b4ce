import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "./useNow";

/** The time of this browser with its zone: times on the screens are in it. */
export function Clock() {
  const { i18n } = useTranslation();
  const now = new Date(useNow());
  const { language } = i18n;
  const long = useMemo(() => new Intl.DateTimeFormat(language, { timeStyle: "long" }), [language]);
  return (
    <time dateTime={now.toISOString()} className="hidden text-sm text-soft sm:block">
      {long.format(now)}
    </time>
  );
}
