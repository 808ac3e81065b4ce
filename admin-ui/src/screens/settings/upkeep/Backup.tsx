import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { Notice } from "../../../design/Notice";
import { Panel, ScreenHead } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { FormSheet } from "../dialogs";
import { dated, fetched, offer } from "../download";
import { Trouble } from "../parts";
import { useWrite } from "../useWrite";
import { ChangedParts } from "./ChangedParts";
import { ChangedRoutes } from "./ChangedRoutes";
import { RouteFiles } from "./RouteFiles";

/** What a restore does, or would. */
type Change = Schemas["Change"] & { parts: Schemas["RestoredPart"][] };

/** What has to be typed before everything becomes as it was. */
const WORD = "restore";

/** All in one file under a passphrase, and back. */
export default function Backup() {
  const { t } = useTranslation();
  const online = useOnline();
  const [open, setOpen] = useState<"make" | "restore" | null>(null);
  const [done, setDone] = useState(false);
  return (
    <>
      <ScreenHead title={t("settings.page.backup")} />
      <div className="space-y-4">
        <Panel title={t("settings.backup.title")}>
          <div className="space-y-3 p-4">
            <p className="max-w-prose text-soft">{t("settings.backup.says")}</p>
            {done && <Notice kind="good">{t("settings.backup.restored")}</Notice>}
            <div className="flex flex-wrap gap-2">
              <Button kind="primary" disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("make")}>
                {t("settings.backup.make")}
              </Button>
              <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("restore")}>
                {t("settings.backup.restore")}
              </Button>
            </div>
          </div>
        </Panel>
        <RouteFiles />
      </div>
      {open === "make" && <Make onClose={() => setOpen(null)} />}
      {open === "restore" && (
        <Restore
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null);
            setDone(true);
          }}
        />
      )}
    </>
  );
}

function Make({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [differs, setDiffers] = useState(false);
  const write = useWrite((passphrase: string) => fetched("POST", "/backup", { passphrase }), {
    fields: ["passphrase"],
    done: (file) => {
      offer(file, dated("", "backup"));
      onClose();
    },
  });
  return (
    <FormSheet
      title={t("settings.backup.make")}
      action={t("settings.backup.download")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => {
        const [one, other] = [form.get("passphrase"), form.get("repeat")].map(String);
        setDiffers(one !== other);
        if (one === other) write.run(one ?? "");
      }}
    >
      <Field
        label={t("settings.backup.passphrase")}
        name="passphrase"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
        hint={t("settings.backup.passphraseHint")}
        problem={write.fault("passphrase")}
      />
      <Field
        label={t("settings.backup.repeat")}
        name="repeat"
        type="password"
        autoComplete="new-password"
        required
        problem={differs ? t("setup.differs") : undefined}
      />
    </FormSheet>
  );
}

/** As the API takes files. */
async function base64(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

interface Wish {
  passphrase: string;
  backup: string;
}

function Restore({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { t } = useTranslation();
  const [wish, setWish] = useState<Wish | null>(null);
  const [found, setFound] = useState<Change | null>(null);
  const [typed, setTyped] = useState("");
  const call = (body: Wish & { dryRun: boolean }) => taken(api.POST("/backup/restore", { body }));
  const look = useWrite((sent: Wish) => call({ ...sent, dryRun: true }), { fields: ["passphrase", "backup"], done: setFound });
  const write = useWrite((sent: Wish) => call({ ...sent, dryRun: false }), { refresh: ["settings", "settings-versions"], done: onDone });
  if (found && wish) {
    return (
      <FormSheet
        title={t("settings.backup.restore")}
        action={t("settings.backup.restore")}
        danger
        busy={write.busy}
        problem={write.problem}
        ready={typed === WORD}
        onClose={onClose}
        onSubmit={() => write.run(wish)}
      >
        <p>{t("settings.backup.would", { count: found.count })}</p>
        <ChangedRoutes of={found} />
        <ChangedParts of={found.parts} />
        <p className="text-sm text-soft">{t("settings.backup.undo")}</p>
        <Field label={t("settings.type", { name: WORD })} value={typed} onChange={(event) => setTyped(event.target.value)} autoComplete="off" autoCapitalize="none" />
      </FormSheet>
    );
  }
  return (
    <FormSheet
      title={t("settings.backup.restore")}
      action={t("settings.backup.look")}
      busy={look.busy}
      problem={look.problem}
      onClose={onClose}
      onSubmit={async (form) => {
        const file = form.get("backup");
        if (!(file instanceof File)) return;
        const sent = { passphrase: String(form.get("passphrase")), backup: await base64(file) };
        setWish(sent);
        look.run(sent);
      }}
    >
      <label className="block">
        <span className="mb-1 block font-medium">{t("settings.backup.file")}</span>
        <input type="file" name="backup" required className="w-full rounded-md border border-strong bg-ground p-1.5" />
      </label>
      <Trouble>{look.fault("backup")}</Trouble>
      <Field
        label={t("settings.backup.passphrase")}
        name="passphrase"
        type="password"
        autoComplete="off"
        required
        problem={look.fault("passphrase")}
      />
    </FormSheet>
  );
}
