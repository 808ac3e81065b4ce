package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.storage.TransferMemory;
import io.tidegate.gateway.storage.s3.S3Options.Checksum;
import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// One file in parts. Goes on where it was broken off: the session is remembered before the first
/// part goes, and of the parts that the server has, those are kept that are what lies here.
///
/// Confined to the upload's thread.
final class MultipartUpload {
  private static final String UPLOAD_ID = "uploadId";
  private static final String PART_NUMBER = "partNumber";

  private final S3Client client;
  private final UploadSessions sessions;
  private final ObjectPath path;
  private final LocalFile file;
  private final TransferMemory memory;
  private final PartPlan plan;
  private final Checksum checksum;

  /// By number.
  private final Map<Integer, Digests> digests = new HashMap<>();

  private final SortedMap<Integer, String> tags = new TreeMap<>();

  /// What is sent.
  record LocalFile(Path file, long bytes) {}

  MultipartUpload(S3Client client, ObjectPath path, LocalFile file, TransferMemory memory) {
    this.client = client;
    this.sessions = new UploadSessions(client);
    this.path = path;
    this.file = file;
    this.memory = memory;
    this.plan = PartPlan.of(file.bytes(), client.options().transfers().partSize().bytes());
    this.checksum = client.options().transfers().checksum();
  }

  /// @return what the object has to be
  Comparison run() throws StorageException, InterruptedException {
    String session = session();
    if (session == null) {
      return comparison(); // it was complete, and nobody knew
    }
    for (int number = 1; number <= plan.count(); number++) {
      if (!tags.containsKey(number)) {
        send(session, number);
      }
    }
    complete(session);
    return comparison();
  }

  /// Null where the whole object is there already.
  private @Nullable String session() throws StorageException, InterruptedException {
    TransferMemory.Known known = memory.known();
    if (known.session() == null) {
      return begin();
    }
    if (known.session().isEmpty()) {
      sessions.abortAll(path); // begun, and nobody knows its name
      return begin();
    }
    if (known.partBytes() != plan.partBytes()) {
      sessions.abort(path, known.session());
      return begin();
    }
    switch (sessions.parts(path, known.session())) {
      case UploadSessions.Gone _ -> {
        return isThere() ? null : begin();
      }
      case UploadSessions.Untold _ -> tags.putAll(known.parts());
      case UploadSessions.Parts parts -> keep(parts, known.parts());
    }
    return known.session();
  }

  private String begin() throws StorageException, InterruptedException {
    memory.session("", plan.partBytes());
    String session = sessions.begin(path, checksum == Checksum.SHA256);
    memory.session(session, plan.partBytes());
    return session;
  }

  /// Its completion may have been answered to nobody.
  private boolean isThere() throws StorageException, InterruptedException {
    return ObjectHead.of(client, path)
        .filter(head -> head.bytes() == file.bytes())
        .filter(head -> isSame(head))
        .isPresent();
  }

  private boolean isSame(ObjectHead head) {
    try {
      comparison().check(head);
      return true;
    } catch (StorageException other) {
      return false;
    }
  }

  /// Those parts of the server's that are as they were sent.
  private void keep(UploadSessions.Parts parts, Map<Integer, String> known)
      throws StorageException {
    for (var there : parts.byNumber().entrySet()) {
      int number = there.getKey();
      UploadSessions.Part part = there.getValue();
      boolean fits = number >= 1 && number <= plan.count() && part.bytes() == plan.bytes(number);
      if (fits && part.tag().equals(expectedTag(number, known))) {
        tags.put(number, part.tag());
      }
    }
  }

  private @Nullable String expectedTag(int number, Map<Integer, String> known)
      throws StorageException {
    return checksum == Checksum.ETAG ? digests(number).md5Hex() : known.get(number);
  }

  private Digests digests(int number) throws StorageException {
    Digests known = digests.get(number);
    if (known == null) {
      known = Digests.of(file.file(), plan.from(number), plan.bytes(number));
      digests.put(number, known);
    }
    return known;
  }

  private void send(String session, int number) throws StorageException, InterruptedException {
    Digests sum = digests(number);
    S3Request request =
        S3Request.of("PUT", path)
            .query(PART_NUMBER, Integer.toString(number))
            .query(UPLOAD_ID, session)
            .body(
                new S3Request.Part(
                    file.file(), plan.from(number), plan.bytes(number), sum.sha256Hex()));
    String tag = Sending.of(client, memory).send(request, sum);
    memory.part(number, tag);
    tags.put(number, tag);
  }

  private void complete(String session) throws StorageException, InterruptedException {
    Map<Integer, String> checksums = new HashMap<>();
    if (checksum == Checksum.SHA256) {
      for (int number = 1; number <= plan.count(); number++) {
        checksums.put(number, digests(number).sha256Base64());
      }
    }
    S3Answer answer =
        client.ask(
            S3Request.of("POST", path)
                .query(UPLOAD_ID, session)
                .body(new S3Request.Text(Bytes.wrap(S3Xml.complete(tags, checksums)))));
    // S3 may answer 200 first, and say later in the body that it failed
    boolean failed = answer.ok() && answer.xml().root().equals("Error");
    if (!answer.ok() || failed) {
      if (answer.code().equals("NoSuchUpload") && isThere()) {
        return;
      }
      if (answer.code().startsWith("InvalidPart")) {
        memory.forget();
        sessions.abort(path, session);
      }
      throw failed
          ? new StorageException(
              Kind.UNREACHABLE, "the parts were not put together: " + answer.code())
          : answer.failure(client.now());
    }
  }

  /// "Checking object integrity": sums of sums, with their number.
  private Comparison comparison() throws StorageException {
    MessageDigest md5 = SigV4.digest("MD5");
    MessageDigest sha256 = SigV4.digest("SHA-256");
    for (int number = 1; checksum != Checksum.SIZE && number <= plan.count(); number++) {
      md5.update(digests(number).md5().toByteArray());
      sha256.update(digests(number).sha256().toByteArray());
    }
    String parts = "-" + plan.count();
    return new Comparison(
        checksum,
        file.bytes(),
        HexFormat.of().formatHex(md5.digest()) + parts,
        Base64.getEncoder().encodeToString(sha256.digest()) + parts,
        file.file());
  }
}
