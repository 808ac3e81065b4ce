package io.tidegate.gateway.web;

import io.tidegate.gateway.route.RouteEntry;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.function.LongPredicate;

/// `ETag` and `If-Match`, RFC 9110 §8.8.3, §13.1: the tag is the version; and `If-None-Match` of
/// files and pictures. Stateless.
final class EntityTags {
  private static final String ANY = "*";

  private EntityTags() {}

  static String of(RouteEntry entry) {
    return of(entry.version());
  }

  static String of(long version) {
    return of(Long.toString(version));
  }

  static String of(String version) {
    return "\"" + version + "\"";
  }

  /// Whether the request says for which state it is meant.
  static boolean isConditional(HttpServerRequest request) {
    return request.getHeader("If-Match") != null || request.getHeader("If-None-Match") != null;
  }

  /// Whether it is meant for this state; `present` is null where there is nothing.
  static boolean isMet(HttpServerRequest request, @Nullable RouteEntry present) {
    return isMetBy(request, present == null ? null : present.version());
  }

  /// The same by the version of what is there.
  static boolean isMetBy(HttpServerRequest request, @Nullable Long present) {
    String match = request.getHeader("If-Match");
    String noneMatch = request.getHeader("If-None-Match");
    return (match == null || (present != null && names(match, of(present))))
        && (noneMatch == null || present == null || !names(noneMatch, of(present)));
  }

  /// The same for whoever looks later; 0 is the version of nothing.
  static LongPredicate meant(HttpServerRequest request) {
    return version -> isMetBy(request, version == 0 ? null : version);
  }

  /// Whether the request is meant for what has this version; so is one that does not say.
  static boolean isMetBy(HttpServerRequest request, String present) {
    String match = request.getHeader("If-Match");
    return match == null || names(match, of(present));
  }

  /// Answers whoever does not say it and has to.
  static void missing(RoutingContext context) {
    Replies.problem(
        context, 428, "a change says which version it is meant for: If-Match with the ETag");
  }

  /// Whether whoever reads has it already, RFC 9110 §13.1.2: weak tags compare as strong ones.
  ///
  /// @param tag of what is there, in quotes
  static boolean isKnown(HttpServerRequest request, String tag) {
    String header = request.getHeader("If-None-Match");
    return header != null
        && (header.strip().equals(ANY)
            || Arrays.stream(header.split(",", -1))
                .anyMatch(one -> one.strip().replaceFirst("^W/", "").equals(tag)));
  }

  /// Weak tags are none for changes, RFC 9110 §13.1.1.
  private static boolean names(String header, String present) {
    return header.strip().equals(ANY)
        || Arrays.stream(header.split(",", -1)).anyMatch(tag -> tag.strip().equals(present));
  }
}
