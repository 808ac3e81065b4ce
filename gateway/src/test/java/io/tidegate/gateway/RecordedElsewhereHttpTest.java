package io.tidegate.gateway;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.gateway.config.SettingsReader;
import io.tidegate.media.testing.Patience;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A whole gateway in this process plays, sends and deletes what lies with a storage profile alone.
@Timeout(600)
class RecordedElsewhereHttpTest {
  private static final String NAME = "2026/11/22/100000.000-1-4000000d.ts";

  @TempDir Path folder;

  @Test
  void playsDownloadsAndDeletesFromAProfile() throws Exception {
    byte[] segment = new byte[188 * 500];
    new Random(1).nextBytes(segment);
    Path here = folder.resolve("data/recordings/live/cam").resolve(NAME);
    Files.createDirectories(here.getParent());
    Files.write(here, segment);
    Path there =
        folder.resolve("archive/live/cam/2026-11-22").resolve(here.getFileName().toString());
    Path file =
        Files.writeString(
            folder.resolve("t.yaml"),
            """
            storage:
            - {name: disk, type: local, path-pattern: '{app}/{name}/{date}', local: {folder: %s}}
            recording: {keep-free: 1MB}
            routes:
            - key: live/cam
              outputs: {recording: {container: ts, storage: disk, keep-local-hours: 0}}
            """
                .formatted(folder.resolve("archive")));
    Gateway gateway =
        new Gateway(
            SettingsReader.read(file.toString(), InProcess.environment(folder.resolve("data"))));
    try (HttpClient http = HttpClient.newHttpClient()) {
      String base = "http://" + gateway.start().addresses().get("http");
      await("it lies there alone")
          .atMost(Patience.FOR_PROGRAMS)
          .until(() -> Files.exists(there) && !Files.exists(here));
      assertThat(there).hasBinaryContent(segment);
      String stream = base + "/recordings/live/cam/";
      String lists = text(http, stream + "index.m3u8?from=2026-11-22T09:00:00Z");
      String media = text(http, stream + lists.lines().toList().getLast());
      String address =
          media.lines().filter(line -> line.startsWith(NAME)).findFirst().orElseThrow();
      assertThat(get(http, stream + address, "").body()).isEqualTo(segment);
      HttpResponse<byte[]> part = get(http, stream + address, "bytes=188-375");
      assertThat(part.statusCode()).isEqualTo(206);
      assertThat(part.body()).isEqualTo(Arrays.copyOfRange(segment, 188, 376));
      String stretch = "?from=2026-11-22T09:00:00Z&to=2026-11-22T11:00:00Z";
      assertThat(get(http, stream + "download.ts" + stretch, "").body()).isEqualTo(segment);
      HttpRequest delete =
          HttpRequest.newBuilder(URI.create(base + "/api/v1/recordings/live/cam" + stretch))
              .DELETE()
              .build();
      assertThat(http.send(delete, HttpResponse.BodyHandlers.ofString()).body())
          .contains("\"segments\":1");
      await("it is deleted there").until(() -> !Files.exists(there));
      assertThat(get(http, stream + address, "").statusCode()).isEqualTo(404);
    } finally {
      gateway.stop();
    }
  }

  private static String text(HttpClient http, String address) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static HttpResponse<byte[]> get(HttpClient http, String address, String range)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
    if (range.startsWith("bytes=")) {
      request.header("Range", range);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }
}
