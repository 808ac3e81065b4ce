import { type ComponentType, type LazyExoticComponent, createElement, lazy } from "react";

/** A part of the pages did not arrive: the gateway is away, or is of another version by now. */
export class Missing extends Error {
  /**
   * @param load asks for it once more
   * @param forget has it asked for when it is wanted the next time
   */
  constructor(
    cause: unknown,
    readonly load: () => Promise<unknown>,
    readonly forget: () => void,
  ) {
    super(String(cause), { cause });
  }
}

/** A part that is loaded when it is wanted; one that did not arrive throws `Missing`, where React's own would stay broken for good. */
export function later<P extends object>(load: () => Promise<{ default: ComponentType<P> }>): ComponentType<P> {
  const attempt = () => {
    const tried: LazyExoticComponent<ComponentType<P>> = lazy(() =>
      load().catch((failure: unknown) => {
        throw new Missing(failure, load, () => {
          if (part === tried) part = attempt();
        });
      }),
    );
    return tried;
  };
  let part = attempt();
  return (props) => createElement(part as ComponentType<P>, props);
}
