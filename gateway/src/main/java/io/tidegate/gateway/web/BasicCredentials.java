package io.tidegate.gateway.web;

import io.tidegate.media.Nullable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What the header `Authorization` says. Immutable; prints nothing of it.
record BasicCredentials(String user, String password) {
  /// Longer than any user with the longest password, in base64.
  private static final int MAX_LENGTH = 2_048;

  private static final String BASIC = "Basic ";
  private static final String BEARER = "Bearer ";

  /// RFC 6750 §2.1; null when it is of another kind.
  static @Nullable String bearer(String header) {
    return is(BEARER, header) ? header.substring(BEARER.length()).strip() : null;
  }

  /// RFC 7617 §2, in UTF-8; null when it is of another kind, or damaged.
  static @Nullable BasicCredentials parse(String header) {
    if (!is(BASIC, header)) {
      return null;
    }
    String text;
    try {
      byte[] bytes = Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException damaged) {
      return null;
    }
    int colon = text.indexOf(':');
    if (colon < 0 || text.chars().anyMatch(Character::isISOControl)) {
      return null;
    }
    return new BasicCredentials(text.substring(0, colon), text.substring(colon + 1));
  }

  private static boolean is(String kind, String header) {
    return header.length() <= MAX_LENGTH && header.regionMatches(true, 0, kind, 0, kind.length());
  }

  @Override
  public String toString() {
    return "BasicCredentials[hidden]";
  }
}
