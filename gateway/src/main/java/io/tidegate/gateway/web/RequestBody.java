package io.tidegate.gateway.web;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// Reads what a request sends: whole, of a known type, no larger than such things are; else answers
/// itself. Stateless.
///
/// A page of another site can make a browser send text, but neither JSON nor YAML without asking
/// first, so the type is part of the protection.
final class RequestBody {
  static final String JSON = "application/json";

  /// RFC 7396
  static final String MERGE_PATCH = "application/merge-patch+json";

  /// RFC 9512, and what was written before it.
  static final Set<String> YAML = Set.of("application/yaml", "application/x-yaml", "text/yaml");

  private RequestBody() {}

  /// One JSON object.
  static void json(
      RoutingContext context, int maxBytes, Set<String> types, Consumer<JsonObject> use) {
    read(
        context,
        maxBytes,
        types,
        (_, body) -> {
          JsonObject json;
          try {
            json = new JsonObject(body.length() == 0 ? Buffer.buffer("{}") : body);
          } catch (DecodeException notJson) {
            Replies.problem(context, 400, "expected a JSON object");
            return;
          }
          use.accept(json);
        });
  }

  /// @param use gets the type and the bytes
  static void read(
      RoutingContext context, int maxBytes, Set<String> types, BiConsumer<String, Buffer> use) {
    String type = type(context);
    if (!types.contains(type)) {
      Replies.problem(context, 415, "expected " + String.join(" or ", List.copyOf(types)));
      return;
    }
    Buffer body = Buffer.buffer();
    HttpServerRequest request = context.request();
    if (announced(request) > maxBytes) {
      tooLarge(context, maxBytes);
      return;
    }
    request.handler(piece -> {
      if (body.length() <= maxBytes) {
        body.appendBuffer(piece);
        if (body.length() > maxBytes) {
          tooLarge(context, maxBytes);
        }
      }
    });
    request.endHandler(_ -> {
      if (body.length() <= maxBytes) {
        use.accept(type, body);
      }
    });
    request.resume();
  }

  /// At once: what else is sent is not waited for.
  private static void tooLarge(RoutingContext context, int maxBytes) {
    if (context.request().version() != HttpVersion.HTTP_2) {
      context.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    Replies.problem(context, 413, "expected at most " + maxBytes + " bytes");
  }

  /// 0 where the sender does not say.
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
  }

  private static String type(RoutingContext context) {
    String header = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
    if (header == null) {
      return "";
    }
    int end = header.indexOf(';');
    return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
