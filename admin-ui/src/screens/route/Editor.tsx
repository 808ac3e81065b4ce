import { useMutation } from "@tanstack/react-query";
import { ToggleGroup } from "radix-ui";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Route } from "../../api/client";
import { type RouteInput, differences, input, putRoute, staleBy } from "../../api/routes";
import { Button } from "../../design/Button";
import { Notice } from "../../design/Notice";
import { Panel } from "../../design/Panel";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { useMay } from "../../session/context";
import { says } from "../../session/problem";
import { Conflict } from "./Conflict";
import { Differences } from "./Differences";
import { Form } from "./Form";

const pretty = (draft: RouteInput) => JSON.stringify(draft, null, 2);

function parsed(text: string): RouteInput | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as RouteInput) : undefined;
  } catch {
    return undefined;
  }
}

/** What a route is to be, by a form or as the API has it. It is stored for the version that was seen. */
export function Editor({ route }: { route: Route }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { operate } = useMay();
  const online = useOnline();
  const [base, setBase] = useState(route);
  const [draft, setDraft] = useState(() => input(route));
  const [text, setText] = useState<string>();
  const [late, setLate] = useState<{ current: Route | null }>();
  const changes = differences(input(base), draft);
  const dirty = changes.length > 0 || text !== undefined;
  const start = (from: Route) => {
    setBase(from);
    setDraft(input(from));
    setText(undefined);
  };
  // what others change shows at once where nobody edits here
  if (!dirty && route.version !== base.version) start(route);
  const save = useMutation({
    mutationFn: (version: number | undefined) => putRoute(draft, version),
    onSuccess: start,
    onError: (failure) => {
      const current = staleBy(failure);
      if (current !== undefined) setLate({ current });
    },
  });
  const problem = save.error instanceof ApiError && save.error.status === 412 ? null : save.error;
  const faults = problem instanceof ApiError ? (problem.problem?.errors ?? []) : [];
  const written = text === undefined ? draft : parsed(text);
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
            else if (chosen === "form" && written) {
              setDraft(written);
              setText(undefined);
            }
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
          save.mutate(base.version);
        }}
      >
        {route.version !== base.version && (
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
                aria-invalid={written === undefined}
                onChange={(event) => {
                  setText(event.target.value);
                  const value = parsed(event.target.value);
                  if (value) setDraft(value);
                }}
                className="w-full rounded-md border border-strong bg-ground p-3 font-mono text-sm aria-invalid:border-bad"
              />
            </label>
            {written === undefined && <p className="text-bad">{t("route.noJson")}</p>}
          </>
        )}
        {problem && (
          <Notice kind="bad" alert>
            <p>{says(problem, t, format)}</p>
            {faults.length > 1 && (
              <ul className="list-disc pl-5">
                {faults.map((fault) => (
                  <li key={fault.field}>
                    <code className="font-mono">{fault.field}</code> {fault.detail}
                  </li>
                ))}
              </ul>
            )}
          </Notice>
        )}
        {changes.length > 0 && (
          <div data-dirty className="space-y-3 rounded-md border border-strong p-3">
            <Differences items={changes} before={t("route.before")} after={t("route.after")} />
            <div className="flex flex-wrap justify-end gap-2">
              <Button onClick={() => start(route)}>{t("route.discard")}</Button>
              <Button kind="primary" type="submit" disabled={locked || written === undefined}>
                {t("route.save")}
              </Button>
            </div>
          </div>
        )}
      </form>
      {late && (
        <Conflict
          mine={draft}
          current={late.current}
          onMine={() => {
            setLate(undefined);
            save.mutate(late.current?.version);
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
