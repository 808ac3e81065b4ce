package io.tidegate.gateway.auth;

import java.io.Serial;
import java.time.Duration;

/// Not looked at: too many attempts were wrong, or too many ask at once.
public final class TryLaterException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final Duration wait;
  private final boolean locked;

  private TryLaterException(String message, Duration wait, boolean locked) {
    super(message);
    this.wait = wait;
    this.locked = locked;
  }

  static TryLaterException locked(Duration wait) {
    return new TryLaterException("too many wrong passwords, try again later", wait, true);
  }

  static TryLaterException busy(Duration wait) {
    return new TryLaterException("too many passwords are being looked at", wait, false);
  }

  /// Whether it is for what this one did; others are served.
  public boolean isLocked() {
    return locked;
  }

  /// How long it makes no sense to ask again, in whole seconds, one at least.
  public long waitSeconds() {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
