package io.tidegate.gateway.storage.s3;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// AWS Signature Version 4 (`AWS4-HMAC-SHA256`), in one chunk: the `Authorization` header, or the
/// query of a pre-signed address. Immutable; prints nothing of its secret.
///
/// "Signature Version 4 signing process" of the AWS General Reference; paths as S3 has them,
/// encoded once and never normalised.
final class SigV4 {
  static final String ALGORITHM = "AWS4-HMAC-SHA256";

  /// In the place of a hash, where the sender does not know what will be sent.
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final String UNRESERVED =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  private static final HexFormat HEX = HexFormat.of();
  private static final HexFormat PERCENT = HexFormat.of().withUpperCase();

  private final String accessKey;
  private final String secret;
  private final String region;
  private final String service;

  SigV4(String accessKey, String secret, String region, String service) {
    this.accessKey = accessKey;
    this.secret = secret;
    this.region = region;
    this.service = service;
  }

  /// A name and a value of a query, as they are meant, not encoded.
  record Parameter(String name, String value) {}

  /// What is signed.
  ///
  /// @param path encoded
  /// @param headers all that are signed, `host` among them; names in whatever case
  /// @param payload SHA-256 of the body in hexadecimal, or [#UNSIGNED]
  record Subject(
      String method,
      String path,
      List<Parameter> query,
      Map<String, String> headers,
      String payload) {}

  /// As `x-amz-date` has it.
  static String stamp(Instant at) {
    return STAMP.format(at);
  }

  /// The value of the header `Authorization`.
  String authorization(Subject subject, Instant at) {
    Map<String, String> headers = canonicalHeaders(subject.headers());
    return ALGORITHM
        + " Credential="
        + accessKey
        + "/"
        + scope(at)
        + ", SignedHeaders="
        + String.join(";", headers.keySet())
        + ", Signature="
        + signature(subject, at);
  }

  /// The whole query of an address that is signed for a time; the body is whatever is sent.
  String presigned(Subject subject, Instant at, long seconds) {
    Map<String, String> headers = canonicalHeaders(subject.headers());
    List<Parameter> query = new ArrayList<>(subject.query());
    query.add(new Parameter("X-Amz-Algorithm", ALGORITHM));
    query.add(new Parameter("X-Amz-Credential", accessKey + "/" + scope(at)));
    query.add(new Parameter("X-Amz-Date", stamp(at)));
    query.add(new Parameter("X-Amz-Expires", Long.toString(seconds)));
    query.add(new Parameter("X-Amz-SignedHeaders", String.join(";", headers.keySet())));
    Subject whole =
        new Subject(subject.method(), subject.path(), query, subject.headers(), UNSIGNED);
    return canonicalQuery(query) + "&X-Amz-Signature=" + signature(whole, at);
  }

  private String scope(Instant at) {
    return stamp(at).substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
  }

  private String signature(Subject subject, Instant at) {
    String toSign =
        ALGORITHM + "\n" + stamp(at) + "\n" + scope(at) + "\n" + sha256(canonical(subject));
    return HEX.formatHex(hmac(signingKey(at), toSign));
  }

  private byte[] signingKey(Instant at) {
    byte[] date =
        hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), stamp(at).substring(0, 8));
    return hmac(hmac(hmac(date, region), service), "aws4_request");
  }

  /// "Create a canonical request".
  static String canonical(Subject subject) {
    Map<String, String> headers = canonicalHeaders(subject.headers());
    String lines =
        headers.entrySet().stream()
            .map(header -> header.getKey() + ":" + header.getValue() + "\n")
            .collect(Collectors.joining());
    return String.join(
        "\n",
        subject.method(),
        subject.path(),
        canonicalQuery(subject.query()),
        lines,
        String.join(";", headers.keySet()),
        subject.payload());
  }

  /// By name in lower case, with runs of spaces as one.
  private static Map<String, String> canonicalHeaders(Map<String, String> headers) {
    Map<String, String> canonical = new TreeMap<>();
    headers.forEach((name, value) ->
        canonical.put(name.toLowerCase(Locale.ROOT), value.strip().replaceAll(" +", " ")));
    return canonical;
  }

  /// Encoded, by name, then by value; an empty value has its equals sign.
  static String canonicalQuery(List<Parameter> query) {
    return query.stream()
        .map(one -> new Parameter(encoded(one.name()), encoded(one.value())))
        .sorted(java.util.Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
        .map(one -> one.name() + "=" + one.value())
        .collect(Collectors.joining("&"));
  }

  /// Every byte of UTF-8 but RFC 3986's unreserved ones; a space is `%20`.
  static String encoded(String text) {
    StringBuilder encoded = new StringBuilder(text.length() + 16);
    for (byte one : text.getBytes(StandardCharsets.UTF_8)) {
      if (UNRESERVED.indexOf((char) (one & 0xFF)) >= 0) {
        encoded.append((char) one);
      } else {
        encoded.append('%').append(PERCENT.toHexDigits(one));
      }
    }
    return encoded.toString();
  }

  /// A path of names, with its slashes as they are, however many there are.
  static String encodedPath(String path) {
    return encoded(path).replace("%2F", "/");
  }

  static String sha256(String text) {
    return HEX.formatHex(digest("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException(algorithm, everyJavaHasIt);
    }
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException everyJavaHasIt) {
      throw new IllegalStateException("HmacSHA256", everyJavaHasIt);
    }
  }
}
