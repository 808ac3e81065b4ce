import { Component, type ErrorInfo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../design/Button";
import { CopyButton } from "../design/Copy";
import { Empty } from "../design/Panel";

interface State {
  id: string | null;
}

/** Catches what a screen throws; the frame stays. */
export class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { id: null };

  static getDerivedStateFromError(): State {
    return { id: Math.random().toString(36).slice(2, 10).toUpperCase() };
  }

  override componentDidCatch(failure: unknown, info: ErrorInfo) {
    console.error(`error ${this.state.id}`, failure, info.componentStack);
  }

  override render() {
    return this.state.id === null ? this.props.children : <Crash id={this.state.id} />;
  }
}

function Crash({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <Empty title={t("crash.title")}>
      <p role="alert">{t("crash.says")}</p>
      <p className="flex items-center justify-center gap-2">
        <code className="font-mono text-ink">{id}</code>
        <CopyButton text={id} what={t("crash.id")} />
      </p>
      <Button kind="primary" onClick={() => window.location.reload()}>
        {t("reload")}
      </Button>
    </Empty>
  );
}
