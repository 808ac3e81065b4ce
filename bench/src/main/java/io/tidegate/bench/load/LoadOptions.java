package io.tidegate.bench.load;

import java.util.HashMap;
import java.util.Map;

/// What a load run does. Loopback only. Immutable.
///
/// @param pid of the gateway, whose CPU time and memory are read
/// @param rtmpPort publishers connect here
/// @param httpPort viewers connect here
/// @param streams number of publishers, of `live/load0` and up
/// @param kbit of each stream
/// @param viewers spread evenly over the streams
/// @param parsed so many viewers read the stamps; the others drain
/// @param warmSeconds of the same load before anything is measured
/// @param seconds measured
/// @param measureHeap collect garbage in the gateway at the end and read the live heap
record LoadOptions(
    long pid,
    int rtmpPort,
    int httpPort,
    int streams,
    int kbit,
    int viewers,
    int parsed,
    int warmSeconds,
    int seconds,
    boolean measureHeap) {
  /// Bounds what a typing error can do to the machine.
  private static final int MAX_CONNECTIONS = 5_000;

  private static final int MAX_SECONDS = 600;

  LoadOptions {
    if (streams < 1 || streams > MAX_CONNECTIONS || viewers < 0 || viewers > MAX_CONNECTIONS) {
      throw new IllegalArgumentException("1 to 5000 streams, 0 to 5000 viewers");
    }
    if (seconds < 1 || warmSeconds < 0 || seconds + warmSeconds > MAX_SECONDS) {
      throw new IllegalArgumentException("ten minutes at most");
    }
  }

  /// `--pid 1 --rtmp-port 1935 …`, in any order.
  static LoadOptions parse(String... arguments) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    return new LoadOptions(
        number(given, "--pid", 0),
        number(given, "--rtmp-port", 1935),
        number(given, "--http-port", 8080),
        number(given, "--streams", 1),
        number(given, "--kbit", 2000),
        number(given, "--viewers", 0),
        number(given, "--parsed", 4),
        number(given, "--warm", 30),
        number(given, "--seconds", 15),
        number(given, "--heap", 0) == 1);
  }

  private static int number(Map<String, String> given, String name, int otherwise) {
    String text = given.get(name);
    return text == null ? otherwise : Integer.parseInt(text);
  }
}
