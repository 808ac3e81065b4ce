package io.tidegate.rtsp.message;

import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import java.time.Duration;

/// `Session: 12345678;timeout=60`. RFC 2326 §12.37. Immutable.
///
/// @param timeout after it a server forgets a silent client
public record SessionHeader(String id, Duration timeout) {
  /// Where the server does not say. RFC 2326 §12.37
  public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

  /// Some servers sign what they need to know into it; a kilobyte is generous.
  private static final int MAX_ID = 1_024;

  public SessionHeader {
    if (id.isEmpty() || timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("session of " + timeout);
    }
  }

  public static SessionHeader parse(String text) throws MalformedException {
    int end = text.indexOf(';');
    String id = (end < 0 ? text : text.substring(0, end)).strip();
    if (id.isEmpty() || id.length() > MAX_ID) {
      throw new MalformedException(Reason.BAD_VALUE, "a session id of " + id.length() + " letters");
    }
    Parameters parameters = Parameters.parse(end < 0 ? "" : text.substring(end + 1), ';');
    int seconds = Parameters.number(timeoutText(parameters.get("timeout")));
    return new SessionHeader(id, seconds <= 0 ? DEFAULT_TIMEOUT : Duration.ofSeconds(seconds));
  }

  /// What stands behind the digits (`60s`, `60.0`) does not count.
  private static @Nullable String timeoutText(@Nullable String text) {
    if (text == null) {
      return null;
    }
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    return text.substring(0, digits);
  }

  /// With the time-out, as a server answers.
  @Override
  public String toString() {
    return id + ";timeout=" + timeout.toSeconds();
  }
}
