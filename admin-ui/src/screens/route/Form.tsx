import { ArrowDown, ArrowUp, X } from "lucide-react";
import { type ReactNode, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import type { RouteInput, RouteSource } from "../../api/routes";
import { IconButton } from "../../design/Button";
import { Field } from "../../design/Field";
import { useMay } from "../../session/context";
import { isOn } from "../routes/carriage";
import { fewerServices, services } from "../routes/ports";
import { serviceNames } from "../routes/names";
import { useSourceKind } from "../routes/usePortName";

type Faults = NonNullable<Schemas["Problem"]["errors"]>;

interface Props {
  draft: RouteInput;
  locked: boolean;
  onChange: (draft: RouteInput) => void;
  /** What the server did not like, by its path. */
  faults: Faults;
}

/** The members that most routes have. */
export function Form({ draft, locked, onChange, faults }: Props) {
  const { t } = useTranslation();
  const fault = (path: string) => {
    const detail = faults.find((one) => one.field.startsWith(path))?.detail;
    return detail && <span lang="en">{detail}</span>;
  };
  const words = (text: string) => text.split(/[,，]/).map((one) => one.trim()).filter(Boolean);
  // typed freely, and taken when one leaves; another value from elsewhere makes another field
  const list = (name: "labels" | "aliases" | "nodeLabels") => ({
    defaultValue: (draft[name] ?? []).join(", "),
    problem: fault(name),
    disabled: locked,
    onBlur: (event: { target: HTMLInputElement }) => {
      const found = words(event.target.value);
      if (found.join() !== (draft[name] ?? []).join()) onChange({ ...draft, [name]: found });
    },
  });
  return (
    <>
      <label className="flex items-center gap-2 font-medium">
        <input
          type="checkbox"
          checked={draft.enabled !== false}
          disabled={locked}
          onChange={(event) => onChange({ ...draft, enabled: event.target.checked })}
        />
        {t("route.enabled")}
      </label>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field key={`l ${draft.labels?.join()}`} label={t("route.labels")} hint={t("route.listHint")} {...list("labels")} />
        {!draft.key.includes("*") && (
          <Field
            key={`a ${draft.aliases?.join()}`}
            label={t("route.aliases")}
            hint={t("route.aliasesHint")}
            {...list("aliases")}
          />
        )}
        <Field
          key={`n ${draft.nodeLabels?.join()}`}
          label={t("route.nodeLabels")}
          hint={t("route.nodeLabelsHint")}
          {...list("nodeLabels")}
        />
      </div>
      <Sources
        sources={draft.sources ?? []}
        locked={locked}
        problem={fault("sources")}
        onChange={(sources) => onChange({ ...draft, sources })}
      />
      <Outputs draft={draft} locked={locked} onChange={onChange} />
    </>
  );
}

function Sources(props: { sources: RouteSource[]; locked: boolean; problem: ReactNode; onChange: (all: RouteSource[]) => void }) {
  const { t } = useTranslation();
  const kind = useSourceKind();
  const { operate } = useMay();
  const { sources, locked, problem, onChange } = props;
  const swapped = (index: number, by: number) => {
    const next = [...sources];
    const [one, other] = [next[index], next[index + by]];
    if (one && other) [next[index], next[index + by]] = [other, one];
    follow.current = [index + by, by];
    onChange(next);
  };
  const list = useRef<HTMLOListElement>(null);
  /** Where a source has been moved to, and whither: the focus goes with it. */
  const follow = useRef<[number, number]>(undefined);
  useLayoutEffect(() => {
    if (!follow.current) return;
    const [index, by] = follow.current;
    follow.current = undefined;
    const buttons = list.current?.children[index]?.querySelectorAll<HTMLButtonElement>("button:not(:disabled)") ?? [];
    const same = [...buttons].find((one) => one.dataset.by === String(by));
    (same ?? buttons[0])?.focus();
  }, [sources]);
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("route.sources")}</legend>
      <p className="mb-2 text-sm text-soft">{t("route.sourcesHint")}</p>
      <ol ref={list} className="divide-y divide-line rounded-md border border-line">
        {sources.map((source, index) => {
          const publishes = /publish|listen/.test(source.type);
          const name = `${kind({ source: publishes ? undefined : source, types: [source.type] })} ${source.url ?? source.host ?? source.clip ?? source.file ?? ""}`;
          return (
            <li key={`${JSON.stringify(source)}`} className="flex items-center gap-2 px-3 py-1">
              <span className="w-5 text-soft">{index + 1}</span>
              <span className="min-w-0 grow break-all">{name}</span>
              {operate && (
                <>
                  <IconButton data-by="-1" label={t("route.up", { name })} disabled={locked || index === 0} onClick={() => swapped(index, -1)}>
                    <ArrowUp />
                  </IconButton>
                  <IconButton data-by="1" label={t("route.down", { name })} disabled={locked || index === sources.length - 1} onClick={() => swapped(index, 1)}>
                    <ArrowDown />
                  </IconButton>
                  <IconButton
                    label={t("route.remove", { name })}
                    disabled={locked || sources.length === 1}
                    onClick={() => onChange(sources.filter((_, at) => at !== index))}
                  >
                    <X />
                  </IconButton>
                </>
              )}
            </li>
          );
        })}
      </ol>
      {problem && <p className="mt-1 text-sm text-bad">{problem}</p>}
    </fieldset>
  );
}

function Outputs({ draft, locked, onChange }: Omit<Props, "faults">) {
  const { t } = useTranslation();
  const asRoute = draft as Parameters<typeof isOn>[0];
  return (
    <fieldset>
      <legend className="mb-1 font-medium">{t("route.outputs")}</legend>
      <div className="grid grid-cols-2 gap-x-4 gap-y-1 sm:grid-cols-3 lg:grid-cols-4">
        {[...services, ...fewerServices].map((service) => (
          <label key={service} className="flex min-h-7 items-center gap-2">
            <input
              type="checkbox"
              checked={isOn(asRoute, service)}
              disabled={locked}
              onChange={(event) => {
                const before = draft.outputs?.recording;
                const on = event.target.checked;
                const value = service === "recording" && typeof before === "object" ? { ...before, enabled: on } : on;
                onChange({ ...draft, outputs: { ...draft.outputs, [service]: value } });
              }}
            />
            {service === "recording" ? t("routes.recording") : serviceNames[service]}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
