import { useTranslation } from "react-i18next";
import { Button } from "../design/Button";
import { Notice } from "../design/Notice";
import { useFormat } from "../i18n";
import { useConnection, useLive } from "../live/context";
import { useNow } from "./useNow";

/** How old the screens are while the gateway is away. */
export function OfflineBar() {
  const { t } = useTranslation();
  const format = useFormat();
  const connection = useConnection();
  const offline = useLive((state) => state.link === "offline");
  const heardAt = useLive((state) => state.heardAt);
  const now = useNow(offline);
  if (!offline || heardAt === 0) return null;
  return (
    <div className="mb-4">
      <Notice kind="bad">
        <div className="flex flex-wrap items-center justify-between gap-2">
          <span>{t("link.offlineSince", { age: format.span(now - heardAt) })}</span>
          <Button onClick={() => connection.retryNow()}>{t("link.retry")}</Button>
        </div>
      </Notice>
    </div>
  );
}
