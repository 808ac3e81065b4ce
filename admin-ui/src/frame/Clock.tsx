import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

/** The time of this browser with its zone: times on the screens are in it. */
export function Clock() {
  const { i18n } = useTranslation();
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 1000);
    return () => clearInterval(timer);
  }, []);
  const text = new Intl.DateTimeFormat(i18n.language, { timeStyle: "long" }).format(now);
  return (
    <time dateTime={now.toISOString()} className="hidden text-sm text-soft lg:block">
      {text}
    </time>
  );
}
