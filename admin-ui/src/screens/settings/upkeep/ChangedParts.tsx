import { useTranslation } from "react-i18next";
import type { Schemas } from "../../../api/client";

type Part = Schemas["RestoredPart"];

/** Of each kind and change; a box has some dozens. */
const MOST = 200;
const lists = [
  ["added", "create", "text-good", "+"],
  ["changed", "update", "text-warn", "~"],
  ["removed", "delete", "text-bad", "−"],
] as const;

/** What a restore does, or would do, beside the routes: by kind, and what is kept. */
export function ChangedParts({ of }: { of: Part[] }) {
  const { t } = useTranslation();
  if (of.length === 0) return <p className="text-soft">{t("settings.backup.same")}</p>;
  return (
    <ul tabIndex={0} aria-label={t("settings.backup.parts")} className="max-h-[35dvh] divide-y divide-line overflow-y-auto rounded-md border border-line">
      {of.map((part) => (
        <li key={part.kind} className="px-3 py-1.5">
          <span className="font-medium">{t(`settings.backup.kind.${part.kind}`)}</span>
          <Names of={part} />
        </li>
      ))}
    </ul>
  );
}

function Names({ of: part }: { of: Part }) {
  const { t } = useTranslation();
  return (
    <ul className="pl-5 text-sm">
      {lists.flatMap(([list, verb, colour, sign]) =>
        part[list].slice(0, MOST).map((name, at) => (
          <li key={`${list} ${at}`} className={`break-all ${colour}`}>
            <span aria-hidden="true" className="mr-2 font-mono">
              {sign}
            </span>
            {t(`settings.backup.${verb}`, { key: name })}
          </li>
        )),
      )}
      {part.kept.map((one, at) => (
        <li key={`kept ${at}`} className="break-all text-soft">
          {t("settings.backup.stays", { name: one.name, why: t(`settings.backup.why.${one.why}`) })}
        </li>
      ))}
    </ul>
  );
}
