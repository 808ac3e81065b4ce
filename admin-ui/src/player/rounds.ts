/** Does the same again and again while it is wanted, one round at a time. */
export class Rounds {
  private wanted = false;
  private busy = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  /**
   * @param round does not fail
   * @param everyMs between the end of one and the next
   */
  constructor(
    private readonly round: () => Promise<void>,
    private readonly everyMs: number,
  ) {}

  /** The first round begins at once, unless the last one still goes on. */
  run(wanted: boolean) {
    this.wanted = wanted;
    if (wanted) {
      if (this.timer === undefined && !this.busy) void this.go();
      return;
    }
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async go() {
    this.timer = undefined;
    this.busy = true;
    await this.round();
    this.busy = false;
    if (this.wanted) this.timer = setTimeout(() => void this.go(), this.everyMs);
  }
}
