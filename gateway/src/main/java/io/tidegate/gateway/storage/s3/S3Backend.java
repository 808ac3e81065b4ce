package io.tidegate.gateway.storage.s3;

import io.tidegate.gateway.storage.LimitedStream;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.StorageBackend;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.storage.TransferMemory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A bucket of a server that speaks S3.
///
/// Files of up to one part go in one piece, others in parts. Each piece carries its MD5 and its
/// SHA-256; what came of it is compared as the options say, once more after all of it is there.
public final class S3Backend implements StorageBackend {
  /// RFC 9110 §14.4.
  private static final Pattern RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18})");

  private static final Logger log = LoggerFactory.getLogger(S3Backend.class);

  private static final Pattern UNSATISFIED = Pattern.compile("bytes \\*/(\\d{1,18})");

  private final S3Options options;
  private final S3Client client;

  /// @throws IllegalArgumentException when the certificates cannot be used
  public S3Backend(S3Options options) {
    this(options, Clock.systemUTC());
  }

  S3Backend(S3Options options, Clock clock) {
    this.options = options;
    try {
      this.client = new S3Client(options, clock);
    } catch (IOException | GeneralSecurityException unusable) {
      throw new IllegalArgumentException(
          "authorities: " + options.authorities() + ": " + unusable.getMessage(), unusable);
    }
  }

  @Override
  public Receipt store(ObjectPath path, Path file, TransferMemory memory)
      throws StorageException, InterruptedException {
    long bytes;
    try {
      bytes = Files.size(file);
    } catch (IOException absent) {
      throw new StorageException(Kind.LOCAL, file + " cannot be read", absent);
    }
    Comparison wanted =
        bytes <= options.transfers().partSize().bytes()
            ? whole(path, file, bytes, memory)
            : new MultipartUpload(client, path, new MultipartUpload.LocalFile(file, bytes), memory)
                .run();
    ObjectHead head =
        ObjectHead.of(client, path)
            .orElseThrow(() ->
                new StorageException(Kind.CORRUPT, "the server took it, and does not have it"));
    try {
      wanted.check(head);
    } catch (StorageException other) {
      memory.forget();
      throw other;
    }
    return new Receipt(head.bytes(), head.tag());
  }

  private Comparison whole(ObjectPath path, Path file, long bytes, TransferMemory memory)
      throws StorageException, InterruptedException {
    Digests sum = Digests.of(file, 0, bytes);
    S3Request request =
        S3Request.of("PUT", path)
            .header("Content-Type", ContentTypes.of(path))
            .body(new S3Request.Part(file, 0, bytes, sum.sha256Hex()));
    Sending.of(client, memory).send(request, sum);
    return new Comparison(
        options.transfers().checksum(), bytes, sum.md5Hex(), sum.sha256Base64(), file);
  }

  @Override
  public Content open(ObjectPath path, long from, long length)
      throws StorageException, InterruptedException {
    long last = length > Long.MAX_VALUE - from ? Long.MAX_VALUE : from + length - 1;
    String range = "bytes=" + from + "-" + (last == Long.MAX_VALUE ? "" : last);
    S3Client.Opened opened = client.open(S3Request.of("GET", path).header("Range", range));
    S3Answer answer = opened.answer();
    Matcher beyond = UNSATISFIED.matcher(answer.header("Content-Range"));
    if (answer.status() == 416) {
      long whole = beyond.matches() ? Long.parseLong(beyond.group(1)) : 0;
      return new Content(InputStream.nullInputStream(), 0, whole);
    }
    if (!answer.ok()) {
      throw answer.failure(client.now());
    }
    Matcher told = RANGE.matcher(answer.header("Content-Range"));
    if (answer.status() == 206 && told.matches() && Long.parseLong(told.group(1)) == from) {
      long there = Math.min(length, Long.parseLong(told.group(2)) - from + 1);
      return new Content(
          new LimitedStream(opened.stream(), there), there, Long.parseLong(told.group(3)));
    }
    return skipped(opened, from, length);
  }

  /// Of a server that gives everything.
  private static Content skipped(S3Client.Opened opened, long from, long length)
      throws StorageException {
    long whole = opened.answer().headers().firstValueAsLong("Content-Length").orElse(0);
    long there = Math.max(0, Math.min(length, whole - from));
    try {
      opened.stream().skipNBytes(Math.min(from, whole));
      return new Content(new LimitedStream(opened.stream(), there), there, whole);
    } catch (IOException cut) {
      close(opened);
      throw new StorageException(Kind.UNREACHABLE, "the object was cut off", cut);
    }
  }

  private static void close(S3Client.Opened opened) {
    try {
      opened.stream().close();
    } catch (IOException broken) {
      log.debug("a connection was broken already", broken);
    }
  }

  @Override
  public void delete(ObjectPath path) throws StorageException, InterruptedException {
    S3Answer answer = client.ask(S3Request.of("DELETE", path));
    if (!answer.ok() && answer.status() != 404) {
      throw answer.failure(client.now());
    }
  }

  @Override
  public Optional<Receipt> find(ObjectPath path) throws StorageException, InterruptedException {
    return ObjectHead.of(client, path).map(head -> new Receipt(head.bytes(), head.tag()));
  }

  @Override
  public void abandon(ObjectPath path, TransferMemory memory)
      throws StorageException, InterruptedException {
    String session = memory.known().session();
    if (session != null) {
      UploadSessions sessions = new UploadSessions(client);
      if (session.isEmpty()) {
        sessions.abortAll(path);
      } else {
        sessions.abort(path, session);
      }
      memory.forget();
    }
  }

  @Override
  public Optional<URI> link(ObjectPath path, Access access, Duration valid) {
    Duration most = S3Options.Transfers.MAX_PRESIGN;
    Duration bounded = valid.compareTo(most) > 0 ? most : valid;
    return Optional.of(client.presigned(access.name(), path, bounded));
  }

  @Override
  public void close() {
    client.close();
  }
}
