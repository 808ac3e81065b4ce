package io.tidegate.gateway.e2e;

import static io.tidegate.media.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.ts.TsDemuxer;
import io.tidegate.media.ts.TsDemuxerOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/// A small player without a picture: follows a live playlist for some seconds, fetches every
/// segment once, and asserts the rules a player counts on (RFC 8216 §4, §6.2).
final class HlsFollower {
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final TreeMap<Long, Entry> seen = new TreeMap<>();
  private @Nullable String targetDuration;
  private long lastFirst;
  private URI playlist;

  /// One segment of a playlist.
  private record Entry(String uri, double seconds, String map, boolean breaks) {}

  private HlsFollower(URI playlist, Path folder) {
    this.playlist = playlist;
    this.folder = folder;
  }

  /// Follows `url`, a multivariant or media playlist; the number of segments is asserted at least.
  static HlsFollower follow(String url, int seconds, int segments, Path folder) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    HlsFollower follower =
        follow(url, Duration.ofSeconds(seconds + 60L), () -> System.nanoTime() >= end, folder);
    assertThat(follower.seen.size()).as("segments of " + url).isGreaterThanOrEqualTo(segments);
    return follower;
  }

  /// Follows `url` until then.
  static HlsFollower follow(String url, Duration longest, BooleanSupplier enough, Path folder)
      throws Exception {
    HlsFollower follower = new HlsFollower(URI.create(url), folder);
    try {
      Files.createDirectories(folder);
      follower.findMediaPlaylist();
      await()
          .atMost(longest)
          .pollInterval(Duration.ofMillis(300))
          .until(() -> {
            follower.load();
            return enough.getAsBoolean();
          });
      return follower;
    } finally {
      follower.http.shutdownNow();
      follower.http.close();
    }
  }

  /// Joins the segments of each initialisation and decodes them.
  void assertDecodes(String ffmpeg) throws IOException, InterruptedException {
    Path joined = folder.resolve("joined");
    Files.deleteIfExists(joined);
    String map = "";
    for (Entry entry : seen.values()) {
      if (!map.isEmpty() && !entry.map.equals(map)) {
        break;
      }
      if (map.isEmpty() && !entry.map.isEmpty()) {
        append(joined, name(entry.map));
      }
      map = entry.map;
      append(joined, name(entry.uri));
    }
    FlvRecording.assertDecodes(ffmpeg, joined);
  }

  /// The frames of MPEG-TS segments, after the continuity of their packets was checked.
  List<Frame> transportedFrames() throws IOException {
    List<Frame> frames = new ArrayList<>();
    TsDemuxer demuxer =
        new TsDemuxer(
            event -> {
              if (event instanceof Frame frame) {
                frames.add(frame);
              }
            },
            TsDemuxerOptions.DEFAULT);
    for (Entry entry : seen.values()) {
      demuxer.accept(Bytes.wrap(Files.readAllBytes(name(entry.uri))), 0);
    }
    demuxer.end();
    assertThat(demuxer.stats().continuityGaps()).as("continuity of packets").isZero();
    return frames;
  }

  /// How long the segments last, in seconds.
  List<Double> durations() {
    return seen.values().stream().map(Entry::seconds).toList();
  }

  /// How many initialisations the segments have.
  long initialisations() {
    return seen.values().stream().map(Entry::map).distinct().count();
  }

  /// How many segments do not continue the one before them.
  long discontinuities() {
    return seen.values().stream().filter(Entry::breaks).count();
  }

  private void findMediaPlaylist() throws IOException, InterruptedException {
    String text = text(playlist);
    if (text.contains("#EXT-X-STREAM-INF")) {
      String line =
          text.lines().filter(uri -> !uri.startsWith("#") && !uri.isBlank()).findFirst().get();
      assertThat(text).contains("CODECS=");
      playlist = playlist.resolve(line);
    }
  }

  private void load() throws IOException, InterruptedException {
    String text = text(playlist);
    assertThat(text).startsWith("#EXTM3U\n");
    String target = tag(text, "#EXT-X-TARGETDURATION:");
    targetDuration = targetDuration == null ? target : targetDuration;
    assertThat(target).as("target duration").isEqualTo(targetDuration);
    long first = Long.parseLong(tag(text, "#EXT-X-MEDIA-SEQUENCE:"));
    assertThat(first).as("media sequence").isGreaterThanOrEqualTo(lastFirst);
    lastFirst = first;
    List<Entry> entries = entries(text);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      assertThat(Math.round(entry.seconds)).isLessThanOrEqualTo(Long.parseLong(target));
      Entry before = seen.putIfAbsent(first + i, entry);
      if (before == null) {
        fetch(entry.uri);
        if (!entry.map.isEmpty()) {
          fetch(entry.map);
        }
      } else {
        assertThat(entry).as("segment %d", first + i).isEqualTo(before);
      }
    }
    if (!seen.isEmpty()) {
      assertThat((long) seen.size()).isEqualTo(seen.lastKey() - seen.firstKey() + 1);
    }
  }

  private static List<Entry> entries(String text) {
    List<Entry> entries = new ArrayList<>();
    String map = "";
    double seconds = 0;
    boolean breaks = false;
    for (String line : text.lines().toList()) {
      if (line.startsWith("#EXT-X-MAP:")) {
        map = line.replaceAll(".*URI=\"([^\"]+)\".*", "$1");
      } else if (line.equals("#EXT-X-DISCONTINUITY")) {
        breaks = true;
      } else if (line.startsWith("#EXTINF:")) {
        seconds = Double.parseDouble(line.replaceAll("#EXTINF:([0-9.]+),.*", "$1"));
      } else if (!line.startsWith("#") && !line.isBlank()) {
        entries.add(new Entry(line, seconds, map, breaks));
        breaks = false;
      }
    }
    return entries;
  }

  private void fetch(String uri) throws IOException, InterruptedException {
    Path file = name(uri);
    if (Files.exists(file)) {
      return;
    }
    HttpRequest request = HttpRequest.newBuilder(playlist.resolve(uri)).build();
    HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    assertThat(response.statusCode()).as(uri).isEqualTo(200);
    Files.write(file, response.body());
  }

  private String text(URI uri) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20)).build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).as(uri.toString()).isEqualTo(200);
    assertThat(response.headers().firstValue("content-type"))
        .contains("application/vnd.apple.mpegurl");
    return response.body();
  }

  private static String tag(String text, String name) {
    return text.lines()
        .filter(line -> line.startsWith(name))
        .findFirst()
        .map(line -> line.substring(name.length()))
        .orElseThrow(() -> new AssertionError("no " + name + " in " + text));
  }

  private Path name(String uri) {
    return folder.resolve(uri.replaceAll("[^\\w.-]", "_"));
  }

  private static void append(Path target, Path source) throws IOException {
    Files.write(
        target, Files.readAllBytes(source), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
