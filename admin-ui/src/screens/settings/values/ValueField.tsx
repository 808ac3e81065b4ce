import { RotateCcw } from "lucide-react";
import { type ComponentProps, type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "../../../design/Button";
import { Known, Sentence } from "../Sentence";
import { Verdict } from "../parts";
import { type Setting, isOpen, next } from "./settings";

interface Props {
  setting: Setting;
  draft: string | null | undefined;
  fault: ReactNode;
  locked: boolean;
  onChange: (value: string | null | undefined) => void;
}

/** One setting: what it is, who says so, when a change takes effect, and a field of its type. */
export function ValueField({ setting, draft, fault, locked, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const { key } = setting;
  const disabled = locked || !isOpen(setting);
  const stored = setting.source === "api";
  return (
    <div
      data-setting={key}
      data-dirty={draft !== undefined || undefined}
      className="grid gap-x-6 gap-y-1 px-4 py-3 data-dirty:border-l-2 data-dirty:border-accent data-dirty:pl-3.5 md:grid-cols-[minmax(0,1fr)_minmax(0,20rem)]"
    >
      <div className="min-w-0">
        <label htmlFor={id} className="font-medium">
          <Known of={`settings.key.${key}`} otherwise={setting.about} />
        </label>
        <p className="flex flex-wrap gap-x-3 text-sm text-soft">
          <code className="font-mono break-all">{key}</code>
          <Source setting={setting} />
          {setting.change === "restart" && <span>{t("settings.value.restart")}</span>}
          {setting.change === "fixed" && <span>{t("settings.value.fixed")}</span>}
        </p>
        {setting.pending !== null && (
          <Verdict tone="warn">
            {setting.secret ? (
              t("settings.value.pendingSecret")
            ) : (
              <Sentence of="settings.value.pending" value={setting.pending || t("settings.value.empty")} />
            )}
          </Verdict>
        )}
      </div>
      <div className="min-w-0">
        <div className="flex items-center gap-1">
          <Input id={id} setting={setting} draft={draft} fault={fault} disabled={disabled} onChange={onChange} />
          {!disabled && (draft !== undefined || stored) && (
            <IconButton
              label={t(draft !== undefined ? "settings.value.leave" : "settings.value.takeBack", { key })}
              onClick={() => onChange(draft !== undefined ? undefined : null)}
            >
              <RotateCcw />
            </IconButton>
          )}
        </div>
        <p id={`${id}-about`} className={`mt-0.5 text-sm ${fault ? "text-bad" : "text-soft"}`}>
          {fault ?? (draft === null ? t("settings.value.back") : <Expected setting={setting} />)}
        </p>
      </div>
    </div>
  );
}

function Source({ setting }: { setting: Setting }) {
  return (
    <span>
      <Sentence of={`settings.value.from.${setting.source}`} place={setting.place ?? ""} />
    </span>
  );
}

function Expected({ setting }: { setting: Setting }): ReactNode {
  const { t } = useTranslation();
  const { type, min, max, words, secret } = setting;
  const usual = type === "switch" ? t(setting.default === "true" ? "settings.on" : "settings.off") : setting.default;
  return (
    <>
      {type === "port" ? (
        <Sentence of={words.length > 0 ? "settings.value.portOr" : "settings.value.port"} words={words.join(", ")} />
      ) : (
        min !== null && max !== null && <Sentence of="settings.value.range" min={min} max={max} />
      )}{" "}
      {!secret && usual !== "" && <Sentence of="settings.value.usual" value={usual} />}
    </>
  );
}

function Input({ id, setting, draft, fault, disabled, onChange }: Omit<Props, "locked"> & { id: string; disabled: boolean }) {
  const { t } = useTranslation();
  const shown = draft ?? (draft === null ? setting.default : next(setting));
  const common = {
    id,
    disabled,
    "aria-describedby": `${id}-about`,
    "aria-invalid": fault ? true : undefined,
    className:
      "min-h-9 w-full min-w-0 rounded-md border border-strong bg-ground px-3 text-ink placeholder:text-soft disabled:border-line disabled:text-soft aria-invalid:border-bad",
  };
  const set = (value: string) => onChange(value === next(setting) && !setting.secret ? undefined : value);
  if (setting.type === "switch") {
    return (
      <select {...common} value={shown} onChange={(event) => set(event.target.value)}>
        <option value="true">{t("settings.on")}</option>
        <option value="false">{t("settings.off")}</option>
      </select>
    );
  }
  if (setting.type === "choice") {
    return (
      <select {...common} value={shown} onChange={(event) => set(event.target.value)}>
        {setting.words.map((word) => (
          <option key={word} translate="no">{word}</option>
        ))}
      </select>
    );
  }
  if (setting.secret) {
    return <SecretInput {...common} hint={t(next(setting) === "" ? "settings.value.notSet" : "settings.value.set")} draft={draft} onType={set} />;
  }
  const number = setting.type === "number";
  return (
    <>
      <input
        {...common}
        value={shown}
        inputMode={number ? "numeric" : undefined}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set(event.target.value)}
      />
      {setting.unit && <span translate="no" className="w-10 shrink-0 text-soft">{setting.unit}</span>}
    </>
  );
}

type Secret = ComponentProps<"input"> & { hint: string; draft: string | null | undefined; onType: (value: string) => void };

/** What is typed stands in the field alone: an attribute of it would be in the page. */
function SecretInput({ hint, draft, onType, ...rest }: Secret) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (field.current && typeof draft !== "string") field.current.value = "";
  }, [draft]);
  return <input {...rest} ref={field} type="password" autoComplete="new-password" placeholder={hint} onChange={(event) => onType(event.target.value)} />;
}
