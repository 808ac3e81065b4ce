package io.tidegate.gateway.web;

import io.tidegate.gateway.clip.Clip;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// Headers of resumable uploads, as tus 1.0.0 has them. Stateless.
final class TusHeaders {
  static final String VERSION = "1.0.0";
  static final String RESUMABLE = "Tus-Resumable";
  static final String OFFSET = "Upload-Offset";
  static final String LENGTH = "Upload-Length";
  static final String METADATA = "Upload-Metadata";
  static final String CHECKSUM = "Upload-Checksum";
  static final String EXPIRES = "Upload-Expires";
  static final String BODY_TYPE = "application/offset+octet-stream";

  private static final Map<String, String> DIGESTS =
      Map.of("sha1", "SHA-1", "sha256", "SHA-256", "md5", "MD5");

  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneOffset.UTC);

  private TusHeaders() {}

  /// What we can do. tus 1.0.0, "OPTIONS".
  static void describe(HttpServerResponse response, long maxBytes) {
    response
        .putHeader(RESUMABLE, VERSION)
        .putHeader("Tus-Version", VERSION)
        .putHeader("Tus-Extension", "creation,checksum,expiration,termination")
        .putHeader("Tus-Max-Size", Long.toString(maxBytes))
        .putHeader("Tus-Checksum-Algorithm", "sha256,sha1,md5");
  }

  /// How far an upload is. tus 1.0.0, "HEAD".
  static void progress(HttpServerResponse response, Clip clip, Instant expires) {
    response
        .putHeader(RESUMABLE, VERSION)
        .putHeader(OFFSET, Long.toString(clip.offset()))
        .putHeader(LENGTH, Long.toString(clip.length()));
    if (clip.state() == Clip.State.UPLOADING) {
      response.putHeader(EXPIRES, HTTP_DATE.format(expires));
    }
  }

  /// A whole number of bytes; null for none.
  static @Nullable Long bytes(HttpServerRequest request, String header) {
    String text = request.getHeader(header);
    return text == null || !text.matches("\\d{1,15}") ? null : Long.parseLong(text);
  }

  /// `name d29ybGQ=,filename Yi5tcDQ=`. tus 1.0.0, "Upload-Metadata".
  ///
  /// @throws IllegalArgumentException when it is none
  static Map<String, String> metadata(@Nullable String header) {
    Map<String, String> metadata = new HashMap<>();
    if (header == null || header.isBlank()) {
      return metadata;
    }
    for (String pair : header.split(",", -1)) {
      String[] parts = pair.strip().split(" ", -1);
      if (parts.length > 2 || parts[0].isEmpty()) {
        throw new IllegalArgumentException("Upload-Metadata: expected KEY BASE64, …");
      }
      byte[] value = parts.length < 2 ? new byte[0] : Base64.getDecoder().decode(parts[1]);
      metadata.put(parts[0], new String(value, StandardCharsets.UTF_8));
    }
    return metadata;
  }

  /// @param digest that bytes have to have
  record Checksum(@Nullable MessageDigest digest, Bytes expected) {
    /// `sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=`; without a digest for no header; null for one that we do
    /// not know. tus 1.0.0, "Upload-Checksum".
    static @Nullable Checksum parse(@Nullable String header) {
      if (header == null) {
        return new Checksum(null, Bytes.EMPTY);
      }
      int space = header.indexOf(' ');
      String algorithm = space < 0 ? null : DIGESTS.get(header.substring(0, space));
      if (algorithm == null) {
        return null;
      }
      try {
        byte[] expected = Base64.getDecoder().decode(header.substring(space + 1).strip());
        return new Checksum(MessageDigest.getInstance(algorithm), Bytes.wrap(expected));
      } catch (IllegalArgumentException notBase64) {
        return null;
      } catch (NoSuchAlgorithmException missing) {
        throw new IllegalStateException("every Java has it", missing);
      }
    }
  }
}
