import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { useMay } from "../../../session/context";
import { FormSheet, Typed } from "../dialogs";
import { List } from "../parts";
import { useWrite } from "../useWrite";

type Space = Schemas["Space"];

const quotas = ["routes", "publishers", "viewers", "egressBps"] as const;
const MEGA = 1_000_000;

/** Tenants: the first part of their streams' keys, with what they may use. */
export default function Spaces() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const { administer } = useMay();
  const [open, setOpen] = useState<Space | "new" | null>(null);
  const [gone, setGone] = useState<Space | null>(null);
  const found = useQuery({
    queryKey: ["spaces"],
    queryFn: () => taken(api.GET("/spaces")),
    enabled: online,
    refetchInterval: 5_000,
  });
  const used = (space: Space, quota: (typeof quotas)[number]) => {
    const [is, most] = [space.usage[quota] ?? 0, space.quotas[quota] ?? 0];
    const shown = quota === "egressBps" ? format.bitRate : (value: number) => format.number(value);
    return (
      <span className={most > 0 && is >= most ? "text-warn" : undefined}>
        {shown(is)} <span className="text-soft">/ {most > 0 ? shown(most) : "∞"}</span>
      </span>
    );
  };
  return (
    <>
      <ScreenHead title={t("settings.page.spaces")}>
        {administer && (
          <Button kind="primary" disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("new")}>
            {t("settings.space.add")}
          </Button>
        )}
      </ScreenHead>
      <List
        of={found}
        title={t("settings.page.spaces")}
        none={t("settings.space.none")}
        head={[t("settings.space.name"), ...quotas.map((one) => t(`settings.space.${one}`)), t("settings.space.storage")]}
        buttons={administer}
      >
        {(space) => (
          <tr key={space.name} data-space={space.name}>
            <td className="font-medium">{space.name}</td>
            {quotas.map((one) => (
              <td key={one}>{used(space, one)}</td>
            ))}
            <td className="text-soft">{space.storage || "–"}</td>
            {administer && (
              <td className="space-x-2 text-right">
                <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen(space)} aria-label={t("settings.space.editOf", { name: space.name })}>
                  {t("settings.edit")}
                </Button>
                <Button
                  kind="danger"
                  disabled={!online}
                  aria-haspopup="dialog"
                  onClick={() => setGone(space)}
                  aria-label={t("settings.space.deleteOf", { name: space.name })}
                >
                  {t("settings.delete")}
                </Button>
              </td>
            )}
          </tr>
        )}
      </List>
      {open && <SpaceForm space={open === "new" ? undefined : open} onClose={() => setOpen(null)} />}
      {gone && (
        <Typed
          title={t("settings.space.deleteOf", { name: gone.name })}
          name={gone.name}
          action={t("settings.delete")}
          refresh={["spaces"]}
          call={() => {
            const params = { path: { name: gone.name }, header: { "If-Match": `"${gone.version}"` } };
            return taken(api.DELETE("/spaces/{name}", { params }));
          }}
          onClose={() => setGone(null)}
        >
          {t("settings.space.deleteSays")}
        </Typed>
      )}
    </>
  );
}

function SpaceForm({ space, onClose }: { space: Space | undefined; onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite(
    ({ name, ...body }: { name: string; quotas: Schemas["SpaceQuotas"]; storage: string }) => {
      const header = space ? { "If-Match": `"${space.version}"` } : {};
      return taken(api.PUT("/spaces/{name}", { params: { path: { name }, header }, body }));
    },
    { refresh: ["spaces"], fields: ["quotas", "storage"], done: onClose },
  );
  const shown = (quota: (typeof quotas)[number]) => (space?.quotas[quota] ?? 0) / (quota === "egressBps" ? MEGA : 1);
  return (
    <FormSheet
      title={space ? t("settings.space.editOf", { name: space.name }) : t("settings.space.add")}
      action={t("settings.save")}
      busy={write.busy}
      problem={write.problem ?? write.fault("quotas")}
      onClose={onClose}
      onSubmit={(form) => {
        const number = (quota: (typeof quotas)[number]) => Math.round(Number(form.get(quota)) * (quota === "egressBps" ? MEGA : 1));
        write.run({
          name: space?.name ?? String(form.get("name")).trim(),
          quotas: Object.fromEntries(quotas.map((quota) => [quota, number(quota)])),
          storage: String(form.get("storage") ?? "").trim(),
        });
      }}
    >
      {!space && (
        <Field label={t("settings.space.name")} name="name" required autoCapitalize="none" autoComplete="off" hint={t("settings.space.nameHint")} />
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        {quotas.map((quota) => (
          <Field
            key={quota}
            label={t(quota === "egressBps" ? "settings.space.egressMbps" : `settings.space.${quota}`)}
            name={quota}
            type="number"
            min={0}
            step={quota === "egressBps" ? "any" : 1}
            defaultValue={shown(quota)}
          />
        ))}
      </div>
      <p className="text-sm text-soft">{t("settings.space.zero")}</p>
      <Field
        label={t("settings.space.storage")}
        name="storage"
        defaultValue={space?.storage ?? ""}
        hint={t("settings.space.storageHint")}
        problem={write.fault("storage")}
        autoComplete="off"
      />
    </FormSheet>
  );
}
