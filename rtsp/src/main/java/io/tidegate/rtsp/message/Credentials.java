package io.tidegate.rtsp.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;

/// A name and a password. Immutable.
public record Credentials(String user, String password) {
  /// Nobody.
  public static final Credentials NONE = new Credentials("", "");

  public boolean isEmpty() {
    return user.isEmpty() && password.isEmpty();
  }

  /// RFC 7617 §2
  String basic() {
    byte[] plain = (user + ":" + password).getBytes(UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(plain);
  }

  /// Neither name nor password.
  @Override
  public String toString() {
    return isEmpty() ? "no credentials" : "credentials";
  }
}
