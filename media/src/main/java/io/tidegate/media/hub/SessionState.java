package io.tidegate.media.hub;

import java.util.Locale;

/// Where a session stands; the same for every input and output.
///
/// `IDLE → CONNECTING → STREAMING → DISCONNECTED (→ CONNECTING)`; a session can be disconnected
/// from anywhere. Every other move is refused.
public enum SessionState {
  IDLE,
  CONNECTING,
  STREAMING,
  DISCONNECTED;

  public boolean canMoveTo(SessionState next) {
    return switch (this) {
      case IDLE -> next == CONNECTING || next == DISCONNECTED;
      case CONNECTING -> next == STREAMING || next == DISCONNECTED;
      case STREAMING -> next == DISCONNECTED;
      case DISCONNECTED -> next == CONNECTING;
    };
  }

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
