package io.tidegate.gateway.web;

import io.tidegate.gateway.event.LiveBoard;
import io.vertx.core.json.JsonObject;

/// What of the live board somebody is told whose rights reach some streams only. Stateless.
final class LiveScope {
  private LiveScope() {}

  static boolean shows(Caller caller, LiveBoard.Patch patch) {
    if (caller.scope().isAll()) {
      return true;
    }
    JsonObject fields = patch.fields();
    if (fields != null && fields.getValue("key") instanceof String key) {
      return caller.sees(key);
    }
    return switch (patch.of().entity()) {
      // a session's id tells nothing; whoever has seen it come has to see it go
      case "publisher" -> fields == null;
      // shared ones are nobody's
      case "port" -> true;
      // the id begins with the key
      case "route", "stream", "source", "pull", "call", "push" ->
          caller.sees(first(patch.of().id()));
      default -> false;
    };
  }

  private static String first(String id) {
    int space = id.indexOf(' ');
    return space < 0 ? id : id.substring(0, space);
  }

  /// Numbers of the streams that are seen, and how many watch those.
  static JsonObject stats(Caller caller, JsonObject all) {
    if (caller.scope().isAll()) {
      return all;
    }
    JsonObject streams = all.getJsonObject("streams");
    JsonObject seen = new JsonObject();
    long viewers = 0;
    for (String key : streams.fieldNames()) {
      if (caller.sees(key)) {
        JsonObject numbers = streams.getJsonObject(key);
        seen.put(key, numbers);
        viewers += numbers.getLong("viewers");
      }
    }
    return new JsonObject()
        .put("at", all.getString("at"))
        .put("viewers", viewers)
        .put("streams", seen);
  }
}
