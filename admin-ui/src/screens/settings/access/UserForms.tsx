import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { useOnline } from "../../../live/context";
import { FormSheet, Typed } from "../dialogs";
import { Tick, Trouble } from "../parts";
import { useWrite } from "../useWrite";
import { NewPassword } from "./NewPassword";
import { type Role, Rights, rightsOf } from "./rights";

type User = Schemas["User"];

const FIELDS = ["name", "password", "role", "scope"] as const;

export function NewUser({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const write = useWrite(
    (body: { name: string; password: string; role: Role; scope: string[] }) => taken(api.POST("/users", { body })),
    { refresh: ["users"], fields: FIELDS, done: onClose },
  );
  return (
    <FormSheet
      title={t("settings.user.add")}
      action={t("settings.user.add")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) =>
        write.run({ name: String(form.get("name")).trim(), password: String(form.get("password")), ...rightsOf(form) })
      }
    >
      <Field
        label={t("settings.user.name")}
        name="name"
        required
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
        hint={t("setup.userHint")}
        problem={write.fault("name")}
      />
      <NewPassword label={t("session.password")} required problem={write.fault("password")} />
      <Rights role="operator" scope={["*"]} fault={write.fault} />
    </FormSheet>
  );
}

export function EditUser({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation();
  const online = useOnline();
  const [deletes, setDeletes] = useState(false);
  const path = { name: user.name };
  const write = useWrite(
    (body: { role: Role; scope: string[]; enabled: boolean; password?: string }) => taken(api.PUT("/users/{name}", { params: { path, header: { "If-Match": `"${user.version}"` } }, body })),
    { refresh: ["users", "logins"], fields: FIELDS, done: onClose },
  );
  const otpOff = useWrite(() => taken(api.DELETE("/users/{name}/otp", { params: { path } })), { refresh: ["users"], done: onClose });
  if (deletes) {
    return (
      <Typed
        title={t("settings.user.deleteTitle", { name: user.name })}
        name={user.name}
        action={t("settings.delete")}
        refresh={["users", "logins"]}
        call={() => taken(api.DELETE("/users/{name}", { params: { path } }))}
        onClose={onClose}
      >
        {t("settings.user.deleteSays")}
      </Typed>
    );
  }
  return (
    <FormSheet
      title={t("settings.user.editOf", { name: user.name })}
      action={t("settings.save")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => {
        const password = String(form.get("password") ?? "");
        write.run({ ...rightsOf(form), enabled: form.get("enabled") !== null, ...(password ? { password } : {}) });
      }}
    >
      <Rights role={user.role} scope={user.scope} fault={write.fault} />
      <Tick name="enabled" defaultChecked={user.enabled} label={t("settings.user.maySignIn")} />
      <NewPassword label={t("settings.user.reset")} problem={write.fault("password")} />
      <p className="text-sm text-soft">{t("settings.user.resetSays")}</p>
      <Trouble>{otpOff.problem}</Trouble>
      <div className="flex flex-wrap gap-2 border-t border-line pt-4">
        {user.otp && (
          <Button disabled={!online || otpOff.busy} onClick={() => otpOff.run(undefined)}>
            {t("settings.otp.turnOff")}
          </Button>
        )}
        <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setDeletes(true)}>
          {t("settings.user.delete")}
        </Button>
      </div>
    </FormSheet>
  );
}
