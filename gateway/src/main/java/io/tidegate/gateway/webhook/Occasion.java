package io.tidegate.gateway.webhook;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What webhooks are told of.
public enum Occasion {
  /// A publisher sends frames, or a source that was called does.
  PUBLISH("on_publish"),
  /// It is gone.
  UNPUBLISH("on_unpublish"),
  /// A stream that nobody watched has a viewer.
  FIRST_VIEWER("on_play"),
  /// Nobody watches it any more.
  LAST_VIEWER("on_stop"),
  /// A recording is complete on its disk.
  RECORDING_FINISHED("on_dvr"),
  ALARM_RAISED(""),
  ALARM_CLEARED(""),
  /// Somebody tries the target; it is never asked for.
  TEST("on_test");

  private final String srsAction;

  Occasion(String srsAction) {
    this.srsAction = srsAction;
  }

  /// As the API writes it.
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<Occasion> of(String label) {
    return Arrays.stream(values()).filter(one -> one.label().equals(label)).findFirst();
  }

  /// What SRS calls it, empty where SRS has no such call.
  String srsAction() {
    return srsAction;
  }

  /// Whether a receiver that is written for SRS understands it.
  public boolean isKnownToSrs() {
    return !srsAction.isEmpty();
  }
}
