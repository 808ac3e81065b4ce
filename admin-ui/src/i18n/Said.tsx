import { useTranslation } from "react-i18next";

/** Our words for what the gateway says by a code, in languages that are not its own; `said.LANGUAGE.json` has them. */
export function useSaid(): (code: string) => string | undefined {
  const { i18n } = useTranslation();
  return (code) => {
    const words: unknown = i18n.getResource(i18n.language, "translation", `said.${code}`);
    return typeof words === "string" ? words : undefined;
  };
}

/** One sentence of the gateway, in our words where they know its code: then its own, which has the figures, is the title. */
export function Said({ of, english }: { of: string; english: string }) {
  const { i18n } = useTranslation();
  const own = useSaid()(of);
  return own ? (
    <span lang="en" title={english}>
      <span lang={i18n.language}>{own}</span>
    </span>
  ) : (
    <span lang="en">{english}</span>
  );
}
