import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Choice } from "../../../design/Field";
import { Notice } from "../../../design/Notice";
import { Panel } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { FormSheet } from "../dialogs";
import { dated, fetched, offer } from "../download";
import { Tick, Trouble } from "../parts";
import { useWrite } from "../useWrite";
import { ChangedRoutes } from "./ChangedRoutes";

const formats = ["tidegate", "mediamtx", "go2rtc"] as const;
type Format = (typeof formats)[number];

interface Wish {
  format: Format;
  text: string;
  prune: boolean;
}

interface Found {
  change: Schemas["Change"];
  notes: Schemas["ImportNote"][];
}

const yaml = { headers: { "Content-Type": "application/yaml" }, bodySerializer: (text: unknown) => text as string };

async function send({ format, text, prune }: Wish, dryRun: boolean): Promise<Found> {
  if (format === "tidegate") {
    const change = await taken(api.POST("/routes/apply", { params: { query: { dryRun, prune } }, body: text as never, ...yaml }));
    return { change, notes: [] };
  }
  const change = await taken(api.POST("/routes/import", { params: { query: { dryRun, format } }, body: text, ...yaml }));
  return { change, notes: change.notes };
}

/** Routes as a file: ours out and in, those of others in. */
export function RouteFiles() {
  const { t } = useTranslation();
  const online = useOnline();
  const [opens, setOpens] = useState(false);
  const [done, setDone] = useState<number | null>(null);
  const out = useWrite(() => fetched("GET", "/routes/export"), { done: (file) => offer(file, dated("routes-", "yaml")) });
  return (
    <Panel title={t("settings.files.title")}>
      <div className="space-y-3 p-4">
        <p className="max-w-prose text-soft">{t("settings.files.says")}</p>
        <Trouble>{out.problem}</Trouble>
        {done !== null && <Notice kind="good">{t("settings.files.done", { count: done })}</Notice>}
        <div className="flex flex-wrap gap-2">
          <Button disabled={!online || out.busy} onClick={() => out.run(undefined)}>
            {t("settings.files.export")}
          </Button>
          <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpens(true)}>
            {t("settings.files.import")}
          </Button>
        </div>
      </div>
      {opens && (
        <Import
          onClose={() => setOpens(false)}
          onDone={(count) => {
            setOpens(false);
            setDone(count);
          }}
        />
      )}
    </Panel>
  );
}

function Import({ onClose, onDone }: { onClose: () => void; onDone: (count: number) => void }) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<Format>("tidegate");
  const [wish, setWish] = useState<Wish | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const look = useWrite((sent: Wish) => send(sent, true), { done: setFound });
  const write = useWrite((sent: Wish) => send(sent, false), { done: ({ change }) => onDone(change.count) });
  if (found && wish) {
    return (
      <FormSheet
        title={t("settings.files.import")}
        action={t("settings.files.take")}
        busy={write.busy}
        problem={write.problem}
        ready={found.change.routes.length > 0}
        onClose={onClose}
        onSubmit={() => write.run(wish)}
      >
        <ChangedRoutes of={found.change} />
        {found.notes.length > 0 && (
          <div>
            <p className="font-medium">{t("settings.files.notes", { count: found.notes.length })}</p>
            <ul tabIndex={0} aria-label={t("settings.files.short")} className="max-h-48 list-disc overflow-y-auto pl-5 text-sm text-soft">
              {found.notes.map((note, at) => (
                <li key={at}>
                  {note.line}: <code className="font-mono">{note.key}</code>:{" "}
                  <span lang="en">
                    {note.reason}
                    {note.instead !== "nothing" && ` → ${note.instead}`}
                  </span>
                </li>
              ))}
            </ul>
          </div>
        )}
      </FormSheet>
    );
  }
  return (
    <FormSheet
      title={t("settings.files.import")}
      action={t("settings.backup.look")}
      busy={look.busy}
      problem={look.problem}
      onClose={onClose}
      onSubmit={async (form) => {
        const file = form.get("file");
        if (!(file instanceof File)) return;
        const sent = { format, text: await file.text(), prune: form.get("prune") !== null };
        setWish(sent);
        look.run(sent);
      }}
    >
      <Choice
        label={t("settings.files.format")}
        value={format}
        onChange={(event) => setFormat(event.target.value as Format)}
        options={formats.map((one) => [one, t(`settings.files.formats.${one}`)])}
      />
      <label className="block">
        <span className="mb-1 block font-medium">{t("settings.files.file")}</span>
        <input type="file" name="file" required accept=".yaml,.yml,.json" className="w-full rounded-md border border-strong bg-ground p-1.5" />
      </label>
      {format === "tidegate" && <Tick name="prune" label={t("settings.files.prune")} />}
    </FormSheet>
  );
}
