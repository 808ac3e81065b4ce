import { Tabs } from "radix-ui";
import { type ReactNode, Suspense, lazy } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Skeleton } from "../../design/Panel";
import type { Entry } from "../../live/condition";
import { Tracks } from "../stream/Tracks";
import { OfRoute } from "./OfRoute";
import { Raw } from "./Raw";
import { StreamEvents } from "./StreamEvents";

const Viewers = lazy(() => import("./Viewers"));

const names = ["tracks", "viewers", "routes", "events", "raw"] as const;
type Name = (typeof names)[number];

const trigger =
  "min-h-10 border-b-2 border-transparent px-3 text-soft whitespace-nowrap data-[state=active]:border-accent data-[state=active]:text-ink";

/** What else is known of a stream, a tab each; which one stands in the address. */
export function DetailTabs({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const chosen = names.find((name) => name === search.get("tab")) ?? "tracks";
  const choose = (name: string) =>
    setSearch(
      (before) => {
        before.set("tab", name);
        return before;
      },
      { replace: true },
    );
  const views: Record<Name, ReactNode> = {
    tracks: <Tracks tracks={entry.stream?.tracks ?? []} />,
    viewers: <Viewers streamKey={entry.key} />,
    routes: <OfRoute entry={entry} />,
    events: <StreamEvents streamKey={entry.key} />,
    raw: <Raw entry={entry} />,
  };
  return (
    <Tabs.Root value={chosen} onValueChange={choose} className="rounded-lg border border-line bg-surface">
      <Tabs.List aria-label={t("detail.tabs")} className="flex overflow-x-auto border-b border-line px-2">
        {names.map((name) => (
          <Tabs.Trigger key={name} value={name} className={trigger}>
            {t(`detail.tab.${name}`)}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {names.map((name) => (
        <Tabs.Content key={name} value={name}>
          <Suspense fallback={<Skeleton className="m-4 h-24" />}>{views[name]}</Suspense>
        </Tabs.Content>
      ))}
    </Tabs.Root>
  );
}
