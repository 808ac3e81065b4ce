import { useTranslation } from "react-i18next";
import type { Route } from "../../api/client";
import { differences, input } from "../../api/routes";
import { Button } from "../../design/Button";
import { Sheet } from "../../frame/Sheet";
import { useFormat } from "../../i18n";
import { Differences } from "./Differences";

interface Props {
  /** Members that this browser wants otherwise. */
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
  const theirs: Record<string, unknown> = current ? { ...input(current) } : {};
  const named = Object.fromEntries(Object.keys(mine).map((name) => [name, theirs[name]]));
  return (
    <Sheet title={t("route.conflict")} onClose={onTheirs}>
      <div className="space-y-4 p-4">
        <p>
          {current
            ? t("route.changedBy", { who: current.changedBy, at: format.time(current.changedAt) })
            : t("route.deletedMeanwhile")}
        </p>
        <Differences items={differences(named, merged(named, mine))} before={t("route.theirs")} after={t("route.mine")} />
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

/** As RFC 7396 has it, for members that are named. */
function merged(theirs: Record<string, unknown>, mine: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(mine).map(([name, value]) => {
      const before = theirs[name];
      const objects = isObject(value) && isObject(before);
      return [name, objects ? { ...before, ...value } : value];
    }),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
