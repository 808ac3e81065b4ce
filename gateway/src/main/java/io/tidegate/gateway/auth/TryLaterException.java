package io.tidegate.gateway.auth;

import java.io.Serial;
import java.time.Duration;

/// Not looked at: too many attempts were wrong, or too many ask at once.
public final class TryLaterException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final Duration wait;

  TryLaterException(String message, Duration wait) {
    super(message);
    this.wait = wait;
  }

  /// How long it makes no sense to ask again, in whole seconds, one at least.
  public long waitSeconds() {
    return Math.max(1, wait.plusMillis(999).toSeconds());
  }
}
