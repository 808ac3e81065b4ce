import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n";
import { useSaid } from "../i18n/Said";
import { english, ours, statusOf } from "./problem";

/** Why a call failed: in our words where they say as much, else in the gateway's own, which are English. */
export function Failure({ of }: { of: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = ours(of, t, format);
  const kind = useSaid()(`problem.${statusOf(of)}`);
  if (own) return own;
  return (
    <>
      {kind}
      <span lang="en" className={kind && "block text-sm"}>
        {english(of)}
      </span>
    </>
  );
}
