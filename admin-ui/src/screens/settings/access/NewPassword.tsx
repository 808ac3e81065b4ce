import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";

/** Without signs that are taken for each other. */
const SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";
const LENGTH = 16;

/** 79 bits. */
function made(): string {
  // 248 is the largest multiple of 31 below 256: every sign is as likely as the others
  const bytes: number[] = [];
  while (bytes.length < LENGTH) {
    bytes.push(...[...crypto.getRandomValues(new Uint8Array(LENGTH))].filter((one) => one < 248));
  }
  const text = bytes.slice(0, LENGTH).map((one) => SIGNS[one % SIGNS.length]).join("");
  return text.replace(/(.{4})(?=.)/g, "$1-");
}

/** A password that is typed or made; it stands in the field alone, not in the page. */
export function NewPassword({ label, problem, required }: { label: string; problem?: ReactNode; required?: boolean }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const make = () => {
    const field = box.current?.querySelector("input");
    if (!field) return;
    field.type = "text";
    field.value = made();
    field.select();
  };
  return (
    <div ref={box} className="flex items-start gap-2">
      <Field
        label={label}
        name="password"
        type="password"
        autoComplete="new-password"
        required={required}
        minLength={10}
        hint={t("setup.passwordHint")}
        problem={problem}
        className="grow"
      />
      <Button className="mt-7 shrink-0 whitespace-nowrap" onClick={make}>
        {t("settings.user.make")}
      </Button>
    </div>
  );
}
