package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.testing.Patience;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who watches a stream over HTTP-FLV and HLS while it goes from one node to another.
final class HandOverViewers implements AutoCloseable {
  private static final Pattern MEDIA = Pattern.compile("(?m)^([^#\\s]\\S*)$");
  private static final Pattern LINE =
      Pattern.compile(
          "#EXT-X-MEDIA-SEQUENCE:(?<first>\\d+)|#EXT-X-DISCONTINUITY-SEQUENCE:(?<sequence>\\d+)"
              + "|(?<break>#EXT-X-DISCONTINUITY\\n)|(?m)^(?<name>[^#\\s]\\S*)$");

  private final HttpClient http = HttpClient.newHttpClient();
  private final AtomicLong timeMs = new AtomicLong(-1);
  private final List<String> wrong = Collections.synchronizedList(new ArrayList<>());

  /// What each number stands for, whoever was asked.
  private final Map<Long, String> segments = new ConcurrentHashMap<>();

  private final InputStream flv;
  private volatile boolean closed;

  /// @param stream its address without an ending, at the node that has it
  HandOverViewers(String stream) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create(stream + ".flv")).build();
    HttpResponse<InputStream> answer =
        http.send(request, HttpResponse.BodyHandlers.ofInputStream());
    assertThat(answer.statusCode()).isEqualTo(200);
    flv = answer.body();
    Thread.ofVirtual().start(this::watch);
  }

  private void watch() {
    try (DataInputStream in = new DataInputStream(flv)) {
      in.skipNBytes(9 + 4);
      long before = 0;
      while (true) {
        int type = in.readUnsignedByte();
        int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
        long time = in.readUnsignedShort() * 256L + in.readUnsignedByte();
        time |= (long) in.readUnsignedByte() << 24;
        in.skipNBytes(3L + length + 4);
        if (type == 9 && time < before) {
          wrong.add("FLV: " + time + " ms after " + before + " ms");
        }
        if (type == 9) {
          before = time;
          timeMs.set(time);
        }
      }
    } catch (IOException over) {
      if (!closed) {
        wrong.add("FLV: " + over);
      }
    }
  }

  /// So much more comes over the connection that there was from the start.
  void awaitMore(Duration media) {
    long from = timeMs.get();
    Patience.await("the FLV viewer goes on")
        .until(() -> !wrong.isEmpty() || timeMs.get() >= from + media.toMillis());
    assertThat(wrong).isEmpty();
  }

  /// Reads the playlist that is at `stream` now, and all its segments.
  ///
  /// @return number of the last segment, and how many discontinuities there were up to it
  Listed read(String stream) throws Exception {
    String[] media = new String[1];
    Patience.await("a playlist")
        .until(() -> {
          HttpResponse<String> all = get(stream + "/index.m3u8");
          Matcher first = MEDIA.matcher(all.body());
          boolean isThere = all.statusCode() == 200 && first.find();
          media[0] = isThere ? URI.create(stream + "/index.m3u8").resolve(first.group()) + "" : "";
          return isThere && get(media[0]).statusCode() == 200;
        });
    String text = get(media[0]).body();
    assertThat(text).doesNotContain("#EXT-X-ENDLIST");
    long number = 0;
    long sequence = 0;
    for (Matcher line = LINE.matcher(text); line.find(); ) {
      if (line.group("first") != null) {
        number = Long.parseLong(line.group("first"));
      } else if (line.group("sequence") != null) {
        sequence = Long.parseLong(line.group("sequence"));
      } else if (line.group("break") != null) {
        sequence++;
      } else {
        compare(number++, sequence, URI.create(media[0]).resolve(line.group("name")));
      }
    }
    return new Listed(number - 1, sequence);
  }

  record Listed(long last, long discontinuities) {}

  private void compare(long number, long sequence, URI segment) throws Exception {
    HttpResponse<byte[]> answer =
        http.send(HttpRequest.newBuilder(segment).build(), HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      return; // it has left the playlist meanwhile
    }
    String now = sequence + " " + HexFormat.of().formatHex(answer.body());
    String before = segments.putIfAbsent(number, now);
    assertThat(before == null || before.equals(now)).as("%s, once more", segment).isTrue();
  }

  private HttpResponse<String> get(String url) throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Override
  public void close() throws IOException {
    closed = true;
    flv.close();
    http.shutdownNow();
  }
}
