import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { CopyButton } from "../../design/Copy";
import { Field } from "../../design/Field";
import { Notice } from "../../design/Notice";
import { Sheet } from "../../frame/Sheet";
import { useOnline } from "../../live/context";
import { Sentence } from "./Sentence";
import { Trouble } from "./parts";
import { useWrite } from "./useWrite";

interface Form {
  title: string;
  action: string;
  busy: boolean;
  problem?: ReactNode;
  danger?: boolean;
  /** False while what is filled in will not do. */
  ready?: boolean;
  onSubmit: (form: FormData) => void;
  onClose: () => void;
  children: ReactNode;
}

/** A form in a dialog. What is typed stays in its fields, and goes with them. */
export function FormSheet({ title, action, busy, problem, danger, ready = true, onSubmit, onClose, children }: Form) {
  const { t } = useTranslation();
  const online = useOnline();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (ready) onSubmit(new FormData(event.currentTarget));
  };
  return (
    <Sheet title={title} onClose={onClose}>
      <form className="space-y-4 p-4" onSubmit={submit} autoComplete="off">
        {children}
        <Trouble>{problem}</Trouble>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" kind={danger ? "danger" : "primary"} disabled={!online || busy || !ready}>
            {action}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

interface TypedProps {
  title: string;
  /** What has to be typed. */
  name: string;
  action: string;
  refresh: readonly string[];
  call: () => Promise<unknown>;
  onClose: () => void;
  children: ReactNode;
}

/** Before something that cannot be taken back its name is typed. */
export function Typed({ title, name, action, refresh, call, onClose, children }: TypedProps) {
  const [typed, setTyped] = useState("");
  const write = useWrite(call, { refresh, done: onClose });
  return (
    <FormSheet
      title={title}
      action={action}
      danger
      busy={write.busy}
      problem={write.problem}
      ready={typed === name}
      onSubmit={() => write.run(undefined)}
      onClose={onClose}
    >
      <div className="text-soft">{children}</div>
      <Field
        label={<Sentence of="settings.type" name={name} />}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        autoCapitalize="none"
        autoComplete="off"
        spellCheck={false}
      />
    </FormSheet>
  );
}

interface OnceProps {
  title: string;
  says: string;
  /** What it is, for whoever copies it. */
  what: string;
  secret: string;
  onClose: () => void;
}

/** The only time that a secret is shown: with this dialog it is gone from the page. */
export function Once({ title, says, what, secret, onClose }: OnceProps) {
  const { t } = useTranslation();
  return (
    <Sheet title={title} onClose={onClose}>
      <div className="space-y-4 p-4">
        <Notice kind="warn">{says}</Notice>
        <div className="flex items-start gap-2 rounded-md border border-line bg-ground p-3">
          <code data-secret="once" className="min-w-0 grow font-mono break-all whitespace-pre-wrap">
            {secret}
          </code>
          <CopyButton text={secret} what={what} />
        </div>
        <div className="flex justify-end">
          <Button kind="primary" onClick={onClose}>
            {t("settings.kept")}
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
