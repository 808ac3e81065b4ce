package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;

/// Uploads in parts, as the server knows them: CreateMultipartUpload, ListParts,
/// AbortMultipartUpload, ListMultipartUploads. Any thread; each call waits for its answer.
final class UploadSessions {
  private static final String UPLOAD_ID = "uploadId";
  private static final String GONE = "NoSuchUpload";

  /// Ten thousand parts come in ten pages; more is a server that turns in circles.
  private static final int MAX_PAGES = 64;

  private final S3Client client;

  UploadSessions(S3Client client) {
    this.client = client;
  }

  /// What a server says of an upload's parts.
  sealed interface Told {}

  /// There is no such upload.
  record Gone() implements Told {}

  /// It does not list parts.
  record Untold() implements Told {}

  record Parts(Map<Integer, Part> byNumber) implements Told {}

  /// @param tag without quotation marks
  record Part(String tag, long bytes) {}

  /// @param sums whether the server is to keep the SHA-256 of the parts
  /// @return its name
  String begin(ObjectPath path, boolean sums) throws StorageException, InterruptedException {
    S3Request request =
        S3Request.of("POST", path)
            .query("uploads", "")
            .header("Content-Type", ContentTypes.of(path));
    S3Answer answer =
        client.demand(sums ? request.header("x-amz-checksum-algorithm", "SHA256") : request);
    String session = answer.xml().text("UploadId");
    if (session.isEmpty()) {
      throw new StorageException(
          Kind.UNREACHABLE, "the server has begun an upload and not named it");
    }
    return session;
  }

  Told parts(ObjectPath path, String session) throws StorageException, InterruptedException {
    Map<Integer, Part> parts = new HashMap<>();
    String marker = "";
    for (int page = 0; page < MAX_PAGES; page++) {
      S3Request request = S3Request.of("GET", path).query(UPLOAD_ID, session);
      S3Answer answer =
          client.ask(marker.isEmpty() ? request : request.query("part-number-marker", marker));
      if (answer.code().equals(GONE) || answer.status() == 404) {
        return new Gone();
      }
      if (answer.isUnknownCall()) {
        return new Untold();
      }
      if (!answer.ok()) {
        throw answer.failure(client.now());
      }
      S3Xml.Document list = answer.xml();
      if (!list.root().equals("ListPartsResult")) {
        return new Untold();
      }
      list.records().stream()
          .filter(entry -> entry.name().equals("Part"))
          .forEach(entry -> add(parts, entry));
      String next = list.text("NextPartNumberMarker");
      if (!list.text("IsTruncated").equals("true") || next.isEmpty() || next.equals(marker)) {
        return new Parts(parts);
      }
      marker = next;
    }
    return new Parts(parts);
  }

  private static void add(Map<Integer, Part> parts, S3Xml.Entry entry) {
    OptionalInt number = number(entry.text("PartNumber"));
    String size = entry.text("Size");
    if (number.isPresent() && size.matches("\\d{1,18}")) {
      String tag = entry.text("ETag").replace("\"", "");
      parts.put(number.getAsInt(), new Part(tag, Long.parseLong(size)));
    }
  }

  private static OptionalInt number(String text) {
    return text.matches("\\d{1,6}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
  }

  /// One that is gone is as good as aborted.
  void abort(ObjectPath path, String session) throws StorageException, InterruptedException {
    S3Answer answer = client.ask(S3Request.of("DELETE", path).query(UPLOAD_ID, session));
    boolean gone = answer.status() == 404 || answer.code().equals(GONE);
    if (!answer.ok() && !gone && !answer.isUnknownCall()) {
      throw answer.failure(client.now());
    }
  }

  /// All of one object: nobody else makes it.
  void abortAll(ObjectPath path) throws StorageException, InterruptedException {
    String key = client.key(path);
    S3Answer answer =
        client.ask(S3Request.of("GET", null).query("uploads", "").query("prefix", key));
    if (answer.isUnknownCall()) {
      return;
    }
    if (!answer.ok()) {
      throw answer.failure(client.now());
    }
    S3Xml.Document list = answer.xml();
    if (list.root().equals("ListMultipartUploadsResult")) {
      for (S3Xml.Entry entry : list.records()) {
        if (entry.name().equals("Upload") && entry.text("Key").equals(key)) {
          abort(path, entry.text("UploadId"));
        }
      }
    }
  }
}
