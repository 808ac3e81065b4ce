import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Notice } from "../../../design/Notice";
import { Panel } from "../../../design/Panel";
import { useOnline } from "../../../live/context";
import { Typed } from "../dialogs";
import { Answer, Tick } from "../parts";
import { Machine } from "./Machine";

const ends = ["reboot", "off", "reset"] as const;
type End = (typeof ends)[number];

/** Restart, power off and factory reset: each needs the name of the machine. */
export default function Power() {
  return (
    <Machine page="power" part="power">
      <Ends />
    </Machine>
  );
}

function Ends() {
  const { t } = useTranslation();
  const online = useOnline();
  const [open, setOpen] = useState<End | null>(null);
  const [begun, setBegun] = useState<End | null>(null);
  const [keeps, setKeeps] = useState(true);
  const found = useQuery({ queryKey: ["system-network"], queryFn: () => taken(api.GET("/system/network")) });
  const call = async (end: End, confirm: string) => {
    if (end === "reset") await taken(api.POST("/system/reset", { body: { keepNetwork: keeps, confirm } }));
    else await taken(api.POST("/system/power", { body: { action: end, confirm } }));
    setBegun(end);
  };
  return (
    <Answer of={found}>
      {({ hostname }) => (
        <>
          {begun && <Notice kind="good">{t(`settings.power.${begun}.begun`)}</Notice>}
          {ends.map((end) => (
            <Panel key={end} title={t(`settings.power.${end}.title`)}>
              <div className="space-y-3 p-4">
                <p className="max-w-prose text-soft">{t(`settings.power.${end}.says`)}</p>
                <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setOpen(end)}>
                  {t(`settings.power.${end}.title`)}
                </Button>
              </div>
            </Panel>
          ))}
          {open && (
            <Typed
              title={t(`settings.power.${open}.title`)}
              name={hostname}
              action={t(`settings.power.${open}.title`)}
              refresh={[]}
              call={() => call(open, hostname)}
              onClose={() => setOpen(null)}
            >
              <p className="mb-3">{t(`settings.power.${open}.says`)}</p>
              {open === "reset" && (
                <Tick label={t("settings.power.keep")} checked={keeps} onChange={(event) => setKeeps(event.target.checked)} />
              )}
            </Typed>
          )}
        </>
      )}
    </Answer>
  );
}
