import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { Panel, ScreenHead } from "../../../design/Panel";
import { keymap, useKeys } from "../../../frame/keymap";
import { matches } from "../../../frame/matches";
import { useOnline } from "../../../live/context";
import { Answer } from "../parts";
import { useWrite } from "../useWrite";
import { Changes } from "./Changes";
import { Review } from "./Review";
import { ValueField } from "./ValueField";
import { type Draft, type Setting, type Settings, type Topic, changes, patchSettings, settingsNow, topicOf, topics } from "./settings";
import { useDraft } from "./useDraft";

/** Every setting that the server describes, by topic; what is edited is applied together, after one has seen what it is. */
export default function Values() {
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const filter = useRef<HTMLInputElement>(null);
  const q = search.get("q") ?? "";
  const found = useQuery({ queryKey: ["settings"], queryFn: () => taken(api.GET("/settings")) });
  useKeys({
    [keymap.filter]: (event) => {
      event.preventDefault();
      filter.current?.focus();
    },
  });
  return (
    <>
      <ScreenHead title={t("settings.page.values")}>
        <input
          ref={filter}
          type="search"
          aria-label={t("settings.value.search")}
          placeholder={`${t("settings.value.search")} ( / )`}
          value={q}
          onChange={(event) => {
            const next = new URLSearchParams(search);
            if (event.target.value) next.set("q", event.target.value);
            else next.delete("q");
            setSearch(next, { replace: true });
          }}
          className="min-h-8 w-64 max-w-full rounded-md border border-strong bg-surface px-2 placeholder:text-soft"
        />
      </ScreenHead>
      <Answer of={found}>{(settings) => <Editor settings={settings} q={q} />}</Answer>
    </>
  );
}

function Editor({ settings, q }: { settings: Settings; q: string }) {
  const { t } = useTranslation();
  const online = useOnline();
  const queries = useQueryClient();
  const { draft, put, clear } = useDraft();
  const [reviews, setReviews] = useState(false);
  const changed = changes(settings.items, draft);
  const write = useWrite((sent: Draft) => patchSettings(sent, settings.version), {
    fields: settings.items.map(({ key }) => key),
    refresh: ["settings-versions"],
    done: (now) => {
      queries.setQueryData(["settings"], now);
      clear();
      setReviews(false);
    },
  });
  const now = settingsNow(write.error);
  useEffect(() => {
    // somebody was faster: what he has made stands there, and the draft beside it is looked at again
    if (now) queries.setQueryData(["settings"], now);
    if (write.error) setReviews(false);
  }, [now, write.error, queries]);
  useUnloadWarning(changed.length > 0);
  const label = (one: Setting) => t(`settings.key.${one.key}`, { defaultValue: one.about });
  const shown = settings.items.filter((one) => matches(q, `${one.key} ${label(one)}`));
  return (
    <div className="space-y-4">
      {settings.pendingRestart && <Notice kind="warn">{t("settings.value.waits")}</Notice>}
      {now && (
        <Notice kind="warn" alert>
          {t("settings.value.stale")}
        </Notice>
      )}
      {shown.length === 0 && <p className="text-soft">{t("settings.value.none")}</p>}
      {(Object.keys(topics) as Topic[]).map((topic) => {
        const items = shown.filter((one) => topicOf(one.key) === topic);
        return (
          items.length > 0 && (
            <Panel key={topic} title={t(`settings.topic.${topic}`)}>
              <div className="divide-y divide-line">
                {items.map((one) => (
                  <ValueField
                    key={one.key}
                    setting={one}
                    draft={draft[one.key]}
                    fault={draft[one.key] === undefined ? undefined : write.fault(one.key)}
                    locked={!online}
                    onChange={(value) => put(one.key, value)}
                  />
                ))}
              </div>
            </Panel>
          )
        );
      })}
      {q === "" && <Changes />}
      {changed.length > 0 && (
        <div
          role="region"
          aria-label={t("settings.value.dirtyName")}
          className="sticky bottom-16 z-10 flex flex-wrap items-center justify-between gap-3 rounded-lg border border-accent bg-raised px-4 py-2 shadow-2xl md:bottom-3"
        >
          <span role="status">{t("settings.value.dirty", { count: changed.length })}</span>
          {write.problem && !now && <span className="text-bad">{write.problem}</span>}
          <span className="flex gap-2">
            <Button
              onClick={() => {
                clear();
                write.reset();
              }}
            >
              {t("settings.value.discard")}
            </Button>
            <Button kind="primary" disabled={!online} aria-haspopup="dialog" onClick={() => setReviews(true)}>
              {t("settings.value.look")}
            </Button>
          </span>
        </div>
      )}
      {reviews && changed.length > 0 && (
        <Review
          changes={changed}
          busy={write.busy}
          problem={undefined}
          onClose={() => setReviews(false)}
          onApply={() => write.run(Object.fromEntries(changed.map(({ setting, after }) => [setting.key, after])))}
        />
      )}
    </div>
  );
}

/** Asks before a tab is closed with something in it. */
function useUnloadWarning(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
}
