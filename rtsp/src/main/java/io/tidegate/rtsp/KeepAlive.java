package io.tidegate.rtsp;

import io.tidegate.media.Nullable;
import io.tidegate.rtsp.message.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Which request keeps a session alive, and how often. RFC 2326 §10.8, §12.37. Pure, loop-confined.
///
/// What `Public` offers is asked first, in the order GET_PARAMETER, OPTIONS, SET_PARAMETER. A
/// method that the camera refuses gives way to the next, whatever `Public` said.
final class KeepAlive {
  /// A camera that says one second is still not asked more than that often.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /// Address translators forget a connection after 30 s and more.
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final List<String> methods = new ArrayList<>();

  /// @param offered the value of `Public`, null when there was none
  KeepAlive(@Nullable String offered) {
    this(offered, null);
  }

  /// @param known what the camera needs, whatever it offers; null when nothing is known
  KeepAlive(@Nullable String offered, @Nullable String known) {
    List<String> all = List.of(Method.GET_PARAMETER, Method.OPTIONS, Method.SET_PARAMETER);
    String said = offered == null ? "" : offered.toUpperCase(Locale.ROOT);
    List<String> words = List.of(said.split("[,\\s]+"));
    all.stream().filter(words::contains).forEach(methods::add);
    if (methods.isEmpty()) {
      methods.add(Method.OPTIONS); // what every server must understand, RFC 2326 §10.1
    }
    all.stream().filter(method -> !methods.contains(method)).forEach(methods::add);
    if (known != null) {
      methods.remove(known);
      methods.addFirst(known);
    }
  }

  /// The request to send now.
  String method() {
    return methods.getFirst();
  }

  /// It was refused: another one next time. The last one left is asked on.
  void refused(String method) {
    if (methods.size() > 1) {
      methods.remove(method);
    }
  }

  /// Whether there is another one to try.
  boolean hasOthers() {
    return methods.size() > 1;
  }

  /// Twice within the time-out, so that one may get lost.
  static Duration interval(Duration sessionTimeout) {
    Duration half = sessionTimeout.dividedBy(2);
    Duration least = half.compareTo(SHORTEST) < 0 ? SHORTEST : half;
    return least.compareTo(LONGEST) > 0 ? LONGEST : least;
  }
}
