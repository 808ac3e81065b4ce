import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Choice, Field } from "../../../design/Field";
import { ScreenHead } from "../../../design/Panel";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { FormSheet, Once, Typed } from "../dialogs";
import { List } from "../parts";
import { useWrite } from "../useWrite";
import { type Role, Rights, rightsOf } from "./rights";

type Token = Schemas["Token"];

const DAY_MS = 86_400_000;
const terms = ["30", "90", "365", ""] as const;

/** Secrets of programs. */
export default function Tokens() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [makes, setMakes] = useState(false);
  const [made, setMade] = useState<{ name: string; secret: string } | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const found = useQuery({ queryKey: ["tokens"], queryFn: () => taken(api.GET("/tokens")), enabled: online });
  return (
    <>
      <ScreenHead title={t("settings.page.tokens")}>
        <Button kind="primary" disabled={!online} aria-haspopup="dialog" onClick={() => setMakes(true)}>
          <KeyRound aria-hidden="true" className="size-4" />
          {t("settings.token.make")}
        </Button>
      </ScreenHead>
      <List
        of={found}
        title={t("settings.page.tokens")}
        none={t("settings.token.none")}
        head={[
                  t("settings.token.name"),
                  t("settings.token.begins"),
                  t("settings.user.role"),
                  t("settings.user.scope"),
                  t("settings.token.expires"),
                  t("settings.token.used"),
                  t("settings.token.by"),
                ]}
        buttons
      >
        {(token) => (
          <tr key={token.id} data-token={token.name}>
            <td className="font-medium">{token.name}</td>
            <td className="font-mono text-sm">{token.prefix}…</td>
            <td>{t(`role.${token.role}`)}</td>
            <td className="font-mono text-sm">{token.scope.join(", ")}</td>
            <td>{token.expires ? format.time(token.expires) : t("settings.never")}</td>
            <td className="text-soft">{token.lastUsed ? format.time(token.lastUsed) : t("settings.never")}</td>
            <td className="text-soft">{token.createdBy}</td>
            <td className="text-right">
              <Button
                kind="danger"
                disabled={!online}
                aria-haspopup="dialog"
                onClick={() => setRevoked(token)}
                aria-label={t("settings.token.revokeOf", { name: token.name })}
              >
                {t("settings.token.revoke")}
              </Button>
            </td>
          </tr>
        )}
      </List>
      {makes && (
        <NewToken
          onClose={() => setMakes(false)}
          onMade={(token) => {
            setMakes(false);
            setMade(token);
          }}
        />
      )}
      {made && (
        <Once
          title={t("settings.token.made", { name: made.name })}
          says={t("settings.token.once")}
          what={t("settings.token.what")}
          secret={made.secret}
          onClose={() => setMade(null)}
        />
      )}
      {revoked && (
        <Typed
          title={t("settings.token.revokeOf", { name: revoked.name })}
          name={revoked.name}
          action={t("settings.token.revoke")}
          refresh={["tokens"]}
          call={() => taken(api.DELETE("/tokens/{id}", { params: { path: { id: revoked.id } } }))}
          onClose={() => setRevoked(null)}
        >
          {t("settings.token.revokeSays")}
        </Typed>
      )}
    </>
  );
}

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: (token: { name: string; secret: string }) => void }) {
  const { t } = useTranslation();
  const write = useWrite(
    (body: { name: string; role: Role; scope: string[]; expires: string | null }) => taken(api.POST("/tokens", { body })),
    { refresh: ["tokens"], fields: ["name", "role", "scope", "expires"], done: ({ name, secret }) => onMade({ name, secret }) },
  );
  return (
    <FormSheet
      title={t("settings.token.make")}
      action={t("settings.token.make")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => {
        const days = Number(form.get("days"));
        const expires = days ? new Date(Date.now() + days * DAY_MS).toISOString() : null;
        write.run({ name: String(form.get("name")).trim(), ...rightsOf(form), expires });
      }}
    >
      <Field
        label={t("settings.token.name")}
        name="name"
        required
        maxLength={64}
        autoComplete="off"
        hint={t("settings.token.nameHint")}
        problem={write.fault("name")}
      />
      <Rights role="viewer" scope={["*"]} fault={write.fault} />
      <Choice
        label={t("settings.token.expires")}
        name="days"
        defaultValue="90"
        problem={write.fault("expires")}
        options={terms.map((days) => [days, days ? t("settings.token.days", { days }) : t("settings.never")])}
      />
    </FormSheet>
  );
}
