import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Confirm } from "../../design/Confirm";
import { Skeleton } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { Failure } from "../../session/Failure";
import { Trouble, Verdict } from "../settings/parts";
import { useWrite } from "../settings/useWrite";
import { type Node, drainStep, fixed } from "./nodes";

const EVERY_MS = 2000;
const looks = { moving: "warn", published: "warn", done: "good" } as const;

/** Has a node give away what it has, after a question, or take its share again. */
export function DrainButton({ node }: { node: Node }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [asked, setAsked] = useState(false);
  const params = { path: { number: node.number } };
  const drain = useWrite(() => taken(api.POST("/cluster/nodes/{number}/drain", { params, body: {} })), { refresh: ["cluster", "drain"] });
  const resume = useWrite(() => taken(api.POST("/cluster/nodes/{number}/resume", { params, body: {} })), { refresh: ["cluster", "drain"] });
  const draining = node.state === "draining";
  const asks = draining ? resume : drain;
  const obeyed = draining ? drain : resume;
  useEffect(() => {
    if (obeyed.ok) obeyed.reset();
  });
  const locked = !online || asks.busy;
  return (
    <>
      <Trouble>{asks.problem}</Trouble>
      {(asks.busy || asks.ok) && (
        <span role="status" className="self-center text-soft">
          {t("cluster.going")}
        </span>
      )}
      {draining ? (
        <Button disabled={locked} onClick={() => resume.run(undefined)} aria-label={t("cluster.drain.resumeOf", { name: node.name })}>
          {t("cluster.drain.resume")}
        </Button>
      ) : (
        <Button disabled={locked} aria-haspopup="dialog" onClick={() => setAsked(true)} aria-label={t("cluster.drain.beginOf", { name: node.name })}>
          {t("cluster.drain.begin")}
        </Button>
      )}
      <Confirm
        open={asked}
        onOpenChange={setAsked}
        title={t("cluster.drain.title", { name: node.name })}
        action={t("cluster.drain.begin")}
        onConfirm={() => drain.run(undefined)}
      >
        {t("cluster.drain.says")}
      </Confirm>
    </>
  );
}

/** What a node that drains still has; what publishers bring is named, as nobody but they can take it elsewhere. */
export function Draining({ node }: { node: Node }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const found = useQuery({
    queryKey: ["drain", node.number],
    queryFn: () => taken(api.GET("/cluster/nodes/{number}/drain", { params: { path: { number: node.number } } })),
    enabled: online,
    refetchInterval: EVERY_MS,
    staleTime: 0,
  });
  const { data } = found;
  if (!data) {
    return <div className="px-4 pb-3">{found.error ? <Failure of={found.error} /> : <Skeleton className="h-8" />}</div>;
  }
  const step = drainStep(data);
  const stays = fixed(data);
  return (
    <section aria-label={t("cluster.drain.left", { name: node.name })} data-drain={step} className="space-y-2 border-t border-line px-4 py-3">
      <p role="status">
        <Verdict tone={looks[step]}>
          {step === "moving" ? t("cluster.drain.moving", { count: data.moving }) : t(`cluster.drain.${step}`)}
        </Verdict>
      </p>
      {data.since && <p className="text-sm text-soft">{t("cluster.drain.since", { time: format.time(data.since) })}</p>}
      {stays > 0 && (
        <>
          <p className="text-soft">{t("cluster.drain.fixed", { count: stays })}</p>
          <ul tabIndex={0} aria-label={t("cluster.drain.fixed", { count: stays })} className="max-h-40 overflow-y-auto">
            {data.published.map((key) => (
              <li key={key}>
                <Link translate="no" to={`/streams/${key}`} className="inline-block min-h-6 break-all text-accent underline">
                  {key}
                </Link>
              </li>
            ))}
          </ul>
          {stays > data.published.length && <p className="text-sm text-soft">{t("cluster.drain.more", { number: format.number(stays - data.published.length) })}</p>}
        </>
      )}
    </section>
  );
}
