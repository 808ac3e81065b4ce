import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ToggleGroup } from "radix-ui";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Route } from "../../api/client";
import { differences, input, merged, patchOf, putRoute, staleBy } from "../../api/routes";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { Empty, Panel } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { useLeaving } from "../../frame/leaving";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { Failure } from "../../session/Failure";
import { Conflict } from "./Conflict";
import { Differences } from "./Differences";
import { Form } from "./Form";
import { Leaving } from "./Leaving";
import { drafts, follows } from "./drafts";
import { parsed, pretty } from "./text";

interface Props {
  /** As it stands; as it was, where it is gone. */
  route: Route;
  /** Somebody has deleted it while it was edited here. */
  gone: boolean;
  /** For whoever does not see that the changes go. */
  onSaid: (words: string) => void;
}

/** What a route is to be, by a form or as the API has it. It is stored for the version that was seen. */
export function Editor({ route, gone, onSaid }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const kept = drafts(useQueryClient());
  const [begun] = useState(() => kept.of(route.key));
  const [base, setBase] = useState(begun?.base ?? route);
  const [draft, setDraft] = useState(() => begun?.draft ?? input(route));
  const [text, setText] = useState(begun?.text);
  const [late, setLate] = useState<{ current: Route | null }>();
  const changes = differences(input(base), draft);
  const typed = text === undefined ? draft : parsed(text, route.key);
  const fault = typeof typed === "string" ? typed : undefined;
  const dirty = changes.length > 0 || fault !== undefined;
  const start = (from: Route) => {
    setBase(from);
    setDraft(input(from));
    setText((before) => (before === undefined ? undefined : pretty(input(from))));
  };
  if (follows(dirty, route, base)) start(route);
  useEffect(() => {
    if (!dirty) {
      kept.forget(route.key);
      return;
    }
    kept.keep(route.key, { base, draft, text });
    const ask = (event: Event) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  });
  const [leaving, setLeaving] = useState<() => void>();
  useLeaving(dirty, (go) => setLeaving(() => go));
  const save = useMutation({
    mutationFn: ({ whole, version }: { whole: object; version: number | undefined }) =>
      putRoute({ ...whole, key: route.key }, version),
    onSuccess: (written) => {
      start(written.route);
      onSaid(t("route.saved", { version: written.route.version }));
    },
    onError: (failure) => {
      const current = staleBy(failure);
      if (current !== undefined) setLate({ current });
    },
  });
  /** What was changed here alone: what others have changed beside it stays theirs. */
  const mine = late?.current ? patchOf(input(base), draft) : draft;
  if (gone && !dirty) return <Empty title={t("route.none", { key: route.key })} />;
  const problem = save.error instanceof ApiError && save.error.status === 412 ? null : save.error;
  const faults = problem instanceof ApiError ? (problem.problem?.errors ?? []) : [];
  const locked = !operate || !online || save.isPending;
  return (
    <Panel
      title={t("route.title")}
      actions={
        <ToggleGroup.Root
          type="single"
          value={text === undefined ? "form" : "json"}
          aria-label={t("route.editBy")}
          className="flex"
          onValueChange={(chosen) => {
            if (chosen === "json") setText(pretty(draft));
            else if (chosen === "form" && !fault) setText(undefined);
          }}
        >
          {(["form", "json"] as const).map((one) => (
            <ToggleGroup.Item
              key={one}
              value={one}
              className="min-h-8 border-y border-r border-line px-3 text-soft first:rounded-l-md first:border-l last:rounded-r-md data-[state=on]:bg-raised data-[state=on]:text-ink"
            >
              {one === "json" ? "JSON" : t("route.form")}
            </ToggleGroup.Item>
          ))}
        </ToggleGroup.Root>
      }
    >
      <form
        className="space-y-5 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate({ whole: draft, version: base.version });
        }}
      >
        {gone && <Notice kind="warn">{t("route.deletedMeanwhile")}</Notice>}
        {route.version > base.version && (
          <Notice kind="warn">{t("route.changedBy", { who: route.changedBy, at: format.time(route.changedAt) })}</Notice>
        )}
        {text === undefined ? (
          <Form draft={draft} locked={locked} onChange={setDraft} faults={faults} />
        ) : (
          <>
            <label className="block">
              <span className="mb-1 block font-medium">{t("route.json")}</span>
              <textarea
                value={text}
                readOnly={locked}
                spellCheck={false}
                rows={Math.min(text.split("\n").length + 1, 32)}
                aria-invalid={fault !== undefined}
                onChange={(event) => {
                  setText(event.target.value);
                  const value = parsed(event.target.value, route.key);
                  if (typeof value !== "string") setDraft(value);
                }}
                className="w-full rounded-md border border-strong bg-ground p-3 font-mono text-sm aria-invalid:border-bad"
              />
            </label>
            {fault && <p className="text-bad">{t(`route.${fault}`, { key: route.key })}</p>}
          </>
        )}
        {problem && (
          <Notice kind="bad" alert>
            <p><Failure of={problem} /></p>
            {faults.length > 1 && (
              <ul className="list-disc pl-5">
                {faults.map((fault) => (
                  <li key={fault.field}>
                    <code className="font-mono">{fault.field}</code> <span lang="en">{fault.detail}</span>
                  </li>
                ))}
              </ul>
            )}
          </Notice>
        )}
        {dirty && (
          <div data-dirty className="space-y-3 rounded-md border border-strong p-3">
            <Differences items={changes} before={t("route.before")} after={t("route.after")} />
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={() => start(route)}>{t("route.discard")}</Button>
              <Button kind="primary" type="submit" disabled={locked || fault !== undefined || changes.length === 0}>
                {t("route.save")}
              </Button>
            </div>
          </div>
        )}
      </form>
      {leaving && (
        <Leaving
          name={route.key}
          onStay={() => setLeaving(undefined)}
          onKeep={leaving}
          onDiscard={() => {
            start(route);
            kept.forget(route.key);
            leaving();
          }}
        />
      )}
      {late && (
        <Conflict
          mine={mine}
          current={late.current}
          onMine={() => {
            setLate(undefined);
            const whole = late.current ? merged(input(late.current), mine) : mine;
            save.mutate({ whole, version: late.current?.version });
          }}
          onTheirs={() => {
            setLate(undefined);
            save.reset();
            start(late.current ?? route);
          }}
        />
      )}
    </Panel>
  );
}
