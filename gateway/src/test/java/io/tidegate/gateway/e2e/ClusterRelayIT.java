package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Tool;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A stream is published at one of three nodes and watched at the others, by every protocol; then
/// its node is killed. One walk: a start of three processes is dear.
@Timeout(600)
class ClusterRelayIT {
  private static final String KEY = "live/relayed";
  private static final Pattern MEDIA = Pattern.compile("(?m)^(media\\.m3u8\\?s=\\w+)$");
  private static final Pattern SEGMENT = Pattern.compile("(?m)^(\\w+-(\\d+)\\.m4s)$");
  private static final Pattern FIRST = Pattern.compile("#EXT-X-MEDIA-SEQUENCE:(\\d+)");

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void anyNodeAnswersAnyUrlAndADeadOneIsNotMissed() throws Exception {
    try (ClusterHosts hosts = ClusterHosts.cluster(folder, 3, Map.of())) {
      try (Tool publisher = Media.publishEndlessly(rtmp(hosts, 1));
          Viewer atTwo = new Viewer(url(hosts, 2, ".flv"));
          Viewer atThree = new Viewer(url(hosts, 3, ".flv"))) {
        atTwo.awaitMore();
        atThree.awaitMore();
        oneConnectionForMany(hosts);
        allNodesOfferTheSame(hosts);
        everyProtocolPlays(hosts);
        anyNodeListsAllAndEndsThemAnywhere(hosts);
        assertThat(publisher.output()).isEmpty();
        aDeadOwnerIsReplaced(hosts, atThree);
      }
    }
  }

  private static String rtmp(ClusterHosts hosts, int node) {
    return "rtmp://" + hosts.address(node) + ":1935/" + KEY;
  }

  private static String url(ClusterHosts hosts, int node, String rest) {
    return "http://" + hosts.address(node) + ":8080/" + KEY + rest;
  }

  private void oneConnectionForMany(ClusterHosts hosts) throws Exception {
    List<Viewer> more = new ArrayList<>();
    try {
      for (int i = 0; i < 5; i++) {
        more.add(new Viewer(url(hosts, 2, ".flv")));
      }
      for (Viewer viewer : more) {
        viewer.awaitMore();
      }
      assertThat(metric(hosts, 2, "tidegate_relay_streams{direction=\"in\"}")).isEqualTo(1);
      assertThat(metric(hosts, 1, "tidegate_relay_streams{direction=\"out\"}")).isEqualTo(2);
      assertThat(stream(hosts, 2).getInteger("relayedFrom")).isEqualTo(1);
      assertThat(stream(hosts, 1).getValue("relayedFrom")).isNull();
      assertThat(stream(hosts, 1).getInteger("viewers")).isEqualTo(2);
    } finally {
      more.forEach(Viewer::close);
    }
  }

  private static JsonObject stream(ClusterHosts hosts, int node) throws Exception {
    return hosts.api(node).items("/streams").stream()
        .filter(one -> one.getString("key").equals(KEY))
        .findFirst()
        .orElseThrow();
  }

  private static double metric(ClusterHosts hosts, int node, String name) throws Exception {
    return hosts
        .metrics(node)
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  /// A player's addresses lead to the same wherever a load balancer sends them, its token included.
  private void allNodesOfferTheSame(ClusterHosts hosts) throws Exception {
    String media = mediaOf(hosts, 1);
    await("the same playlist at three nodes")
        .until(() -> {
          String one = text(url(hosts, 1, "/" + media));
          String two = text(url(hosts, 2, "/" + media));
          String three = text(url(hosts, 3, "/" + media));
          return one.equals(two) && two.equals(three) && SEGMENT.matcher(one).results().count() > 2;
        });
    Matcher segments = SEGMENT.matcher(text(url(hosts, 3, "/" + media)));
    while (segments.find()) {
      String name = "/" + segments.group(1);
      String one = bytes(url(hosts, 1, name));
      assertThat(bytes(url(hosts, 2, name))).as(name).isEqualTo(one).isNotEmpty();
      assertThat(bytes(url(hosts, 3, name))).as(name).isEqualTo(one);
    }
  }

  private String mediaOf(ClusterHosts hosts, int node) throws Exception {
    AtomicLong status = new AtomicLong();
    String[] text = new String[1];
    await("a playlist at node " + node)
        .until(() -> {
          HttpResponse<String> answer = get(url(hosts, node, "/index.m3u8"));
          status.set(answer.statusCode());
          text[0] = answer.body();
          return answer.statusCode() == 200;
        });
    Matcher media = MEDIA.matcher(text[0]);
    assertThat(media.find()).as(text[0]).isTrue();
    return media.group(1);
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String text(String url) throws IOException, InterruptedException {
    return get(url).body();
  }

  private String bytes(String url) throws IOException, InterruptedException {
    HttpResponse<byte[]> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(60)).build(),
            HttpResponse.BodyHandlers.ofByteArray());
    assertThat(answer.statusCode()).as(url).isEqualTo(200);
    return HexFormat.of().formatHex(answer.body());
  }

  private static void everyProtocolPlays(ClusterHosts hosts) throws Exception {
    String three = hosts.address(3);
    plays("-rtsp_transport", "tcp", "rtsp://" + three + ":8554/" + KEY);
    plays("-fflags", "nobuffer", "rtmp://" + three + ":1935/" + KEY);
    plays("-fflags", "nobuffer", "srt://" + three + ":8890?streamid=read:" + KEY);
  }

  /// FFmpeg decodes a second of it.
  private static void plays(String option, String value, String url) throws Exception {
    String shown =
        Tool.run(
            60,
            "ffmpeg",
            "-nostdin",
            "-v",
            "quiet",
            option,
            value,
            "-i",
            url,
            "-map",
            "0:v",
            "-frames:v",
            "25",
            "-f",
            "framecrc",
            "-");
    assertThat(shown.lines().filter(line -> line.startsWith("0,")).count())
        .as(url)
        .isGreaterThanOrEqualTo(25);
  }

  private void anyNodeListsAllAndEndsThemAnywhere(ClusterHosts hosts) throws Exception {
    for (int node = 1; node <= 3; node++) {
      int asked = node;
      await("sessions and streams of all, asked of " + node)
          .until(() ->
              at(hosts, asked, "/sessions?node=all&kind=publisher&protocol=rtmp").equals(Set.of(1))
                  && at(hosts, asked, "/sessions?node=all&protocol=http-flv").equals(Set.of(2, 3))
                  && at(hosts, asked, "/streams?node=all").equals(Set.of(1, 2, 3)));
      assertThat(hosts.api(node).get("/workers?node=all").getValue("next")).isNull();
      assertThat(hosts.api(node).get("/srt/links?node=all").getValue("next")).isNull();
    }
    await("one viewer at 2").until(() -> viewers(hosts).size() == 1);
    Set<String> before = viewers(hosts);
    try (Viewer ended = new Viewer(url(hosts, 2, ".flv"))) {
      await("another one").until(() -> viewers(hosts).size() == 2);
      Set<String> other = viewers(hosts);
      other.removeAll(before);
      String path = "/sessions/" + other.iterator().next() + "?node=2";
      assertThat(hosts.api(3).ask("DELETE", path, "").statusCode()).isEqualTo(204);
      await("its end").until(() -> ended.over);
      await("its row's end").until(() -> viewers(hosts).equals(before));
      assertThat(hosts.api(3).ask("DELETE", path, "").statusCode()).isEqualTo(404);
    }
    await("the audit of the node where it was")
        .until(() ->
            hosts.api(2).items("/audit").stream()
                .filter(act -> act.getString("who", "").equals("root at node 3"))
                .map(act -> act.getInteger("status"))
                .toList()
                .equals(List.of(404, 204)));
  }

  /// The nodes of the entries of a list.
  private static Set<Integer> at(ClusterHosts hosts, int node, String list) throws Exception {
    return hosts.api(node).items(list).stream()
        .map(one -> Integer.valueOf(one.getString("node")))
        .collect(Collectors.toSet());
  }

  /// Ids of those who watch HTTP-FLV at node 2, as node 3 tells them.
  private static Set<String> viewers(ClusterHosts hosts) throws Exception {
    return hosts.api(3).items("/sessions?node=2&kind=viewer&protocol=http-flv").stream()
        .map(one -> one.getString("id"))
        .collect(Collectors.toSet());
  }

  private void aDeadOwnerIsReplaced(ClusterHosts hosts, Viewer atThree) throws Exception {
    String media = mediaOf(hosts, 3);
    String before = text(url(hosts, 3, "/" + media));
    long last = last(before);
    hosts.kill(1);
    try (Tool publisher = Media.publishEndlessly(rtmp(hosts, 2))) {
      await("a new owner").until(() -> stream(hosts, 2).getValue("relayedFrom") == null);
      await("nothing of the dead one is listed")
          .until(() ->
              at(hosts, 3, "/sessions?node=all&kind=publisher&protocol=rtmp").equals(Set.of(2))
                  && at(hosts, 3, "/streams?node=all").equals(Set.of(2, 3)));
      await("it has it from there")
          .until(() -> Integer.valueOf(2).equals(stream(hosts, 3).getInteger("relayedFrom")));
      atThree.awaitMore();
      String[] now = new String[1];
      await("segments of the new owner")
          .until(() -> {
            now[0] = text(url(hosts, 3, "/" + media));
            return now[0].contains("#EXT-X-DISCONTINUITY\n");
          });
      assertThat(first(now[0])).isBetween(first(before), last + 1);
      assertThat(last(now[0])).isGreaterThan(last);
      await("the same at both")
          .until(() -> text(url(hosts, 3, "/" + media)).equals(text(url(hosts, 2, "/" + media))));
      atThree.awaitMore();
      assertThat(publisher.output()).isEmpty();
    }
  }

  private static long first(String playlist) {
    Matcher first = FIRST.matcher(playlist);
    assertThat(first.find()).as(playlist).isTrue();
    return Long.parseLong(first.group(1));
  }

  private static long last(String playlist) {
    return SEGMENT
        .matcher(playlist)
        .results()
        .mapToLong(one -> Long.parseLong(one.group(2)))
        .max()
        .orElseThrow();
  }

  /// Watches HTTP-FLV over one connection.
  private final class Viewer implements AutoCloseable {
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean over;
    private final InputStream body;

    Viewer(String url) throws Exception {
      InputStream[] found = new InputStream[1];
      await(url)
          .until(() -> {
            HttpResponse<InputStream> answer =
                http.send(
                    HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            found[0] = answer.body();
            return answer.statusCode() == 200;
          });
      body = found[0];
      Thread.ofVirtual().start(this::read);
    }

    private void read() {
      byte[] buffer = new byte[8192];
      try (body) {
        for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
          bytes.addAndGet(count);
        }
      } catch (IOException _) {
        // the test has closed it, or it is over
      }
      over = true;
    }

    /// Half a megabyte: more than waits in sockets.
    void awaitMore() {
      long from = bytes.get();
      await("more of the stream").until(() -> over || bytes.get() > from + (512 << 10));
      assertThat(over).as("the connection stands").isFalse();
    }

    @Override
    public void close() {
      try {
        body.close();
      } catch (IOException _) {
        // it is over
      }
    }
  }
}
