import { useQuery } from "@tanstack/react-query";
import { KeyRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Schemas, api, taken } from "../../api/client";
import { Button } from "../../design/Button";
import { Choice, Field } from "../../design/Field";
import { useFormat } from "../../i18n";
import { useOnline } from "../../live/context";
import { FormSheet, Once, Typed } from "../settings/dialogs";
import { Answer, Table, Verdict } from "../settings/parts";
import { useWrite } from "../settings/useWrite";
import type { Cluster } from "./nodes";

type Token = Schemas["JoinToken"];

const OPEN_MS = 3000;
const terms = ["1", "24", "168"] as const;
const tones = { open: "good", used: "off", revoked: "off", expired: "warn" } as const;

/** What lets further nodes in, made at the node that holds the authority. */
export function Tokens({ cluster }: { cluster: Cluster }) {
  const { t } = useTranslation();
  const format = useFormat();
  const online = useOnline();
  const here = cluster.authority?.here === true;
  const [makes, setMakes] = useState(false);
  const [made, setMade] = useState<{ name: string; token: string } | null>(null);
  const [revoked, setRevoked] = useState<Token | null>(null);
  const found = useQuery({
    queryKey: ["joinTokens"],
    queryFn: () => taken(api.GET("/cluster/tokens")),
    enabled: online && here,
    // one that can be used may be used at any moment
    refetchInterval: (query) => (query.state.data?.items.some(({ state }) => state === "open") ? OPEN_MS : false),
  });
  if (!here) return <p className="p-4 text-soft">{t("cluster.tokensElsewhere", { name: cluster.authority?.name ?? "" })}</p>;
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3 p-4">
        <p className="max-w-prose text-soft">{t("cluster.tokensSay")}</p>
        <Button kind="primary" disabled={!online} aria-haspopup="dialog" onClick={() => setMakes(true)}>
          <KeyRound aria-hidden="true" className="size-4" />
          {t("cluster.makeToken")}
        </Button>
      </div>
      <Answer of={found}>
        {({ items }) =>
          items.length > 0 && (
            <Table
              label={t("cluster.tokens")}
              head={[t("cluster.tokenName"), t("cluster.tokenState"), t("cluster.tokenExpires")]}
              buttons
            >
              {items.toReversed().map((token) => (
                <tr key={token.id} data-join-token={token.name}>
                  <td translate="no" className="font-medium">
                    {token.name}
                  </td>
                  <td>
                    <Verdict tone={tones[token.state]}>{t(`cluster.token.${token.state}`)}</Verdict>
                    {token.node && <span className="ml-2 text-soft">{t("cluster.number", { number: token.node })}</span>}
                  </td>
                  <td>{format.time(token.expires)}</td>
                  <td className="text-right">
                    {token.state === "open" && (
                      <Button kind="danger" disabled={!online} aria-haspopup="dialog" onClick={() => setRevoked(token)} aria-label={t("cluster.revokeOf", { name: token.name })}>
                        {t("cluster.revoke")}
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </Table>
          )
        }
      </Answer>
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
          title={t("cluster.tokenMade", { name: made.name })}
          says={t("cluster.tokenOnce")}
          what={t("cluster.tokenWhat")}
          secret={made.token}
          onClose={() => setMade(null)}
        />
      )}
      {revoked && (
        <Typed
          title={t("cluster.revokeOf", { name: revoked.name })}
          name={revoked.name}
          action={t("cluster.revoke")}
          refresh={["joinTokens"]}
          call={() => taken(api.DELETE("/cluster/tokens/{id}", { params: { path: { id: revoked.id } } }))}
          onClose={() => setRevoked(null)}
        >
          {t("cluster.revokeSays")}
        </Typed>
      )}
    </>
  );
}

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: (token: { name: string; token: string }) => void }) {
  const { t } = useTranslation();
  const write = useWrite((body: { name: string; hours: number }) => taken(api.POST("/cluster/tokens", { body })), {
    refresh: ["joinTokens"],
    fields: ["name", "hours"],
    done: ({ name, token }) => onMade({ name, token }),
  });
  return (
    <FormSheet
      title={t("cluster.makeToken")}
      action={t("cluster.makeToken")}
      busy={write.busy}
      problem={write.problem}
      onClose={onClose}
      onSubmit={(form) => write.run({ name: String(form.get("name")).trim(), hours: Number(form.get("hours")) })}
    >
      <Field label={t("cluster.tokenName")} name="name" required maxLength={100} autoComplete="off" hint={t("cluster.tokenNameHint")} problem={write.fault("name")} />
      <Choice
        label={t("cluster.tokenExpires")}
        name="hours"
        defaultValue="1"
        problem={write.fault("hours")}
        options={terms.map((hours) => [hours, t(`cluster.hours.${hours}`)])}
      />
    </FormSheet>
  );
}
