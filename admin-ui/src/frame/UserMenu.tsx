import { Suspense, useState } from "react";
import { Boundary } from "./Boundary";
import { UserButton } from "./UserButton";
import { later } from "./later";

const load = () => import("./UserMenuOpen");
const Menu = later(load);

/** A button until it is wanted: menus are large, and seldom opened. */
export function UserMenu() {
  const [wanted, setWanted] = useState(false);
  const early = () => void load().catch(() => undefined);
  const button = (
    <UserButton aria-haspopup="menu" aria-expanded={false} onPointerEnter={early} onFocus={early} onClick={() => setWanted(true)} />
  );
  return wanted ? (
    <Boundary instead={button} onClose={() => setWanted(false)}>
      <Suspense fallback={button}>
        <Menu />
      </Suspense>
    </Boundary>
  ) : (
    button
  );
}
