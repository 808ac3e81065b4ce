package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The data directory on a small file system of its own that fills up while somebody watches. Who
/// may not mount one sees the test skipped; `store.RouteStoreTest` has the same without a file
/// system.
class FullDiskIT {
  private static final String SIZE = "size=24m";

  /// How much of the stream is watched after the disk was full and well again.
  private static final Duration WATCHED_AFTER = Duration.ofSeconds(3);

  @TempDir Path folder;

  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void aFullDiskRefusesChangesAndTheMediaGoesOn() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    Assumptions.assumeTrue(mounts(disk), "may not mount a tmpfs");
    try {
      int stored = fill(disk);
      restart(disk, stored);
    } finally {
      Tool.run(30, "umount", disk.toString());
      client.shutdownNow();
    }
  }

  private static boolean mounts(Path disk) throws IOException, InterruptedException {
    return new ProcessBuilder("mount", "-t", "tmpfs", "-o", SIZE, "tmpfs", disk.toString())
            .redirectErrorStream(true)
            .start()
            .waitFor()
        == 0;
  }

  /// @return how many routes were acknowledged
  private int fill(Path disk) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(disk, Map.of());
        Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a"))) {
      Live.awaitHls(gateway, "live/a");
      int[] stored = {0};
      CountDownLatch done = new CountDownLatch(1);
      Callable<Boolean> watched =
          () -> {
            FlvRecording.of(
                    gateway.http("/live/a.flv"),
                    () -> done.getCount() == 0,
                    WATCHED_AFTER,
                    folder.resolve("a"))
                .assertSound("ffmpeg", 50)
                .assertRunsOn(Duration.ofSeconds(2));
            return true;
          };
      Callable<Boolean> filled =
          () -> {
            try {
              stored[0] = writeUntilFull(gateway, disk);
            } finally {
              done.countDown();
            }
            return true;
          };
      Judges.together(List.of(watched, filled));
      assertThat(publisher.isAlive()).as(publisher.output()).isTrue();
      return stored[0];
    }
  }

  private int writeUntilFull(GatewayProcess gateway, Path disk) throws Exception {
    int stored = 0;
    for (; stored < 20; stored++) {
      assertThat(put(gateway, stored).statusCode()).isEqualTo(201);
    }
    Path ballast = disk.resolve("ballast");
    writeUntilFull(ballast);
    HttpResponse<String> refused = put(gateway, stored);
    // what SQLite has already allocated takes a few
    for (; refused.statusCode() == 201 && stored < 5_000; refused = put(gateway, stored)) {
      stored++;
    }
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(507);
    assertThat(refused.body()).contains("the disk is full");
    assertThat(count(gateway)).isEqualTo(stored);
    assertThat(gateway.get("/health/ready").body()).contains("the disk is full");
    Files.delete(ballast);
    assertThat(put(gateway, stored).statusCode()).isEqualTo(201);
    await("well again")
        .atMost(Patience.FOR_PROGRAMS)
        .until(() -> !gateway.get("/health/ready").body().contains("the disk is full"));
    return stored + 1;
  }

  private static void writeUntilFull(Path ballast) throws IOException {
    byte[] piece = new byte[4096];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  private void restart(Path disk, int stored) throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(disk, Map.of())) {
      assertThat(count(gateway)).isEqualTo(stored);
    }
  }

  private static int count(GatewayProcess gateway) throws Exception {
    return new JsonObject(gateway.get("/api/v1/routes?limit=1").body()).getInteger("total");
  }

  private HttpResponse<String> put(GatewayProcess gateway, int number) throws Exception {
    String labels = "{\"labels\": [\"" + "x".repeat(60) + "\"]}";
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(gateway.http("/api/v1/routes/disk/r" + number)))
            .PUT(HttpRequest.BodyPublishers.ofString(labels))
            .header("Content-Type", "application/json")
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
