import { useState } from "react";
import { useTranslation } from "react-i18next";
import { rail } from "../screens";
import { Sheet } from "./Sheet";
import { type KeyAction, keymap, singleKeys } from "./keymap";

export default function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const [single, setSingle] = useState(singleKeys.on);
  const rows = [
    ...(Object.keys(keymap) as KeyAction[]).map((action) => [keymap[action], t(`keys.${action}`)]),
    ...rail.map((screen) => [`g ${screen.rail.key}`, t("keys.goto", { screen: t(`${screen.id}.title`) })]),
  ];
  return (
    <Sheet title={t("keys.title")} onClose={onClose}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5 p-4">
        {rows.map(([keys, says]) => (
          <div key={keys} className="contents">
            <dt>
              {keys?.split(/[ +]/).map((key) => (
                <kbd key={key} className="mr-1 rounded border border-strong bg-raised px-1.5 py-0.5 font-mono text-xs">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{says}</dd>
          </div>
        ))}
      </dl>
      <label className="flex items-center gap-3 border-t border-line p-4">
        <input
          type="checkbox"
          className="size-4 accent-accent"
          checked={single}
          onChange={(event) => {
            singleKeys.set(event.target.checked);
            setSingle(event.target.checked);
          }}
        />
        <span>
          {t("keys.single")}
          <span className="block text-sm text-soft">
            {t("keys.singleHint")} {t("keys.off")}
          </span>
        </span>
      </label>
    </Sheet>
  );
}
