package io.tidegate.bench.soak;

import java.util.HashMap;
import java.util.Map;

/// What a soak does, on loopback. Immutable.
///
/// @param pid of the gateway
/// @param metricsPort of the gateway
/// @param sharedPort of SRT, with the relay before it
/// @param ownPort of SRT, libsrt's own, for one stream
/// @param minutes in all
/// @param readings taken in that time
/// @param restSeconds between two rounds
record SoakOptions(
    long pid,
    int metricsPort,
    int sharedPort,
    int ownPort,
    int minutes,
    int readings,
    int restSeconds) {
  static final String PASSPHRASE = "correcthorse1";

  private static final int MOST_MINUTES = 24 * 60;

  SoakOptions {
    if (minutes < 1 || minutes > MOST_MINUTES || readings < SoakVerdict.LEAST_READINGS) {
      throw new IllegalArgumentException(
          "1 to "
              + MOST_MINUTES
              + " minutes, at least "
              + SoakVerdict.LEAST_READINGS
              + " readings");
    }
  }

  /// `--pid 1 --metrics-port 9090 …`, in any order.
  static SoakOptions parse(String... arguments) {
    Map<String, Integer> given = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      given.put(arguments[i], Integer.valueOf(arguments[i + 1]));
    }
    return new SoakOptions(
        given.getOrDefault("--pid", 0),
        given.getOrDefault("--metrics-port", 9090),
        given.getOrDefault("--shared-port", 8890),
        given.getOrDefault("--own-port", 0),
        given.getOrDefault("--minutes", 60),
        given.getOrDefault("--readings", 12),
        given.getOrDefault("--rest", 4));
  }
}
