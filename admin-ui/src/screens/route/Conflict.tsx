import { useTranslation } from "react-i18next";
import type { Route } from "../../api/client";
import { differences, input, merged } from "../../api/routes";
import { Button } from "../../design/Button";
import { Sheet } from "../../frame/Sheet";
import { useFormat } from "../../i18n";
import { Differences } from "./Differences";

interface Props {
  /** What this browser wants otherwise, RFC 7396. */
  mine: object;
  /** The route as somebody else has left it; null where it is gone. */
  current: Route | null;
  onMine: () => void;
  onTheirs: () => void;
}

/** Somebody else was faster: nothing is overwritten before one has seen what. */
export function Conflict({ mine, current, onMine, onTheirs }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const theirs = current ? input(current) : {};
  return (
    <Sheet title={t("route.conflict")} onClose={onTheirs}>
      <div className="space-y-4 p-4">
        <p>
          {current
            ? t("route.changedBy", { who: current.changedBy, at: format.time(current.changedAt) })
            : t("route.deletedMeanwhile")}
        </p>
        <Differences items={differences(theirs, merged(theirs, mine))} before={t("route.theirs")} after={t("route.mine")} />
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onTheirs}>{t("route.takeTheirs")}</Button>
          <Button kind="primary" onClick={onMine}>
            {t("route.keepMine")}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
