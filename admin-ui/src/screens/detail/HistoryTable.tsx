import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../design/Button";
import { useFormat } from "../../i18n";
import { type History, hasLink } from "./history";
import { lanes, told } from "./lanes";

const PAGE = 50;

/** What the lanes show, in rows, the newest first. */
export function HistoryTable({ history }: { history: History }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [most, setMost] = useState(PAGE);
  const link = hasLink(history);
  const columns = lanes
    .filter((lane) => link || !lane.ofLink)
    .flatMap((lane) => lane.lines.map((line) => ({ lane, column: line.column })));
  const last = history.at.length - 1;
  const rows = Array.from({ length: Math.min(most, last + 1) }, (_, place) => last - place);
  return (
    <>
      <div className="relative max-h-[32rem] overflow-auto" tabIndex={0} role="group" aria-label={t("detail.timeline")}>
        <table className="w-full text-right whitespace-nowrap [&_td]:px-4 [&_td]:py-1 [&_th]:px-4 [&_th]:py-1.5 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
          <thead className="sticky top-0 bg-surface">
            <tr>
              <th scope="col" className="text-left">
                {t("detail.time")}
              </th>
              {columns.map(({ column }) => (
                <th key={column} scope="col">
                  {t(`detail.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={history.at[row]}>
                <td className="text-left text-soft">{format.time((history.at[row] ?? 0) * 1000)}</td>
                {columns.map(({ lane, column }) => (
                  <td key={column}>{told(lane, history.columns[column]?.[row], format)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {most <= last && (
        <p className="border-t border-line px-4 py-2">
          <Button onClick={() => setMost(most + 4 * PAGE)}>{t("detail.more")}</Button>
        </p>
      )}
    </>
  );
}
