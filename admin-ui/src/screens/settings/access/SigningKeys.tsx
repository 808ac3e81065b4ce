import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, taken } from "../../../api/client";
import { Button } from "../../../design/Button";
import { Field } from "../../../design/Field";
import { useFormat } from "../../../i18n";
import { useOnline } from "../../../live/context";
import { FormSheet, Once, Typed } from "../dialogs";
import { List } from "../parts";
import { useWrite } from "../useWrite";

/** What signs links; whoever revokes a key ends all that were made with it. */
export function SigningKeys() {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const [makes, setMakes] = useState(false);
  const [made, setMade] = useState<string | null>(null);
  const [revoked, setRevoked] = useState<string | null>(null);
  const found = useQuery({ queryKey: ["signing-keys"], queryFn: () => taken(api.GET("/urls/keys")), enabled: online });
  return (
    <>
      <List
        of={found}
        title={t("settings.keys.title")}
        none={t("settings.keys.none")}
        head={[t("settings.keys.name"), t("settings.keys.created"), t("settings.token.by")]}
        buttons
        actions={
          <Button disabled={!online} aria-haspopup="dialog" onClick={() => setMakes(true)}>
            {t("settings.keys.make")}
          </Button>
        }
      >
        {(key, index) => (
          <tr key={key.name}>
            <td className="font-medium">
              {key.name} {index === 0 && <span className="text-soft">{t("settings.keys.signs")}</span>}
            </td>
            <td>{format.time(key.created)}</td>
            <td className="text-soft">{key.createdBy}</td>
            <td className="text-right">
              <Button
                kind="danger"
                disabled={!online}
                aria-haspopup="dialog"
                onClick={() => setRevoked(key.name)}
                aria-label={t("settings.keys.revokeOf", { name: key.name })}
              >
                {t("settings.token.revoke")}
              </Button>
            </td>
          </tr>
        )}
      </List>
      {makes && (
        <NewKey
          onClose={() => setMakes(false)}
          onMade={(secret) => {
            setMakes(false);
            setMade(secret);
          }}
        />
      )}
      {made && (
        <Once title={t("settings.keys.made")} says={t("settings.keys.once")} what={t("settings.keys.what")} secret={made} onClose={() => setMade(null)} />
      )}
      {revoked && (
        <Typed
          title={t("settings.keys.revokeOf", { name: revoked })}
          name={revoked}
          action={t("settings.token.revoke")}
          refresh={["signing-keys"]}
          call={() => taken(api.DELETE("/urls/keys/{name}", { params: { path: { name: revoked } } }))}
          onClose={() => setRevoked(null)}
        >
          {t("settings.keys.revokeSays")}
        </Typed>
      )}
    </>
  );
}

/** What it was answered goes with it. */
function NewKey({ onClose, onMade }: { onClose: () => void; onMade: (secret: string) => void }) {
  const { t } = useTranslation();
  const write = useWrite((name: string) => taken(api.POST("/urls/keys", { body: { name } })), {
    refresh: ["signing-keys"],
    fields: ["name"],
    done: ({ secret }) => onMade(secret),
  });
  return (
    <FormSheet
      title={t("settings.keys.make")}
      action={t("settings.keys.make")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => write.run(String(form.get("name")).trim())}
    >
      <p className="text-soft">{t("settings.keys.makeSays")}</p>
      <Field label={t("settings.keys.name")} name="name" required maxLength={32} autoComplete="off" problem={write.fault("name")} />
    </FormSheet>
  );
}
