interface Ends {
  /** The gateway has ended the log-in. */
  left: () => void;
  /** It has not: the cookie still holds, and is not the page's to delete. */
  stays: () => void;
}

/** Leaves only what the gateway has ended. */
export function logOut(call: () => Promise<unknown>, { left, stays }: Ends): Promise<void> {
  return call().then(left, stays);
}
