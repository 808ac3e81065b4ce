import { createContext, useContext } from "react";
import type { Me } from "../api/client";

export interface SessionState {
  me: Me;
  logOut: () => void;
}

export const SessionContext = createContext<SessionState | null>(null);

export function useSession(): SessionState {
  const session = useContext(SessionContext);
  if (!session) throw new Error("there is no session around this");
  return session;
}

/** What a role may; the server decides anyway. */
export function useMay() {
  const { me } = useSession();
  return {
    operate: me.role === "operator" || me.role === "administrator",
    administer: me.role === "administrator",
  };
}
