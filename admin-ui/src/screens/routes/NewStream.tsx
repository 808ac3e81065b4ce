import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { Field } from "../../design/Field";
import { Sheet } from "../../frame/Sheet";
import type { Board, SourcePort } from "./ports";
import type { Wiring } from "./useWiring";
import { usePortName } from "./usePortName";

/** Two parts of what may stand in a URL, as the server has it. */
const KEY = /^[A-Za-z0-9._~-]+\/[A-Za-z0-9._~-]+$/;

/** Asks for the key of a stream that a source is to have. */
export function NewStream({ source, wiring, board }: { source: SourcePort; wiring: Wiring; board: Board }) {
  const { t } = useTranslation();
  const name = usePortName();
  const [key, setKey] = useState("live/");
  const taken = board.streams.some((one) => one.key === key);
  const fits = KEY.test(key) && !taken;
  return (
    <Sheet title={t("routes.newStreamTitle")} onClose={wiring.close}>
      <form
        className="space-y-4 p-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (!fits) return;
          const patch = { sources: [source.source] };
          wiring.apply(key, () => ({ key, version: undefined, patch }), t("routes.connected", { from: name(source), to: key }));
        }}
      >
        <p className="break-words text-soft">{name(source)}</p>
        <Field
          label={t("routes.keyLabel")}
          hint={t("routes.keyHint")}
          problem={taken ? t("routes.keyTaken") : undefined}
          value={key}
          onChange={(event) => setKey(event.target.value)}
          spellCheck={false}
          autoCapitalize="none"
        />
        <div className="flex justify-end gap-2">
          <Button onClick={wiring.close}>{t("cancel")}</Button>
          <Button kind="primary" type="submit" disabled={!fits || wiring.locked}>
            {t("routes.make")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
