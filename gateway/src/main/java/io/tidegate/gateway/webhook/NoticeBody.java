package io.tidegate.gateway.webhook;

import io.tidegate.media.Nullable;
import io.tidegate.media.StreamKey;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;

/// Writes what is told in the form that a receiver reads. Stateless.
public final class NoticeBody {
  /// What SRS says where a configuration names no other host.
  private static final String SRS_VHOST = "__defaultVhost__";

  private NoticeBody() {}

  /// One JSON object.
  ///
  /// @param id of the delivery
  public static String of(Webhook.Form form, String id, Notice notice) {
    return switch (form) {
      case TIDEGATE -> tidegate(id, notice).encode();
      case SRS -> srs(notice).encode();
    };
  }

  private static JsonObject tidegate(String id, Notice notice) {
    JsonObject body =
        new JsonObject()
            .put("id", id)
            .put("event", notice.occasion().label())
            .put("at", notice.at().toString())
            .put("key", notice.key() == null ? null : notice.key().toString());
    new TreeMap<>(notice.fields()).forEach(body::put);
    return body;
  }

  /// https://ossrs.io/lts/en-us/docs/v6/doc/http-callback, as of SRS 6.
  private static JsonObject srs(Notice notice) {
    StreamKey key = notice.key();
    String app = key == null ? "" : key.app();
    String stream = key == null ? "" : key.name();
    JsonObject body = session(notice, key, app, stream);
    if (notice.occasion() == Occasion.RECORDING_FINISHED) {
      body.put("cwd", text(notice, "folder")).put("file", text(notice, "file"));
    }
    return body;
  }

  private static JsonObject session(
      Notice notice, @Nullable StreamKey key, String app, String stream) {
    String remote = text(notice, "remote");
    return new JsonObject()
        .put("server_id", "tidegate")
        .put("service_id", "tidegate")
        .put("action", notice.occasion().srsAction())
        .put("client_id", text(notice, "session"))
        .put("ip", host(remote))
        .put("vhost", SRS_VHOST)
        .put("app", app)
        .put("tcUrl", "rtmp://" + SRS_VHOST + "/" + app)
        .put("stream", stream)
        .put("param", "")
        .put("stream_url", "/" + app + "/" + stream)
        .put("stream_id", key == null ? "" : key.toString());
  }

  private static String text(Notice notice, String field) {
    return String.valueOf(notice.fields().getOrDefault(field, ""));
  }

  /// Without the port; IPv6 addresses are in brackets.
  private static String host(String remote) {
    int colon = remote.lastIndexOf(':');
    String host = colon > remote.lastIndexOf(']') ? remote.substring(0, colon) : remote;
    return host.replaceAll("[\\[\\]]", "");
  }
}
