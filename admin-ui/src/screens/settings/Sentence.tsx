import { useTranslation } from "react-i18next";

/** Stands for a value until the sentence is cut there; no words have it. */
const CUT = "\u0000";

/** A sentence of ours with values in it that are the same in every language: paths, keys, what somebody has set. */
export function Sentence({ of, ...values }: { of: string } & Record<string, string>) {
  const { t } = useTranslation();
  const names = Object.keys(values);
  const cut = t(of, Object.fromEntries(names.map((name, at) => [name, `${CUT}${at}${CUT}`]))).split(CUT);
  return cut.map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      <span key={at} translate="no">
        {values[names[Number(part)] ?? ""]}
      </span>
    ),
  );
}

/** What we call something; what the gateway calls it where a newer one has more than these words know. */
export function Known({ of, otherwise }: { of: string; otherwise: string | null | undefined }) {
  const { t, i18n } = useTranslation();
  return i18n.exists(of) ? t(of) : <span lang="en">{otherwise}</span>;
}
