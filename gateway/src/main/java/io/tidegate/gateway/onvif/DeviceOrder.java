package io.tidegate.gateway.onvif;

import io.tidegate.gateway.config.ConfigException;
import io.tidegate.gateway.route.Fault;
import io.tidegate.rtsp.message.Credentials;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Set;

/// Which camera is asked what it has. Immutable.
///
/// @param url of its device service
/// @param verifyTls whether its certificate must be one that this machine trusts
public record DeviceOrder(URI url, Credentials login, boolean verifyTls) {
  private static final Set<String> KEYS = Set.of("url", "user", "password", "verifyTls");
  private static final int MAX_URL = 512;
  private static final int MAX_LOGIN = 128;

  /// @throws ConfigException naming what is wrong by its field; it repeats nothing
  public static DeviceOrder parse(JsonObject body) throws ConfigException {
    for (String key : body.fieldNames()) {
      if (!KEYS.contains(key)) {
        throw refused(key, "unknown key, expected one of password, url, user, verifyTls");
      }
    }
    URI url = ServiceUrl.parse(text(body, "url", MAX_URL));
    if (url == null) {
      throw refused("url", "expected http://… or https://…, without user and password");
    }
    if (!(body.getValue("verifyTls", true) instanceof Boolean verifyTls)) {
      throw refused("verifyTls", "expected true or false");
    }
    String user = text(body, "user", MAX_LOGIN);
    return new DeviceOrder(
        url, new Credentials(user, text(body, "password", MAX_LOGIN)), verifyTls);
  }

  private static String text(JsonObject body, String key, int most) throws ConfigException {
    if (body.getValue(key, "") instanceof String text && text.length() <= most) {
      return text;
    }
    throw refused(key, "expected a text of " + most + " characters at most");
  }

  private static ConfigException refused(String field, String text) {
    return new ConfigException(field + ": " + text, List.of(new Fault(field, text)));
  }
}
