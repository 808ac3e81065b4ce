import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { Panel } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { Failure } from "../../../session/Failure";
import { Answer, Tick, Trouble, Verdict } from "../parts";
import { useWrite } from "../useWrite";
import { Difference } from "./Difference";
import { Machine } from "./Machine";
import { bring } from "./upload";

type Update = Schemas["SystemUpdate"];
type Bundle = Schemas["UpdateBundle"];

const tones = { none: "off", running: "warn", done: "good", failed: "bad" } as const;

export default function Updates() {
  return (
    <Machine page="updates" part="updates">
      <Versions />
    </Machine>
  );
}

function Versions() {
  const { t } = useTranslation();
  const found = useQuery({ queryKey: ["system-update"], queryFn: () => taken(api.GET("/system/update")), refetchInterval: 5000 });
  return (
    <Answer of={found}>
      {(update) => (
        <>
          <Panel title={t("settings.update.installed")}>
            <dl className="grid gap-x-6 gap-y-1 p-4 sm:grid-cols-[12rem_minmax(0,1fr)]">
              <dt className="text-soft">{t("settings.build.version")}</dt>
              <dd translate="no" className="font-medium">{update.version}</dd>
              <dt className="text-soft">{t("settings.update.last")}</dt>
              <dd>
                <Verdict tone={tones[update.state]}>{t(`settings.update.state.${update.state}`)}</Verdict>
              </dd>
            </dl>
            {update.log && (
              <pre lang="en" tabIndex={0} aria-label={t("settings.update.log")} className="mx-4 mb-4 max-h-60 overflow-auto rounded-md border border-line bg-ground p-3 text-sm whitespace-pre-wrap">
                {update.log}
              </pre>
            )}
          </Panel>
          <Waiting update={update} />
        </>
      )}
    </Answer>
  );
}

/** The file that is to be installed: brought, looked at, installed or taken away. */
function Waiting({ update }: { update: Update }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [open, setOpen] = useState(false);
  const remove = useWrite(() => taken(api.DELETE("/system/update/upload")), { refresh: ["system-update"] });
  const { bundle, problem } = update;
  const busy = update.state === "running";
  return (
    <Panel title={t("settings.update.file")}>
      <div className="space-y-3 p-4">
        {bundle && (
          <dl data-bundle className="grid gap-x-6 gap-y-1 sm:grid-cols-[12rem_minmax(0,1fr)]">
            <dt className="text-soft">{t("settings.build.version")}</dt>
            <dd translate="no" className="font-medium">{bundle.version}</dd>
            <dt className="text-soft">{t("settings.update.kind.title")}</dt>
            <dd>{t(`settings.update.kind.${bundle.kind}`)}</dd>
            <dt className="text-soft">{t("settings.update.size")}</dt>
            <dd>{format.bytes(bundle.bytes)}</dd>
            <dt className="text-soft">{t("settings.update.signature")}</dt>
            <dd>
              <Verdict tone="good">{t("settings.update.signed")}</Verdict>
            </dd>
          </dl>
        )}
        {problem && (
          <Notice kind="bad" alert>
            {t("settings.update.wrong")} <span lang="en">{problem}</span>
          </Notice>
        )}
        {bundle || problem ? (
          <div className="flex flex-wrap gap-2">
            {bundle && (
              <Button kind="primary" disabled={!online || busy} aria-haspopup="dialog" onClick={() => setOpen(true)}>
                {t("settings.update.install")}
              </Button>
            )}
            <Button disabled={!online || busy || remove.busy} onClick={() => remove.run(undefined)}>
              {t("settings.update.remove")}
            </Button>
          </div>
        ) : (
          <Bring />
        )}
        <Trouble>{remove.problem}</Trouble>
        {open && bundle && <Install update={update} bundle={bundle} onClose={() => setOpen(false)} />}
      </div>
    </Panel>
  );
}

function Bring() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const queries = useQueryClient();
  const [going, setGoing] = useState<{ offset: number; size: number } | null>(null);
  const [failure, setFailure] = useState<unknown>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const file = new FormData(event.currentTarget).get("bundle");
    if (!(file instanceof File) || file.size === 0) return;
    setFailure(null);
    setGoing({ offset: 0, size: file.size });
    try {
      await bring(file, (offset) => setGoing({ offset, size: file.size }));
      await queries.invalidateQueries({ queryKey: ["system-update"] });
    } catch (refused) {
      setFailure(refused);
    }
    setGoing(null);
  };
  return (
    <form className="max-w-prose space-y-3" onSubmit={(event) => void submit(event)}>
      <p className="text-soft">{t("settings.update.bringSays")}</p>
      <label className="block">
        <span className="mb-1 block font-medium">{t("settings.update.choose")}</span>
        <input type="file" name="bundle" required disabled={going !== null} className="w-full rounded-md border border-strong bg-ground p-1.5" />
      </label>
      {going && (
        <div className="space-y-1">
          <progress aria-label={t("settings.update.going")} value={going.offset} max={going.size} className="w-full" />
          <p className="text-sm text-soft tabular-nums">
            {format.bytes(going.offset)} / {format.bytes(going.size)}
          </p>
        </div>
      )}
      <Trouble>{failure ? <Failure of={failure} /> : undefined}</Trouble>
      <Button type="submit" disabled={!online || going !== null}>
        {t("settings.update.bring")}
      </Button>
    </form>
  );
}

function Install({ update, bundle, onClose }: { update: Update; bundle: Bundle; onClose: () => void }) {
  const { t } = useTranslation();
  const [force, setForce] = useState(false);
  const older = bundle.schema < (update.schema ?? 0);
  const write = useWrite(() => taken(api.POST("/system/update/install", { body: { version: bundle.version, force } })), {
    refresh: ["system-update"],
    done: onClose,
  });
  return (
    <Difference
      title={t("settings.update.install")}
      changes={[{ name: t("settings.build.version"), before: update.version ?? "", after: bundle.version }]}
      busy={write.busy || (older && !force)}
      problem={write.problem}
      onApply={() => write.run(undefined)}
      onClose={onClose}
    >
      <p className="text-sm text-soft">{t(`settings.update.will.${bundle.kind}`)}</p>
      {older && (
        <>
          <Notice kind="warn">{t("settings.update.older")}</Notice>
          <Tick label={t("settings.update.force")} checked={force} onChange={(event) => setForce(event.target.checked)} />
        </>
      )}
    </Difference>
  );
}
