package io.tidegate.media.hub;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/// How long viewers wait for their first frame, by protocol. Any thread.
public final class FirstFrames {
  private final Map<Protocol, LatencyHistogram> byProtocol = new EnumMap<>(Protocol.class);

  FirstFrames() {
    for (Protocol protocol : Protocol.values()) {
      byProtocol.put(
          protocol,
          new LatencyHistogram(
              10_000,
              25_000,
              50_000,
              100_000,
              250_000,
              500_000,
              1_000_000,
              2_000_000,
              4_000_000,
              8_000_000,
              16_000_000));
    }
  }

  /// @param nanos from the request on
  void add(Protocol protocol, long nanos) {
    of(protocol).add(nanos);
  }

  /// Of one protocol.
  public LatencyHistogram of(Protocol protocol) {
    return Objects.requireNonNull(byProtocol.get(protocol), "one for each");
  }

  /// Of every protocol, also those that nobody watched over.
  public Map<Protocol, LatencyHistogram> all() {
    return Collections.unmodifiableMap(byProtocol);
  }
}
