package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import io.tidegate.media.testing.Ports;
import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The cache that is shipped as an example, with the real nginx: what it takes off the gateway.
class CacheInFrontIT {
  private static final Path SHIPPED =
      Path.of("target", "dist", "proxy", "nginx-cache.conf").toAbsolutePath();

  private static final int VIEWERS = 40;
  private static final int SECONDS = 8;

  /// Whoever asks for the next part at the same moment.
  private static final int WAITING = 20;

  /// What the log tells of a request: how the cache answered (`-` where it was not asked), the
  /// status, the address.
  private record Request(String cache, int status, String address) {
    boolean isSegment() {
      return address.matches("/live/a/[^/?]+\\.(m4s|mp4)(\\?.*)?");
    }

    boolean isPlaylist() {
      return address.startsWith("/live/a/media.m3u8?");
    }

    boolean isManifest() {
      return address.startsWith("/live/a/manifest.mpd?s=");
    }

    /// The gateway was asked.
    boolean cameThrough() {
      return !cache.equals("HIT") && !cache.equals("UPDATING");
    }
  }

  @TempDir Path folder;

  @Test
  void askedForEachSegmentOnceHoweverManyWatch() throws Exception {
    int port = Ports.free();
    String own = "http://127.0.0.1:" + port;
    try (GatewayProcess gateway = GatewayProcess.start(folder.resolve("data"));
        Tool publisher = Media.publishEndlessly(gateway.rtmp("/live/a"));
        Tool nginx = nginx(gateway, port)) {
      Live.awaitHls(gateway, "live/a");
      awaitAnswer(own + "/health");
      List<Callable<?>> watching = new ArrayList<>();
      for (int i = 0; i < VIEWERS; i++) {
        Path seen = folder.resolve("viewer" + i);
        watching.add(() -> HlsFollower.follow(own + "/live/a/index.m3u8", SECONDS, 2, seen));
      }
      Judges.together(watching);
      askTogetherForWhatIsDueNext(own);
      followManifest(own);
      FlvRecording.of(own + "/live/a.flv", 3, folder.resolve("through.flv"));
      assertThat(publisher.output()).isEmpty();
      assertThat(nginx.isAlive()).as(nginx.output()).isTrue();
    }
    judge(Files.readAllLines(folder.resolve("access.log")).stream().map(this::request).toList());
  }

  private void judge(List<Request> requests) {
    assertThat(requests).extracting(Request::status).containsOnly(200);
    List<Request> segments = requests.stream().filter(Request::isSegment).toList();
    Map<String, Long> asked =
        segments.stream()
            .filter(Request::cameThrough)
            .collect(Collectors.groupingBy(Request::address, Collectors.counting()));
    assertThat(asked).hasSizeGreaterThan(2).allSatisfy((_, times) -> assertThat(times).isOne());
    assertThat(segments).hasSizeGreaterThan(VIEWERS * 2);
    List<Request> playlists = requests.stream().filter(Request::isPlaylist).toList();
    long through = playlists.stream().filter(Request::cameThrough).count();
    assertThat(through * 4).as("of %d playlists", playlists.size()).isLessThan(playlists.size());
    assertThat(dueNext(playlists).filter(Request::cameThrough)).hasSize(1);
    assertThat(requests.stream().filter(Request::isManifest))
        .hasSize(WAITING)
        .filteredOn(Request::cameThrough)
        .hasSizeLessThan(WAITING);
    System.out.printf(
        "%d requests for segments, %d came through; %d for playlists, %d came through%n",
        segments.size(), asked.size(), playlists.size(), through);
  }

  private static Stream<Request> dueNext(List<Request> playlists) {
    return playlists.stream().filter(one -> one.address().contains("_HLS_msn"));
  }

  /// Low latency: all wait for the same part, the gateway holds one of them.
  private static void askTogetherForWhatIsDueNext(String own) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String first = text(http, own + "/live/a/index.m3u8");
      String media = first.lines().filter(line -> line.startsWith("media.m3u8")).findFirst().get();
      String playlist = text(http, own + "/live/a/" + media);
      long next =
          Long.parseLong(playlist.replaceAll("(?s).*#EXT-X-MEDIA-SEQUENCE:(\\d+)\n.*", "$1"))
              + playlist.lines().filter(line -> line.startsWith("#EXTINF")).count()
              + 1;
      String due = own + "/live/a/" + media + "&_HLS_msn=" + next;
      List<Callable<?>> asking = new ArrayList<>();
      for (int i = 0; i < WAITING; i++) {
        asking.add(() -> {
          assertThat(text(http, due)).contains("#EXTINF");
          return true;
        });
      }
      Judges.together(asking);
    }
  }

  /// DASH: the manifest that all viewers share, under the session of one.
  private static void followManifest(String own) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String first = text(http, own + "/live/a/manifest.mpd");
      String address = first.replaceAll("(?s).*<Location>([^<]+)</Location>.*", "$1");
      URI shared = URI.create(own + "/live/a/manifest.mpd").resolve(address);
      for (int i = 0; i < WAITING; i++) {
        assertThat(text(http, shared.toString())).contains("<MPD");
      }
    }
  }

  private static String text(HttpClient http, String url) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(url).isEqualTo(200);
    return response.body();
  }

  private static void awaitAnswer(String url) {
    await(url)
        .atMost(Patience.FOR_PROGRAMS)
        .ignoreException(ConnectException.class)
        .until(() -> {
          try (HttpClient http = HttpClient.newHttpClient()) {
            return !text(http, url).isEmpty();
          }
        });
  }

  /// As it is shipped, but for addresses and folders; one process, which ends with the test.
  private Tool nginx(GatewayProcess gateway, int port) throws IOException {
    String shipped = Files.readString(SHIPPED);
    String used =
        shipped
            .replace("/var/cache/nginx/tidegate", folder.resolve("cache").toString())
            .replace("127.0.0.1:8080", gateway.address("http"))
            .replace("listen 8000", "listen 127.0.0.1:" + port);
    Path cache = Files.writeString(folder.resolve("cache.conf"), used);
    String isRoot = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    String whole =
        isRoot
            + """
            daemon off;
            master_process off;
            pid FOLDER/nginx.pid;
            error_log stderr;
            events { worker_connections 1024; }
            http {
              log_format judged "$upstream_cache_status $status $request_uri";
              access_log FOLDER/access.log judged;
              client_body_temp_path FOLDER/body;
              proxy_temp_path FOLDER/proxy;
              fastcgi_temp_path FOLDER/fastcgi;
              uwsgi_temp_path FOLDER/uwsgi;
              scgi_temp_path FOLDER/scgi;
              include CACHE;
            }
            """
                .replace("FOLDER", folder.toString())
                .replace("CACHE", cache.toString());
    Path file = Files.writeString(folder.resolve("nginx.conf"), whole);
    return Tool.start("nginx", "-c", file.toString(), "-p", folder.toString());
  }

  private Request request(String line) {
    String[] parts = line.split(" ", 3);
    return new Request(parts[0], Integer.parseInt(parts[1]), parts[2]);
  }
}
