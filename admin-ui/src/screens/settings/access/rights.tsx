import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Choice, Field } from "../../../design/Field";


export const roles = ["administrator", "operator", "viewer", "publisher"] as const;
export type Role = (typeof roles)[number];

/** Keys and patterns with commas between them. */
export function scopeOf(text: string): string[] {
  return text
    .split(/[,，\s]+/)
    .map((one) => one.trim())
    .filter(Boolean);
}

interface Props {
  role: Role;
  scope: readonly string[];
  fault: (field: string) => ReactNode;
}

/** Role and scope, as fields of a form. */
export function Rights({ role, scope, fault }: Props) {
  const { t } = useTranslation();
  return (
    <>
      <Choice
        label={t("settings.user.role")}
        name="role"
        defaultValue={role}
        problem={fault("role")}
        options={roles.map((one) => [one, `${t(`role.${one}`)}: ${t(`settings.roleSays.${one}`)}`])}
      />
      <Field
        label={t("settings.user.scope")}
        name="scope"
        defaultValue={scope.join(", ")}
        hint={t("settings.user.scopeHint")}
        problem={fault("scope")}
        required
        autoCapitalize="none"
        spellCheck={false}
      />
    </>
  );
}

/** What the fields say. */
export function rightsOf(form: FormData) {
  const role = roles.find((one) => one === form.get("role")) ?? "viewer";
  return { role, scope: scopeOf(String(form.get("scope") ?? "")) };
}
