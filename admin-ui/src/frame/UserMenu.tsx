import { Suspense, lazy, useState } from "react";
import { UserButton } from "./UserButton";

const load = () => import("./UserMenuOpen");
const Menu = lazy(load);

/** A button until it is wanted: menus are large, and seldom opened. */
export function UserMenu() {
  const [wanted, setWanted] = useState(false);
  const early = () => void load().catch(() => undefined);
  const button = (
    <UserButton aria-haspopup="menu" aria-expanded={false} onPointerEnter={early} onFocus={early} onClick={() => setWanted(true)} />
  );
  return wanted ? (
    <Suspense fallback={button}>
      <Menu />
    </Suspense>
  ) : (
    button
  );
}
