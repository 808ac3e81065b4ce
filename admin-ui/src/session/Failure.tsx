import { useTranslation } from "react-i18next";
import { useFormat } from "../i18n";
import { english, ours } from "./problem";

/** Why a call failed: in our words where they say as much, else in the gateway's own, which are English. */
export function Failure({ of }: { of: unknown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const own = ours(of, t, format);
  return own ?? <span lang="en">{english(of)}</span>;
}
