import { useQuery } from "@tanstack/react-query";
import { UserPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { List, Verdict } from "../parts";
import { LogIns } from "./LogIns";
import { EditUser, NewUser } from "./UserForms";

export type User = Schemas["User"];

/** People who may sign in, and where they are signed in. */
export default function Users() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [open, setOpen] = useState<User | "new" | null>(null);
  const found = useQuery({ queryKey: ["users"], queryFn: () => taken(api.GET("/users")), enabled: online });
  return (
    <>
      <ScreenHead title={t("settings.page.users")}>
        <Button kind="primary" disabled={!online} aria-haspopup="dialog" onClick={() => setOpen("new")}>
          <UserPlus aria-hidden="true" className="size-4" />
          {t("settings.user.add")}
        </Button>
      </ScreenHead>
      <div className="space-y-4">
        <List
          of={found}
          title={t("settings.page.users")}
          none={t("settings.user.none")}
          head={[
                    t("settings.user.name"),
                    t("settings.user.role"),
                    t("settings.user.scope"),
                    t("settings.user.state"),
                    t("settings.otp.short"),
                    t("settings.user.last"),
                  ]}
          buttons
        >
          {(user) => (
            <tr key={user.name} data-user={user.name}>
              <td className="font-medium">{user.name}</td>
              <td>{t(`role.${user.role}`)}</td>
              <td className="font-mono text-sm">{user.scope.join(", ")}</td>
              <td>
                <Verdict tone={user.enabled ? "good" : "off"}>{t(user.enabled ? "settings.user.enabled" : "settings.user.disabled")}</Verdict>
              </td>
              <td>
                <Verdict tone={user.otp ? "good" : "off"}>{t(user.otp ? "settings.on" : "settings.off")}</Verdict>
              </td>
              <td className="text-soft">{user.lastLogin ? format.time(user.lastLogin) : t("settings.never")}</td>
              <td className="text-right">
                <Button disabled={!online} aria-haspopup="dialog" onClick={() => setOpen(user)} aria-label={t("settings.user.editOf", { name: user.name })}>
                  {t("settings.edit")}
                </Button>
              </td>
            </tr>
          )}
        </List>
        <LogIns />
      </div>
      {open === "new" && <NewUser onClose={() => setOpen(null)} />}
      {open !== null && open !== "new" && <EditUser user={open} onClose={() => setOpen(null)} />}
    </>
  );
}
