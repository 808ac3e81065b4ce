package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.media.Bytes;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What a server has answered, with its body. Immutable.
///
/// @param body at most [S3Client#MAX_BODY] bytes
record S3Answer(int status, HttpHeaders headers, Bytes body) {
  private static final int MAX_SHOWN = 200;

  boolean ok() {
    return status / 100 == 2;
  }

  /// Empty without.
  String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  /// The entity tag without quotation marks; empty without.
  String tag() {
    return header("ETag").replaceFirst("^W/", "").replace("\"", "");
  }

  /// The body as XML.
  S3Xml.Document xml() throws StorageException {
    try {
      return S3Xml.read(body.toByteArray());
    } catch (S3Xml.MalformedXmlException malformed) {
      throw new StorageException(
          Kind.UNREACHABLE,
          "the server answered " + status + " with something that is not S3's XML",
          "See whether the address is that of an S3 server, and what stands between.",
          malformed);
    }
  }

  /// The name of the error; empty for none, or one without a body.
  String code() {
    Optional<S3Xml.Document> error = error();
    return error.map(document -> document.text("Code")).orElse("");
  }

  private Optional<S3Xml.Document> error() {
    try {
      S3Xml.Document document = S3Xml.read(body.toByteArray());
      return document.root().equals("Error") ? Optional.of(document) : Optional.empty();
    } catch (S3Xml.MalformedXmlException none) {
      return Optional.empty();
    }
  }

  /// Whether another try at once may do: the server has no time, or is ill.
  boolean isPassing() {
    return (status >= 500 && status != 501 && status != 507) || status == 429 || status == 408;
  }

  /// Whether the server does not know what was asked for at all.
  boolean isUnknownCall() {
    return status == 501 || status == 405 || code().equals("NotImplemented");
  }

  /// What it means where it is not what was hoped for.
  ///
  /// @param now of this machine
  StorageException failure(Instant now) {
    String code = code();
    String said = shown(error().map(document -> document.text("Message")).orElse(""));
    String words = "the server answered " + status + (code.isEmpty() ? "" : " " + shown(code));
    String whole = said.isEmpty() ? words : words + ": " + said;
    return switch (code) {
      case "RequestTimeTooSkewed" -> skew(now);
      case "SignatureDoesNotMatch" ->
          new StorageException(
              Kind.REFUSED,
              whole,
              "See secret-key; a proxy before the server may change Host.",
              null);
      case "InvalidAccessKeyId" ->
          new StorageException(Kind.REFUSED, whole, "See access-key, and the server.", null);
      case "NoSuchBucket" ->
          new StorageException(
              Kind.REFUSED, whole, "Make the bucket, or see its name and path-style.", null);
      case "AuthorizationHeaderMalformed",
          "PermanentRedirect",
          "IllegalLocationConstraintException" ->
          region(whole);
      case "AccessDenied" ->
          new StorageException(
              Kind.REFUSED,
              whole,
              "The keys need s3:PutObject, GetObject, DeleteObject, AbortMultipartUpload,"
                  + " ListMultipartUploadParts and ListBucketMultipartUploads.",
              null);
      case "NoSuchKey", "NoSuchUpload" -> new StorageException(Kind.ABSENT, whole);
      case "BadDigest",
          "XAmzContentSHA256Mismatch",
          "XAmzContentChecksumMismatch",
          "InvalidDigest" ->
          new StorageException(Kind.CORRUPT, whole);
      case "QuotaExceeded", "XMinioStorageFull" -> new StorageException(Kind.FULL, whole);
      case "EntityTooLarge" -> new StorageException(Kind.FAILED, whole);
      default -> byStatus(whole);
    };
  }

  private StorageException byStatus(String words) {
    if (status == 301
        || status == 307
        || (status == 400 && !header("x-amz-bucket-region").isEmpty())) {
      return region(words);
    }
    if (status == 507) {
      return new StorageException(Kind.FULL, words);
    }
    if (isPassing()) {
      return new StorageException(Kind.UNREACHABLE, words);
    }
    return switch (status) {
      case 401, 403 -> new StorageException(Kind.REFUSED, words);
      case 404 -> new StorageException(Kind.ABSENT, words);
      default -> new StorageException(Kind.FAILED, words);
    };
  }

  private StorageException region(String words) {
    String region =
        error()
            .map(document -> document.text("Region"))
            .filter(text -> !text.isEmpty())
            .orElse(header("x-amz-bucket-region"));
    return new StorageException(
        Kind.REFUSED,
        region.isEmpty() ? words : words + " (the bucket is in " + shown(region) + ")",
        "Set region, and the endpoint of that region.",
        null);
  }

  private StorageException skew(Instant now) {
    String apart = "";
    try {
      Instant theirs =
          ZonedDateTime.parse(header("Date"), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      long seconds = Duration.between(theirs, now).toSeconds();
      apart =
          ": this machine's clock is %d s %s the server's"
              .formatted(Math.abs(seconds), seconds < 0 ? "behind" : "ahead of");
    } catch (DateTimeParseException unsaid) {
      // then without
    }
    return new StorageException(Kind.CLOCK, "the server answered RequestTimeTooSkewed" + apart);
  }

  private static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
  }
}
