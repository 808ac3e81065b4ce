import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CopyButton } from "../../design/Copy";
import { useFormat } from "../../i18n";
import { type Output, type Player, advise, outputNames, playerNames, players, targets } from "./outputs";

const field = "min-h-8 rounded-md border border-line bg-raised px-2";

/** Which output suits whoever wants to be so near to live, with that player. */
export function Suits({ outputs, codecs, gopMs }: { outputs: readonly Output[]; codecs: readonly string[]; gopMs: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [target, setTarget] = useState(3);
  const [player, setPlayer] = useState<Player>("chrome");
  const found = advise(outputs, codecs, player, target);
  const name = found && (outputNames[found.output] ?? found.output);
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-4 py-2.5">
      <label className="flex items-center gap-2">
        <span className="text-soft">{t("detail.target")}</span>
        <select value={target} onChange={(event) => setTarget(Number(event.target.value))} className={field}>
          {targets.map((one) => (
            <option key={one} value={one}>
              {t("detail.within", { seconds: format.number(one) })}
            </option>
          ))}
        </select>
      </label>
      <label className="flex items-center gap-2">
        <span className="text-soft">{t("detail.player")}</span>
        <select value={player} onChange={(event) => setPlayer(event.target.value as Player)} className={field}>
          {players.map((one) => (
            <option key={one} value={one}>
              {playerNames[one]}
            </option>
          ))}
        </select>
      </label>
      <p role="status" data-advice={found?.output} className="flex min-w-0 grow basis-72 items-center gap-1">
        {found ? (
          <>
            <span className="min-w-0">
              {t(found.fits ? "detail.suits" : "detail.nearest", { name, seconds: format.number(found.behindS, 1) })}{" "}
              <span className="text-soft">
                {t(`detail.why.${reason(found.output)}`)}
                {reason(found.output) === "atOnce" && gopMs > target * 1000 && ` ${t("detail.gop", { seconds: format.number(gopMs / 1000, 1) })}`}
              </span>
            </span>
            <CopyButton text={found.url} what={name ?? ""} />
          </>
        ) : (
          <span className="text-warn">{t(outputs.some((one) => one.delays.length > 0) ? "detail.nonePlays" : "detail.notLive")}</span>
        )}
      </p>
    </div>
  );
}

function reason(output: string): "segments" | "parts" | "repeats" | "atOnce" {
  if (output === "hls" || output === "dash") return "segments";
  if (output === "ll-hls") return "parts";
  return output === "srt" ? "repeats" : "atOnce";
}
