package io.tidegate.gateway.storage.s3;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.gateway.config.Token;
import io.tidegate.gateway.storage.ObjectPath;
import io.tidegate.gateway.storage.ShortMemory;
import io.tidegate.gateway.storage.StorageBackend;
import io.tidegate.gateway.storage.StorageException;
import io.tidegate.gateway.storage.TransferMemory;
import io.tidegate.media.DataSize;
import io.tidegate.media.testing.Tool;
import java.io.BufferedReader;
import java.io.File;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A server of others, s3rver, behind a door that makes each signature once more by a library of
/// others, aws4.
@Timeout(480)
class S3rverIT {
  private static final Path MODULES = Path.of("web", "node_modules").toAbsolutePath();
  private static final Path SCRIPT = Path.of("src/test/web/s3rver.cjs").toAbsolutePath();

  /// What is hard to sign.
  private static final String[] NAMES = {
    "plain.mp4",
    "with space.mp4",
    "ä/ö ü/日本語 😀.mp4",
    "a+b=c&d?e#f%25%.mp4",
    "(a)'b'!*~$,;:@[x].mp4",
    "-._~/.hidden"
  };

  @TempDir static Path folder;
  private static Process server;
  private static URI endpoint;

  @BeforeAll
  static void start() throws Exception {
    Tool.require("node");
    assertThat(MODULES.resolve("s3rver")).as("./test installs it").exists();
    ProcessBuilder builder =
        new ProcessBuilder("node", SCRIPT.toString(), folder.resolve("buckets").toString())
            .redirectError(new File("/dev/null"));
    builder.environment().put("NODE_PATH", MODULES.toString());
    server = builder.start();
    BufferedReader output = server.inputReader();
    String line = output.readLine();
    assertThat(line).startsWith("port ");
    endpoint = URI.create("http://127.0.0.1:" + line.replaceAll("\\D", ""));
  }

  @AfterAll
  static void stop() {
    server.destroyForcibly();
  }

  private static S3Backend backend(String secret, Clock clock) {
    return new S3Backend(
        new S3Options(
            new S3Options.Bucket(endpoint, "us-east-1", "bucket", "pre fix/", true),
            new S3Options.Keys("S3RVER", new Token(secret)),
            null,
            new S3Options.Transfers(
                DataSize.ofMegabytes(5),
                null,
                S3Options.Checksum.ETAG,
                Duration.ofHours(1),
                Duration.ofSeconds(60))),
        clock);
  }

  private static S3Backend backend() {
    return backend("S3RVER", Clock.systemUTC());
  }

  private static Path file(String name, int bytes) throws Exception {
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    return Files.write(folder.resolve(name), content);
  }

  @Test
  void everyNameIsSignedAsTheServerReadsIt() throws Exception {
    Path file = file("small", 1_000);
    try (S3Backend backend = backend()) {
      for (String name : NAMES) {
        ObjectPath path = new ObjectPath(name);
        assertThat(backend.store(path, file, new ShortMemory()).bytes()).as(name).isEqualTo(1_000);
        try (StorageBackend.Content content = backend.open(path, 990, 100)) {
          assertThat(content.stream().readAllBytes()).as(name).hasSize(10);
          assertThat(content.whole()).isEqualTo(1_000);
        }
        backend.delete(path);
        assertThat(backend.find(path)).as(name).isEmpty();
      }
    }
  }

  @Test
  void signedAddressesAreGoodForWhatTheySay() throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    Path file = file("linked", 5_000);
    try (S3Backend backend = backend()) {
      for (String name : NAMES) {
        ObjectPath path = new ObjectPath("linked/" + name);
        URI put = link(backend, path, StorageBackend.Access.PUT);
        URI get = link(backend, path, StorageBackend.Access.GET);
        HttpRequest upload =
            HttpRequest.newBuilder(put).PUT(HttpRequest.BodyPublishers.ofFile(file)).build();
        assertThat(http.send(upload, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> got =
            http.send(HttpRequest.newBuilder(get).build(), BodyHandlers.ofByteArray());
        assertThat(got.statusCode()).as(name).isEqualTo(200);
        assertThat(got.body()).isEqualTo(Files.readAllBytes(file));
        URI bent = URI.create(get.toString().replaceFirst("Signature=.", "Signature=x"));
        HttpResponse<Void> refused =
            http.send(HttpRequest.newBuilder(bent).build(), BodyHandlers.discarding());
        assertThat(refused.statusCode()).as("a bent one").isEqualTo(403);
      }
    }
    http.shutdownNow();
  }

  private static URI link(S3Backend backend, ObjectPath path, StorageBackend.Access access) {
    return backend.link(path, access, Duration.ofMinutes(5)).orElseThrow();
  }

  @Test
  void aLargeFileGoesInPartsAndIsWhole() throws Exception {
    Path file = file("large", (12 << 20) + 7);
    ObjectPath path = new ObjectPath("large file.mp4");
    try (S3Backend backend = backend()) {
      StorageBackend.Receipt receipt = backend.store(path, file, new ShortMemory());
      // s3rver gives the MD5 of the whole, S3 that of the parts' MD5s
      assertThat(receipt.tag()).isEqualTo(Digests.of(file, 0, Files.size(file)).md5Hex());
      try (StorageBackend.Content content = backend.open(path, 0, Long.MAX_VALUE)) {
        assertThat(content.stream().readAllBytes()).isEqualTo(Files.readAllBytes(file));
      }
    }
  }

  /// As after `kill -9`: another gateway knows what the disk remembers.
  @Test
  void whatWasBrokenOffGoesOnWithAnotherClient() throws Exception {
    Path file = file("broken", (15 << 20) + 1);
    ObjectPath path = new ObjectPath("broken.mp4");
    ShortMemory memory = new ShortMemory();
    try (S3Backend backend = backend()) {
      Thread upload =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  backend.store(path, file, memory);
                } catch (StorageException | InterruptedException broken) {
                  assertThat(broken).isNotNull();
                }
              });
      await("two parts are there").until(() -> memory.known().parts().size() >= 2);
      upload.interrupt();
      upload.join();
    }
    TransferMemory.Known known = memory.known();
    try (S3Backend backend = backend()) {
      backend.store(path, file, memory);
      assertThat(memory.known().session()).isEqualTo(known.session());
      assertThat(memory.known().parts()).containsAllEntriesOf(known.parts()).hasSize(4);
      try (StorageBackend.Content content = backend.open(path, 0, Long.MAX_VALUE)) {
        assertThat(content.stream().readAllBytes()).isEqualTo(Files.readAllBytes(file));
      }
    }
  }

  @Test
  void wrongKeysAndClocksAreRefusedInWords() throws Exception {
    Path file = file("refused", 10);
    ObjectPath path = new ObjectPath("refused.mp4");
    try (S3Backend backend = backend("another", Clock.systemUTC())) {
      StorageException failure =
          catchThrowableOfType(
              StorageException.class, () -> backend.store(path, file, new ShortMemory()));
      assertThat(failure.kind()).isEqualTo(StorageException.Kind.REFUSED);
      assertThat(failure.advice()).contains("secret-key");
    }
    Clock late = Clock.offset(Clock.system(ZoneOffset.UTC), Duration.ofHours(-2));
    try (S3Backend backend = backend("S3RVER", late)) {
      StorageException failure =
          catchThrowableOfType(
              StorageException.class, () -> backend.store(path, file, new ShortMemory()));
      assertThat(failure.kind()).isEqualTo(StorageException.Kind.CLOCK);
      assertThat(failure).hasMessageContaining("s behind the server's");
    }
  }
}
