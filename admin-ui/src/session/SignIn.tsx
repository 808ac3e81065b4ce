import { type FormEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError, type Me, api, taken } from "../api/client";
import { Button } from "../design/Button";
import { Field } from "../design/Field";
import { Notice } from "../design/Notice";
import { Failure } from "./Failure";
import { Gate } from "./Gate";

/** Asks for the one-time code when the password was right and one is needed. */
export default function SignIn({ ended, onIn }: { ended: boolean; onIn: (me: Me) => void }) {
  const { t } = useTranslation();
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [otp, setOtp] = useState<string | null>(null);
  const [problem, setProblem] = useState<ReactNode>(null);
  const [busy, setBusy] = useState(false);

  function failed(failure: unknown) {
    const needsCode = failure instanceof ApiError && failure.problem?.otp === true;
    if (needsCode && otp === null) {
      setOtp("");
      setProblem(null);
    } else if (failure instanceof ApiError && failure.status === 401) {
      setProblem(t(otp === null ? "session.wrong" : "session.wrongCode"));
    } else {
      setProblem(<Failure of={failure} />);
    }
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      onIn(await taken(api.POST("/login", { body: { user, password, ...(otp ? { otp } : {}) } })));
    } catch (failure) {
      failed(failure);
      setBusy(false);
    }
  }

  return (
    <Gate title={t("session.signIn")}>
      {ended && <Notice kind="warn">{t("session.ended")}</Notice>}
      <form onSubmit={submit} className="space-y-4">
        <Field
          label={t("session.user")}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          required
          value={user}
          onChange={(event) => setUser(event.target.value)}
        />
        <Field
          label={t("session.password")}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        {otp !== null && (
          <Field
            label={t("session.otp")}
            hint={t("session.otpHint")}
            name="otp"
            autoComplete="one-time-code"
            autoFocus
            required
            value={otp}
            onChange={(event) => setOtp(event.target.value)}
          />
        )}
        {problem && (
          <Notice kind="bad" alert>
            {problem}
          </Notice>
        )}
        <Button type="submit" kind="primary" disabled={busy} className="w-full">
          {t("session.signIn")}
        </Button>
      </form>
      <p className="text-sm text-soft">{t("session.forgotten")}</p>
    </Gate>
  );
}
