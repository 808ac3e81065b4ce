package io.tidegate.cluster.relay;

import io.tidegate.media.Nullable;
import java.util.List;

/// Why a node does not get a stream from another. The numbers are for ever: new ones are added at
/// the end.
public enum RelayRefusal {
  NOT_HERE("the stream is not live there"),
  RELAYED("that node has it from another one"),
  BUSY("that node relays as much as it may"),
  OTHER_VERSION("that node speaks another version"),
  STOPPING("that node stops");

  private final String words;

  RelayRefusal(String words) {
    this.words = words;
  }

  private static final List<RelayRefusal> NUMBERED = List.of(values());

  int number() {
    return NUMBERED.indexOf(this);
  }

  /// Null when there is none.
  static @Nullable RelayRefusal of(int number) {
    return number < NUMBERED.size() ? NUMBERED.get(number) : null;
  }

  /// For a log line.
  public String words() {
    return words;
  }
}
