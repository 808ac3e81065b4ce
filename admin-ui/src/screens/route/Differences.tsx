import { useTranslation } from "react-i18next";
import type { Difference } from "../../api/routes";

const shown = (value: unknown) => (value === undefined || value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value));

/** What differs, leaf by leaf. */
export function Differences({ items, before, after }: { items: readonly Difference[]; before: string; after: string }) {
  const { t } = useTranslation();
  if (items.length === 0) return <p className="text-soft">{t("route.same")}</p>;
  return (
    <div className="relative max-h-[40dvh] overflow-auto rounded-md border border-line" tabIndex={0} role="group" aria-label={t("route.what")}>
      <table className="w-full text-left text-sm [&_td]:px-3 [&_td]:py-1 [&_td]:align-top [&_th]:px-3 [&_th]:py-1 [&_th]:font-medium [&_th]:text-soft [&_tr+tr]:border-t [&_tr]:border-line">
        <thead>
          <tr>
            <th scope="col">{t("route.what")}</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {items.map((one) => (
            <tr key={one.path}>
              <td className="font-mono">{one.path}</td>
              <td className="break-all text-bad">
                <del className="no-underline">{shown(one.before)}</del>
              </td>
              <td className="break-all text-good">
                <ins className="no-underline">{shown(one.after)}</ins>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
