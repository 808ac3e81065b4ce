package io.tidegate.cluster.join;

import java.io.IOException;
import java.io.Serial;

/// The cluster does not let this node in.
public final class JoinRefusedException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// What strangers send may stand in them.
  private static final int MAX_WORDS = 200;

  private final JoinRefusal reason;

  JoinRefusedException(JoinRefusal reason, String words) {
    super(words.length() > MAX_WORDS ? words.substring(0, MAX_WORDS) + "…" : words);
    this.reason = reason;
  }

  JoinRefusedException(JoinRefusal reason) {
    this(reason, reason.words());
  }

  public JoinRefusal reason() {
    return reason;
  }
}
