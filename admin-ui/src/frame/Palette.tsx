import { type KeyboardEvent, useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { StateMark } from "../design/State";
import { themes, wear } from "../design/theme";
import { languages, speak, type Language } from "../i18n";
import { byUrgency } from "../live/condition";
import { useEntries } from "../live/context";
import { type Place, places, rail, screens } from "../screens";
import { useMay } from "../session/context";
import { Sheet } from "./Sheet";
import { matches } from "./matches";

interface Command {
  id: string;
  kind: "screen" | "stream" | "action";
  name: string;
  run: () => void;
  mark?: Parameters<typeof StateMark>[0]["state"];
}

const MOST = 12;

/** A list by what is typed; arrows choose, Enter does it. */
export default function Palette({ onClose, onHelp }: { onClose: () => void; onHelp: () => void }) {
  const { t } = useTranslation();
  const id = useId();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState(0);
  const entries = useEntries();
  const may = useMay();
  const [within, setWithin] = useState<readonly Place[]>([]);
  // without the gateway they are not there yet
  useEffect(() => void places().then(setWithin, () => undefined), []);
  const commands: Command[] = [
    // what is of one stream is found by the stream
    ...[...rail, ...screens.filter((one) => !one.rail && !one.path.includes(":"))].map(
      (one): Command => ({ id: one.id, kind: "screen", name: t(`${one.id}.title`), run: () => navigate(one.path) }),
    ),
    ...[...entries].sort(byUrgency).map(
      (one): Command => ({
        id: `stream ${one.key}`,
        kind: "stream",
        name: one.key,
        mark: one.condition,
        run: () => navigate(`/streams/${one.key}`),
      }),
    ),
    ...within
      .filter(({ needs, path }) => (!needs || may[needs]) && !screens.some((one) => one.path === path))
      .map((one): Command => ({ id: one.path, kind: "screen", name: t(one.name), run: () => navigate(one.path) })),
    ...themes.map((one): Command => ({ id: `theme ${one}`, kind: "action", name: `${t("theme.title")}: ${t(`theme.${one}`)}`, run: () => wear(one) })),
    ...Object.entries(languages).map(([code, name]): Command => ({ id: code, kind: "action", name, run: () => speak(code as Language) })),
  ];
  const found = commands.filter((command) => matches(text, command.name)).slice(0, MOST);
  const at = Math.min(chosen, found.length - 1);

  function run(command: Command | undefined) {
    if (!command) return;
    onClose();
    command.run();
  }

  function pressed(event: KeyboardEvent) {
    if (event.key === "ArrowDown") setChosen(Math.min(at + 1, found.length - 1));
    else if (event.key === "ArrowUp") setChosen(Math.max(at - 1, 0));
    else if (event.key === "Enter") run(found[at]);
    else if (event.key === "?" && text === "") onHelp();
    else return;
    event.preventDefault();
  }

  return (
    <Sheet title={t("palette.title")} onClose={onClose}>
      <input
        role="combobox"
        aria-label={t("palette.placeholder")}
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
        autoFocus
        placeholder={t("palette.placeholder")}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setChosen(0);
        }}
        onKeyDown={pressed}
        className="w-full border-b border-line bg-transparent px-4 py-3 text-base placeholder:text-soft focus-visible:outline-offset-[-2px]"
      />
      <div id={`${id}-list`} role="listbox" aria-label={t("palette.title")} className="p-1.5">
        {found.map((command, index) => (
          <div
            key={command.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => run(command)}
            onMouseMove={() => setChosen(index)}
            className="flex min-h-9 cursor-pointer items-center gap-3 rounded px-3 aria-selected:bg-raised"
          >
            {command.mark && <StateMark state={command.mark} />}
            <span className="min-w-0 truncate">{command.name}</span>
            <span className="ml-auto text-xs text-soft">{t(`palette.${command.kind}`)}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && (
        <p role="status" className="px-4 pb-4 text-soft">
          {t("palette.none")}
        </p>
      )}
    </Sheet>
  );
}
