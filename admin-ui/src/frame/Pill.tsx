import { useTranslation } from "react-i18next";
import { StateMark } from "../design/State";
import type { Condition } from "../live/condition";
import { useLive } from "../live/context";
import type { Link } from "../live/store";
import { useNow } from "./useNow";

const looks: Record<Link, [Condition, string]> = {
  connecting: ["connecting", "text-busy border-line"],
  live: ["receiving", "text-good border-line"],
  reconnecting: ["connecting", "text-warn border-warn/60"],
  offline: ["lost", "text-bad border-bad"],
};

/** Whether what the screens show is what is. */
export function Pill() {
  const { t } = useTranslation();
  const link = useLive((state) => state.link);
  const retryAt = useLive((state) => state.retryAt);
  const now = useNow(link === "reconnecting");
  const [mark, colours] = looks[link];
  const seconds = Math.max(1, Math.ceil((retryAt - now) / 1000));
  return (
    <span
      role="status"
      data-link={link}
      className={`flex items-center gap-1.5 rounded-full border px-2.5 py-0.5 text-sm font-medium ${colours}`}
    >
      <StateMark state={mark} />
      {t(`link.${link}`, { seconds })}
    </span>
  );
}
