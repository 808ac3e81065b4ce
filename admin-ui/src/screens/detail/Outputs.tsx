import { useQuery } from "@tanstack/react-query";
import { QrCode } from "lucide-react";
import { Tabs } from "radix-ui";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Track, api, keyPath, taken } from "../../api/client";
import { IconButton } from "../../design/Button";
import { CopyButton } from "../../design/Copy";
import { Panel, Skeleton } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { urls } from "../../player/address";
import { Failure } from "../../session/Failure";
import { type Recipe, playRecipes, publishRecipes } from "../stream/recipes";
import { Suits } from "./Suits";
import { type Delay, type Output, outputNames, outputsOf, playerNames, players, verdict } from "./outputs";

const QrSheet = lazy(() => import("./QrSheet"));

const EVERY_MS = 3_000;
const tab =
  "min-h-9 border-b-2 border-transparent px-3 text-soft data-[state=active]:border-accent data-[state=active]:text-ink";

/** Where the stream is played and published: each address with its delay and who plays it, and lines for programs. */
export function Outputs({ streamKey, tracks, live }: { streamKey: string; tracks: readonly Track[]; live: boolean }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [shown, setShown] = useState<{ name: string; url: string } | null>(null);
  const found = useQuery({ queryKey: ["urls", streamKey], queryFn: () => urls(streamKey) });
  const delays = useQuery({
    queryKey: ["delays", streamKey],
    queryFn: () => taken(api.GET("/streams/{app}/{name}/delays", { params: { path: keyPath(streamKey) } })),
    enabled: online && live,
    refetchInterval: EVERY_MS,
  });
  const codecs = tracks.filter((track) => track.derivedFrom === undefined).map((track) => track.codec);
  const outputs = found.data ? outputsOf(found.data.play, live ? (delays.data?.items ?? []) : []) : [];
  const nameOf = (protocol: string) => outputNames[protocol] ?? t("detail.snapshot");
  return (
    <Panel title={t("stream.addresses")}>
      {found.isPending && <Skeleton className="m-4 h-32" />}
      {found.error && <p className="p-4 text-soft"><Failure of={found.error} /></p>}
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
            <Suits outputs={outputs} codecs={codecs} gopMs={delays.data?.gopMs ?? 0} />
            <ul className="divide-y divide-line">
              {outputs.map((output) => (
                <Line key={output.protocol} name={nameOf(output.protocol)} text={output.url} onQr={setShown}>
                  <Behind output={output} />
                  <Plays output={output} codecs={codecs} />
                </Line>
              ))}
            </ul>
          </Tabs.Content>
          <Tabs.Content value="publish">
            <ul className="divide-y divide-line">
              {Object.entries(found.data.publish).map(([protocol, url]) => (
                <Line key={protocol} name={nameOf(protocol)} text={url} onQr={setShown} />
              ))}
            </ul>
          </Tabs.Content>
          <Tabs.Content value="programs">
            <ul className="divide-y divide-line">
              {[...playRecipes(found.data.play), ...publishRecipes(found.data.publish)].map((recipe) => (
                <Line key={recipe.program + recipe.plays} name={heading(recipe)} text={recipe.text}>
                  <p className="text-sm text-soft">{t(`detail.where.${recipe.where}`)}</p>
                </Line>
              ))}
            </ul>
          </Tabs.Content>
          <p className="border-t border-line px-4 py-2 text-sm text-soft">{t("stream.withoutCredentials")}</p>
        </Tabs.Root>
      )}
      {shown && (
        <Suspense>
          <QrSheet {...shown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </Panel>
  );

  function heading(recipe: Recipe) {
    return `${recipe.program}, ${t(recipe.plays ? "stream.plays1" : "stream.publishes")}`;
  }
}

interface LineProps {
  name: string;
  text: string;
  onQr?: (shown: { name: string; url: string }) => void;
  children?: React.ReactNode;
}

function Line({ name, text, onQr, children }: LineProps) {
  const { t } = useTranslation();
  return (
    <li className="flex items-start gap-1 py-1.5 pr-2 pl-4">
      <div className="grid min-w-0 grow gap-x-6 gap-y-1 lg:grid-cols-[minmax(0,1fr)_auto] lg:items-center">
        <div className="min-w-0">
          <div className="text-xs text-soft">{name}</div>
          <code className="font-mono text-[0.92em] break-all">{text}</code>
        </div>
        {children && <div className="flex flex-wrap items-center gap-x-4 gap-y-1 lg:justify-end">{children}</div>}
      </div>
      {onQr && (
        <IconButton label={t("detail.qrOf", { name })} onClick={() => onQr({ name, url: text })}>
          <QrCode />
        </IconButton>
      )}
      <CopyButton text={text} what={name} />
    </li>
  );
}

/** How far behind live players of it are: measured parts are told from promised ones. */
function Behind({ output }: { output: Output }) {
  const { t } = useTranslation();
  const format = useFormat();
  const seconds = (ms: number) => (ms < 100 ? `${format.number(ms, ms < 10 ? 1 : 0)} ms` : `${format.number(ms / 1000, 1)} s`);
  const detail = (delay: Delay) =>
    delay.of
      .map((part) => t(part.measured ? "detail.measured" : "detail.promised", { what: t(`detail.of.${part.what}`), time: seconds(part.ms) }))
      .join(", ");
  return output.delays.map((delay) => (
    <span key={delay.output} data-behind={delay.output} title={detail(delay)} className="text-sm whitespace-nowrap">
      {output.delays.length > 1 && <span className="mr-1 text-soft">{outputNames[delay.output]}</span>}
      {t("detail.behind", { time: seconds(delay.behindMs) })}
      <span className="sr-only">: {detail(delay)}</span>
    </span>
  ));
}

const marks = { yes: ["✓", "text-good"], depends: ["~", "text-warn"], no: ["✕", "text-soft"] } as const;

function Plays({ output, codecs }: { output: Output; codecs: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <ul aria-label={t("detail.players")} className="flex flex-wrap gap-x-3 text-xs">
      {players.map((player) => {
        const found = verdict(player, output.protocol, codecs);
        const [mark, colour] = marks[found];
        return (
          <li key={player} title={t(`detail.verdict.${found}`)} className={`whitespace-nowrap ${colour}`}>
            <span aria-hidden="true">{mark}</span> {playerNames[player]}
            <span className="sr-only"> {t(`detail.verdict.${found}`)}</span>
          </li>
        );
      })}
    </ul>
  );
}
