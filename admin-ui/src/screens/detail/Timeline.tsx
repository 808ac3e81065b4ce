import { Pause, Play } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Button } from "../../design/Button";
import { Panel, Skeleton } from "../../design/Panel";
import { useFormat } from "../../i18n";
import type { Entry } from "../../live/condition";
import { Failure } from "../../session/Failure";
import { HistoryTable } from "./HistoryTable";
import { rangeNames, rangeOf } from "./history";
import { useHistory } from "./useHistory";

const Lanes = lazy(() => import("./Lanes"));

const choice =
  "min-h-8 border-y border-r first:border-l first:rounded-l-md last:rounded-r-md border-line px-2.5 text-soft data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:font-medium";

/** How the stream went, and goes. Range and form stand in the address. */
export function Timeline({ entry }: { entry: Entry }) {
  const streamKey = entry.key;
  const { t } = useTranslation();
  const format = useFormat();
  const [search, setSearch] = useSearchParams();
  const [held, setHeld] = useState<number | null>(null);
  const range = rangeOf(search.get("range"));
  const form = search.get("timeline") === "table" ? "table" : "charts";
  const { history, error, isPending } = useHistory(streamKey, range, held);
  const put = (name: string, value: string) => {
    if (!value) return;
    setSearch(
      (before) => {
        before.set(name, value);
        return before;
      },
      { replace: true },
    );
  };
  return (
    <Panel
      title={t("detail.timeline")}
      actions={
        <div className="flex flex-wrap items-center gap-2">
          <Button aria-pressed={held !== null} onClick={() => setHeld(held === null ? Date.now() : null)}>
            {held === null ? <Pause aria-hidden="true" className="size-4" /> : <Play aria-hidden="true" className="size-4" />}
            {held === null ? t("detail.pause") : t("detail.goOn")}
          </Button>
          <ToggleGroup.Root type="single" value={form} onValueChange={(chosen) => put("timeline", chosen)} aria-label={t("detail.form")} className="flex">
            <ToggleGroup.Item value="charts" className={choice}>
              {t("detail.charts")}
            </ToggleGroup.Item>
            <ToggleGroup.Item value="table" className={choice}>
              {t("detail.table")}
            </ToggleGroup.Item>
          </ToggleGroup.Root>
          <ToggleGroup.Root type="single" value={range} onValueChange={(chosen) => put("range", chosen)} aria-label={t("detail.range")} className="flex">
            {rangeNames.map((one) => (
              <ToggleGroup.Item key={one} value={one} className={choice}>
                {t(`detail.ranges.${one}`)}
              </ToggleGroup.Item>
            ))}
          </ToggleGroup.Root>
        </div>
      }
    >
      {held !== null && (
        <p role="status" className="border-b border-line px-4 py-1.5 text-sm text-warn">
          {t("detail.held", { time: format.time(held) })}
        </p>
      )}
      {isPending && <Skeleton className="m-4 h-96" />}
      {error && !history && <p className="p-4 text-soft"><Failure of={error} /></p>}
      {history?.at.length === 0 && <p className="p-4 text-soft">{t("detail.nothing")}</p>}
      {history && history.at.length > 0 && form === "table" && <HistoryTable history={history} />}
      {history && history.at.length > 0 && form === "charts" && (
        <Suspense fallback={<Skeleton className="m-4 h-96" />}>
          <Lanes history={history} entry={entry} held={held !== null} />
        </Suspense>
      )}
    </Panel>
  );
}
