import { useQuery } from "@tanstack/react-query";
import { Tabs } from "radix-ui";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../design/Copy";
import { Panel, Skeleton } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { urls } from "../../player/address";
import { says } from "../../session/problem";
import { type Recipe, playRecipes, publishRecipes } from "./recipes";

const names: Record<string, string> = {
  "http-flv": "HTTP-FLV",
  "ws-flv": "WebSocket-FLV",
  hls: "HLS",
  dash: "DASH",
  "http-ts": "HTTP-TS",
  "http-fmp4": "HTTP-fMP4",
  rtmp: "RTMP",
  rtsp: "RTSP",
  srt: "SRT",
};

/** Where the stream is played and published, ready for players and encoders. */
export function Addresses({ streamKey }: { streamKey: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const found = useQuery({ queryKey: ["urls", streamKey], queryFn: () => urls(streamKey) });
  const tab =
    "min-h-9 border-b-2 border-transparent px-3 text-soft data-[state=active]:border-accent data-[state=active]:text-ink";
  return (
    <Panel title={t("stream.addresses")}>
      {found.isPending && <Skeleton className="m-4 h-32" />}
      {found.error && <p className="p-4 text-soft">{says(found.error, t, format)}</p>}
      {found.data && (
        <Tabs.Root defaultValue="play">
          <Tabs.List aria-label={t("stream.addresses")} className="flex border-b border-line px-2">
            <Tabs.Trigger value="play" className={tab}>
              {t("stream.toPlay")}
            </Tabs.Trigger>
            <Tabs.Trigger value="publish" className={tab}>
              {t("stream.toPublish")}
            </Tabs.Trigger>
            <Tabs.Trigger value="programs" className={tab}>
              {t("stream.programs")}
            </Tabs.Trigger>
          </Tabs.List>
          <Tabs.Content value="play">
            <List items={plain(found.data.play)} />
          </Tabs.Content>
          <Tabs.Content value="publish">
            <List items={plain(found.data.publish)} />
          </Tabs.Content>
          <Tabs.Content value="programs">
            <List items={[...playRecipes(found.data.play), ...publishRecipes(found.data.publish)].map((one) => ({ ...one, name: heading(one) }))} />
          </Tabs.Content>
          <p className="border-t border-line px-4 py-2 text-sm text-soft">{t("stream.withoutCredentials")}</p>
        </Tabs.Root>
      )}
    </Panel>
  );

  function plain(found: Record<string, string>) {
    return Object.entries(found).map(([protocol, text]) => ({ name: names[protocol] ?? protocol, text }));
  }

  function heading(recipe: Recipe) {
    return `${recipe.program}, ${t(recipe.plays ? "stream.plays1" : "stream.publishes")}`;
  }
}

function List({ items }: { items: { name: string; text: string }[] }) {
  return (
    <ul className="divide-y divide-line">
      {items.map(({ name, text }) => (
        <li key={name + text} className="flex items-center gap-2 py-1 pr-2 pl-4">
          <div className="min-w-0 grow">
            <div className="text-xs text-soft">{name}</div>
            <code className="font-mono text-[0.92em] break-all">{text}</code>
          </div>
          <CopyButton text={text} what={name} />
        </li>
      ))}
    </ul>
  );
}
