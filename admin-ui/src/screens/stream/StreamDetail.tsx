import { ToggleGroup } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams, useSearchParams } from "react-router";
import { Empty, Panel, ScreenHead, Skeleton } from "../../design/Panel";
import { StateBadge } from "../../design/State";
import { keymap, useKeys } from "../../frame/keymap";
import type { Entry } from "../../live/condition";
import { useEntries, useLive } from "../../live/context";
import { Preview } from "../../player/Preview";
import { Still } from "../../player/Still";
import type { Way } from "../../player/engine";
import { DetailTabs } from "../detail/DetailTabs";
import { Outputs } from "../detail/Outputs";
import { Timeline } from "../detail/Timeline";
import { Adopt } from "./Adopt";
import { Doctor } from "./Doctor";
import { Facts } from "./Facts";

/** One stream: picture, numbers, addresses, tracks, who watches, and what is wrong with it. */
export default function StreamDetail() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { app = "", name = "" } = useParams();
  const key = `${app}/${name}`;
  const loaded = useLive((state) => state.loaded);
  const entry = useEntries().find((one) => one.key === key);
  useKeys({ [keymap.up]: () => navigate("/streams") });
  if (!loaded) return <Skeleton className="aspect-video max-w-3xl" />;
  if (!entry) {
    return (
      <Empty title={t("stream.unknown", { key })}>
        <p>{t("stream.unknownSays")}</p>
        <Link to="/streams" className="text-accent underline">
          {t("stream.toList")}
        </Link>
      </Empty>
    );
  }
  return (
    <>
      <ScreenHead
        title={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-1">
            {key}
            <StateBadge state={entry.condition} className="text-base" />
          </span>
        }
      >
        {entry.instant && <Adopt streamKey={key} />}
      </ScreenHead>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 xl:grid-cols-[minmax(0,3fr)_minmax(22rem,2fr)]">
        <Picture entry={entry} />
        <div className="space-y-4">
          <Facts entry={entry} />
          <Doctor streamKey={key} />
        </div>
      </div>
      <div className="mt-4 space-y-4">
        <Timeline key={key} entry={entry} />
        <Outputs streamKey={key} tracks={entry.stream?.tracks ?? []} live={entry.stream?.state === "streaming"} />
        <DetailTabs entry={entry} />
      </div>
    </>
  );
}

/** Nothing is played until it is asked for; the way stands in the address. */
function Picture({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const asked = search.get("preview");
  const [way, setWay] = useState<Way | "still">(asked === "hls" ? "hls" : asked === "still" ? "still" : "flv");
  const live = entry.stream?.state === "streaming";
  const choose = (chosen: string) => {
    if (!chosen) return;
    setWay(chosen as Way | "still");
    setSearch(
      (before) => {
        before.set("preview", chosen);
        return before;
      },
      { replace: true },
    );
  };
  const choice =
    "min-h-8 border-y border-r first:border-l first:rounded-l-md last:rounded-r-md border-line px-3 text-soft data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:font-medium";
  return (
    <Panel
      title={t("stream.preview")}
      className="overflow-hidden"
      actions={
        <ToggleGroup.Root type="single" value={way} onValueChange={choose} aria-label={t("stream.previewBy")} className="flex">
          <ToggleGroup.Item value="flv" className={choice}>
            FLV
          </ToggleGroup.Item>
          <ToggleGroup.Item value="hls" className={choice}>
            HLS
          </ToggleGroup.Item>
          <ToggleGroup.Item value="still" className={choice}>
            {t("stream.still")}
          </ToggleGroup.Item>
        </ToggleGroup.Root>
      }
    >
      {live && way !== "still" ? (
        <Preview key={way} streamKey={entry.key} tracks={entry.stream?.tracks ?? []} way={way} controls />
      ) : (
        <div className="relative aspect-video bg-black">
          <Still streamKey={entry.key} live={live} />
          {!live && (
            <p className="absolute inset-0 flex items-center justify-center bg-black/65 p-4 text-center text-[#e7edf3]">
              {t(`overview.why.${entry.condition}`)}
            </p>
          )}
        </div>
      )}
    </Panel>
  );
}
