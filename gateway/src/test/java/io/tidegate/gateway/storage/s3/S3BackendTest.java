package io.tidegate.gateway.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.ShortMemory;
import io.tidegate.gateway.storage.StorageBackend;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.StorageException.Kind;
import io.tidegate.gateway.storage.s3.FakeS3.Cut;
import io.tidegate.gateway.storage.s3.FakeS3.Refuse;
import io.tidegate.gateway.storage.s3.S3Options.Checksum;
import io.tidegate.media.DataSize;
import io.tidegate.media.Nullable;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Uploads to a server that behaves badly.
@Timeout(300)
class S3BackendTest {
  private static final int KB = 1 << 10;
  private static final ObjectPath PATH = new ObjectPath("live/ä b+c/1.mp4");
  private static final String KEY = "site/live/ä b+c/1.mp4";

  @TempDir Path folder;
  private FakeS3 server;
  private final ShortMemory memory = new ShortMemory();
  private S3Backend backend;

  @BeforeEach
  void open() throws Exception {
    server = new FakeS3();
    backend = backend(server.endpoint(), Checksum.ETAG, null, Duration.ofSeconds(30));
  }

  /// With parts of 64 KB: what real servers refuse, and we with them, by the configuration.
  private static S3Backend backend(
      URI endpoint, Checksum checksum, @Nullable DataSize bandwidth, Duration stall) {
    return new S3Backend(
        new S3Options(
            new S3Options.Bucket(endpoint, "us-east-1", "bucket", "site/", true),
            new S3Options.Keys("access", new Token("secret")),
            null,
            new S3Options.Transfers(
                DataSize.ofKilobytes(64), bandwidth, checksum, Duration.ofHours(1), stall)));
  }

  @AfterEach
  void close() {
    backend.close();
    server.close();
  }

  private Path file(int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(folder.resolve("file"), content);
  }

  private StorageException fails(Path file) {
    return catchThrowableOfType(StorageException.class, () -> backend.store(PATH, file, memory));
  }

  private static String part(int number) {
    return "PUT " + KEY + " {partNumber=" + number + ", uploadId=…}";
  }

  @Test
  void aSmallFileGoesInOnePieceAndIsComparedOnceMore() throws Exception {
    Path file = file(64 * KB);
    StorageBackend.Receipt receipt = backend.store(PATH, file, memory);
    assertThat(receipt.bytes()).isEqualTo(64 * KB);
    assertThat(server.objects.get(KEY)).isEqualTo(Files.readAllBytes(file));
    assertThat(server.asked).containsExactly("PUT " + KEY, "HEAD " + KEY);
  }

  @Test
  void anEmptyFileIsAnObjectToo() throws Exception {
    assertThat(backend.store(PATH, file(0), memory).bytes()).isZero();
    assertThat(server.objects.get(KEY)).isEmpty();
  }

  @Test
  void aLargeFileGoesInParts() throws Exception {
    Path file = file(3 * 64 * KB + 1);
    StorageBackend.Receipt receipt = backend.store(PATH, file, memory);
    assertThat(receipt.tag()).endsWith("-4");
    assertThat(server.objects.get(KEY)).isEqualTo(Files.readAllBytes(file));
    assertThat(server.asked)
        .containsExactly(
            "POST " + KEY + " {uploads=}",
            part(1),
            part(2),
            part(3),
            part(4),
            "POST " + KEY + " {uploadId=…}",
            "HEAD " + KEY);
    assertThat(server.sessions).isEmpty();
  }

  @Test
  void whatIsBrokenOffGoesOnWithThePartsThatAreThere() throws Exception {
    Path file = file(5 * 64 * KB);
    server.tricks = line -> line.equals(part(4)) ? new Refuse(403, error("AccessDenied")) : null;
    assertThat(fails(file).kind()).isEqualTo(Kind.REFUSED);
    assertThat(memory.known().parts()).hasSize(3);
    server.tricks = _ -> null;
    server.asked.clear();
    backend.store(PATH, file, memory);
    assertThat(server.asked).contains(part(4), part(5)).doesNotContain(part(1), part(2), part(3));
    assertThat(server.asked.getFirst()).isEqualTo("GET " + KEY + " {uploadId=…}");
    assertThat(server.objects.get(KEY)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void aPartThatIsNotWhatLiesHereIsSentAgain() throws Exception {
    Path file = file(3 * 64 * KB);
    server.tricks = line -> line.equals(part(3)) ? new Refuse(403, error("AccessDenied")) : null;
    fails(file);
    byte[] second =
        Objects.requireNonNull(server.sessions.values().iterator().next().parts().get(2));
    second[7] ^= 1;
    server.tricks = _ -> null;
    server.asked.clear();
    backend.store(PATH, file, memory);
    assertThat(server.asked).contains(part(2), part(3)).doesNotContain(part(1));
    assertThat(server.objects.get(KEY)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void aSessionThatTheServerHasForgottenBeginsAnew() throws Exception {
    Path file = file(3 * 64 * KB);
    server.tricks = line -> line.equals(part(3)) ? new Refuse(403, error("AccessDenied")) : null;
    fails(file);
    server.tricks = _ -> null;
    server.sessions.clear();
    backend.store(PATH, file, memory);
    assertThat(server.objects.get(KEY)).isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void aSessionWhoseNameWasNeverHeardIsAbortedAndNoOther() throws Exception {
    server.tricks = line -> line.contains("{uploads=}") ? new FakeS3.Swallow() : null;
    Path file = file(2 * 64 * KB);
    assertThat(fails(file).kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(server.sessions).hasSize(S3Client.TRIES);
    server.sessions.put("other", new FakeS3.Session(KEY + ".other", new java.util.TreeMap<>()));
    server.tricks = _ -> null;
    backend.store(PATH, file, memory);
    assertThat(server.sessions).containsOnlyKeys("other");
  }

  @Test
  void anAnswerToTheLastQuestionThatIsLostCostsNothing() throws Exception {
    Path file = file(2 * 64 * KB);
    AtomicInteger times = new AtomicInteger();
    server.tricks =
        line ->
            line.equals("POST " + KEY + " {uploadId=…}") && times.getAndIncrement() == 0
                ? new FakeS3.Swallow()
                : null;
    // asked again, the upload is gone, and the object is there
    assertThat(backend.store(PATH, file, memory).bytes()).isEqualTo(2 * 64 * KB);
    server.tricks = _ -> null;
    memory.session("gone", 64 * KB);
    server.asked.clear();
    backend.store(PATH, file, memory);
    assertThat(server.asked).noneMatch(line -> line.startsWith("PUT"));
  }

  @Test
  void aServerThatListsNoPartsIsBelievedWhatItSaidBefore() throws Exception {
    Path file = file(3 * 64 * KB);
    server.tricks = line -> line.equals(part(3)) ? new Refuse(403, error("AccessDenied")) : null;
    fails(file);
    server.asked.clear();
    server.tricks =
        line -> line.startsWith("GET") ? new Refuse(501, error("NotImplemented")) : null;
    backend.store(PATH, file, memory);
    assertThat(server.asked).contains(part(3)).doesNotContain(part(1), part(2));
  }

  @Test
  void whatPassesIsAskedAgain() throws Exception {
    AtomicInteger times = new AtomicInteger();
    server.tricks =
        line ->
            line.equals(part(2))
                ? switch (times.incrementAndGet()) {
                  case 1 -> new Refuse(503, error("SlowDown"));
                  case 2 -> new Cut(10_000);
                  default -> null;
                }
                : null;
    Path file = file(3 * 64 * KB);
    backend.store(PATH, file, memory);
    assertThat(server.objects.get(KEY)).isEqualTo(Files.readAllBytes(file));
    assertThat(times.get()).isEqualTo(3);
  }

  @Test
  void halfAnAnswerIsNone() throws Exception {
    AtomicInteger times = new AtomicInteger();
    server.tricks =
        line ->
            line.contains("{uploads=}") && times.incrementAndGet() < 3 ? new FakeS3.Half() : null;
    backend.store(PATH, file(2 * 64 * KB), memory);
    assertThat(times.get()).isEqualTo(3);
  }

  @Test
  void anotherByteThanWasSentIsNoticed() throws Exception {
    server.tricks = line -> line.startsWith("PUT") ? new FakeS3.Corrupt() : null;
    StorageException one = fails(file(100));
    assertThat(one.kind()).isEqualTo(Kind.CORRUPT);
    assertThat(one).hasMessageContaining("entity tag");
    StorageException part = fails(file(2 * 64 * KB));
    assertThat(part.kind()).isEqualTo(Kind.CORRUPT);
  }

  @Test
  void whatAnotherPutsThereMeanwhileIsNoticed() throws Exception {
    server.tricks =
        line -> {
          if (line.startsWith("HEAD")) {
            server.objects.put(KEY, new byte[2 * 64 * KB - 1]);
          }
          return null;
        };
    assertThat(fails(file(2 * 64 * KB))).hasMessageContaining("131071 bytes, not 131072");
  }

  @Test
  void aServerThatHangsIsLeft() throws Exception {
    backend.close();
    backend = backend(server.endpoint(), Checksum.ETAG, null, Duration.ofMillis(200));
    server.tricks = _ -> new FakeS3.Hang();
    StorageException failure = fails(file(100));
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure).hasMessageContaining("nothing moved");
    assertThat(server.hanging.getCount()).isZero();
  }

  @Test
  void aServerThatIsNotThereIsUnreachable() throws Exception {
    server.close();
    StorageException failure = fails(file(100));
    assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
    assertThat(failure.advice()).contains("See the network");
  }

  private static String error(String code, String... more) {
    return "<Error><Code>" + code + "</Code>" + String.join("", more) + "</Error>";
  }

  @Test
  void refusalsSayWhatToDo() throws Exception {
    Path file = file(100);
    refused(file, 403, error("RequestTimeTooSkewed"), Kind.CLOCK, "NTP");
    refused(file, 403, error("SignatureDoesNotMatch"), Kind.REFUSED, "secret-key");
    refused(file, 403, error("InvalidAccessKeyId"), Kind.REFUSED, "access-key");
    refused(file, 404, error("NoSuchBucket"), Kind.REFUSED, "Make the bucket");
    refused(file, 403, error("AccessDenied"), Kind.REFUSED, "s3:PutObject");
    refused(file, 301, error("PermanentRedirect"), Kind.REFUSED, "region");
    refused(file, 507, "", Kind.FULL, "Make room");
    refused(file, 403, "<html>a proxy</html>", Kind.REFUSED, "keys");
    refused(file, 400, error("InvalidArgument"), Kind.FAILED, "message");
    refused(file, 500, "", Kind.UNREACHABLE, "network");
    server.tricks =
        _ ->
            new Refuse(400, error("AuthorizationHeaderMalformed", "<Region>eu-central-1</Region>"));
    assertThat(fails(file)).hasMessageContaining("the bucket is in eu-central-1");
    server.tricks = _ -> new Refuse(403, error("RequestTimeTooSkewed"));
    assertThat(fails(file)).hasMessageContaining("this machine's clock is 0 s");
  }

  private void refused(Path file, int status, String body, Kind kind, String advice) {
    server.tricks = _ -> new Refuse(status, body);
    StorageException failure = fails(file);
    assertThat(failure.kind()).as(body).isEqualTo(kind);
    assertThat(failure.advice()).as(body).contains(advice);
    assertThat(failure.getMessage()).doesNotContain("secret").doesNotContain("\n");
  }

  @Test
  void tagsThatAreNoMd5NeedAnotherComparison() throws Exception {
    server.encrypts = true;
    StorageException failure = fails(file(100));
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure.advice()).contains("Set checksum to sha256");
    backend.close();
    backend = backend(server.endpoint(), Checksum.SIZE, null, Duration.ofSeconds(30));
    assertThat(backend.store(PATH, file(3 * 64 * KB), memory).bytes()).isEqualTo(3 * 64 * KB);
  }

  @Test
  void aServerWithoutSha256IsToldSo() throws Exception {
    backend.close();
    backend = backend(server.endpoint(), Checksum.SHA256, null, Duration.ofSeconds(30));
    StorageException failure = fails(file(100)); // its HEAD says none
    assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
    assertThat(failure).hasMessageContaining("does not tell the SHA-256");
  }

  @Test
  void rangesAreReadAndWhatIsBeyondIsEmpty() throws Exception {
    Path file = file(1_000);
    backend.store(PATH, file, memory);
    for (long[] range :
        List.of(
            new long[] {0, 1_000},
            new long[] {0, Long.MAX_VALUE},
            new long[] {999, 1},
            new long[] {10, 20},
            new long[] {1_000, 5},
            new long[] {5_000, 5})) {
      try (StorageBackend.Content content = backend.open(PATH, range[0], range[1])) {
        byte[] read = content.stream().readAllBytes();
        int from = (int) Math.min(range[0], 1_000);
        int to = (int) Math.min(1_000, range[1] > 1_000 ? 1_000 : range[0] + range[1]);
        assertThat(read)
            .isEqualTo(
                java.util.Arrays.copyOfRange(Files.readAllBytes(file), from, Math.max(from, to)));
        assertThat(content.length()).isEqualTo(read.length);
        assertThat(content.whole()).isEqualTo(1_000);
      }
    }
    backend.delete(PATH);
    assertThat(backend.find(PATH)).isEmpty();
    assertThatThrownBy(() -> backend.open(PATH, 0, 1))
        .isInstanceOfSatisfying(
            StorageException.class, one -> assertThat(one.kind()).isEqualTo(Kind.ABSENT));
  }

  @Test
  void whatIsAbandonedIsAborted() throws Exception {
    server.tricks = line -> line.equals(part(2)) ? new Refuse(403, error("AccessDenied")) : null;
    fails(file(2 * 64 * KB));
    assertThat(server.sessions).hasSize(1);
    server.tricks = _ -> null;
    backend.abandon(PATH, memory);
    assertThat(server.sessions).isEmpty();
    assertThat(memory.known().session()).isNull();
    backend.abandon(PATH, memory);
  }

  @Test
  void aFileThatIsGoneIsToldFromAServerThatIs() {
    assertThat(fails(folder.resolve("none")).kind()).isEqualTo(Kind.LOCAL);
  }

  @Test
  void theLimitHoldsForAllUploadsOfAProfileTogether() throws Exception {
    backend.close();
    backend =
        backend(
            server.endpoint(), Checksum.ETAG, DataSize.ofKilobytes(256), Duration.ofSeconds(30));
    Path file = file(4 * 64 * KB);
    long begun = System.nanoTime();
    Thread other =
        Thread.ofVirtual()
            .start(() -> {
              try {
                backend.store(new ObjectPath("other"), file, new ShortMemory());
              } catch (StorageException | InterruptedException failure) {
                throw new IllegalStateException(failure);
              }
            });
    backend.store(PATH, file, memory);
    other.join();
    // 512 KB at 256 KB a second, but for a quarter of a second that is saved up
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_500));
  }
}
