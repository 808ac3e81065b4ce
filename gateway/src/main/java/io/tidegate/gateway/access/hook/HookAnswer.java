package io.tidegate.gateway.access.hook;

import io.tidegate.gateway.access.BoundedClient;
import io.tidegate.media.Nullable;
import io.tidegate.media.hub.Admission;
import io.tidegate.media.hub.Refusal;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;

/// What the hook has answered. Immutable.
///
/// 200 to 299 lets in, 400 to 499 does not; everything else is no answer. A body in JSON may say
/// more: `user`, for views and logs, `expires`, when the session ends (seconds since 1970, or a
/// time as in RFC 3339), and `ttl`, for how many seconds the same question need not be asked again.
/// A body of another type counts for nothing.
///
/// @param ttl zero for not at all
record HookAnswer(Admission.Settled settled, Duration ttl) {
  /// An hour: longer ones are rights of their own.
  private static final long MAX_TTL = 3_600;

  private static final int LONGEST_NAME = 64;

  /// @throws IllegalArgumentException when it is no answer
  static HookAnswer of(BoundedClient.Answer answer) {
    int status = answer.status();
    boolean allows = status >= 200 && status <= 299;
    if (!allows && (status < 400 || status > 499)) {
      throw new IllegalArgumentException("status " + status);
    }
    JsonObject body = body(answer);
    Duration ttl = Duration.ofSeconds(ttl(body));
    if (!allows) {
      return new HookAnswer(
          new Admission.Refused(
              status == 401 ? Refusal.NOT_AUTHORISED : Refusal.NOT_ALLOWED,
              "whoever decides about that says no"),
          ttl);
    }
    return new HookAnswer(new Admission.Granted(user(body), expires(body), null), ttl);
  }

  private static JsonObject body(BoundedClient.Answer answer) {
    String type = answer.contentType().toLowerCase(Locale.ROOT);
    if (!type.startsWith("application/json") || answer.body().length() == 0) {
      return new JsonObject();
    }
    try {
      return new JsonObject(answer.body());
    } catch (DecodeException garbage) {
      throw new IllegalArgumentException("a body that is no JSON object", garbage);
    }
  }

  private static long ttl(JsonObject body) {
    Object said = body.getValue("ttl");
    if (said == null) {
      return 0;
    }
    if (said instanceof Number number && number.longValue() >= 0) {
      return Math.min(number.longValue(), MAX_TTL);
    }
    throw new IllegalArgumentException("a ttl that is no number of seconds");
  }

  private static @Nullable Instant expires(JsonObject body) {
    Object said = body.getValue("expires");
    try {
      return switch (said) {
        case null -> null;
        case Number number -> Instant.ofEpochSecond(number.longValue());
        default -> OffsetDateTime.parse(said.toString()).toInstant();
      };
    } catch (DateTimeException notATime) {
      throw new IllegalArgumentException("an end that is no time", notATime);
    }
  }

  /// Short, and without control characters.
  private static String user(JsonObject body) {
    if (!(body.getValue("user") instanceof String said)) {
      return "";
    }
    String printable = said.replaceAll("[^\\x20-\\x7e]", "?");
    return printable.length() > LONGEST_NAME ? printable.substring(0, LONGEST_NAME) : printable;
  }
}
