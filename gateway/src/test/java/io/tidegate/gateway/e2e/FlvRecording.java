package io.tidegate.gateway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.flv.FlvDemuxer;
import io.tidegate.media.flv.FlvReader;
import io.tidegate.media.flv.FlvTag;
import io.tidegate.media.flv.FlvWriter;
import io.tidegate.media.testing.ContractSink;
import io.tidegate.media.testing.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/// Some seconds of HTTP-FLV in a file, and what must be true of them.
record FlvRecording(Path file, List<FlvTag> tags) {
  FlvRecording {
    tags = List.copyOf(tags);
  }

  /// Watches `url` for some seconds, or until the server ends it.
  static FlvRecording of(String url, int seconds, Path file) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    return of(url, () -> System.nanoTime() >= end, file);
  }

  /// Watches `url` until then, or until the server ends it.
  static FlvRecording of(String url, BooleanSupplier enough, Path file) throws Exception {
    return until(url, _ -> enough.getAsBoolean(), file);
  }

  /// Watches `url` until then and so long after it by the stream's own clock, or until the server
  /// ends it.
  static FlvRecording of(String url, BooleanSupplier then, Duration after, Path file)
      throws Exception {
    int[] from = {Integer.MAX_VALUE};
    Predicate<List<FlvTag>> enough =
        tags -> {
          if (tags.isEmpty() || !then.getAsBoolean()) {
            return false;
          }
          int now = tags.getLast().timestampMs();
          from[0] = Math.min(from[0], now);
          return now - from[0] >= after.toMillis();
        };
    return until(url, enough, file);
  }

  /// @param enough is asked of all tags so far before each read
  private static FlvRecording until(String url, Predicate<List<FlvTag>> enough, Path file)
      throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      assertThat(response.statusCode()).as(url).isEqualTo(200);
      assertThat(response.headers().firstValue("content-type")).contains("video/x-flv");
      List<FlvTag> tags = new ArrayList<>();
      FlvReader reader = new FlvReader(tags::add);
      try (InputStream body = response.body();
          var out = Files.newOutputStream(file)) {
        byte[] buffer = new byte[65536];
        int count = 0;
        while (!enough.test(tags) && (count = body.read(buffer)) >= 0) {
          out.write(buffer, 0, count);
          reader.accept(Bytes.copyOf(buffer, 0, count));
        }
      }
      client.shutdownNow();
      cutAfterLastTag(file, tags);
      return new FlvRecording(file, tags);
    }
  }

  /// A recording ends in the middle of a tag, which no decoder likes.
  private static void cutAfterLastTag(Path file, List<FlvTag> tags) throws IOException {
    long length = FlvWriter.fileHeader(true, true).length();
    for (FlvTag tag : tags) {
      length += FlvWriter.sizeOf(tag);
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(length);
    }
  }

  /// The frames, after the order of events was checked.
  List<Frame> frames() {
    List<Frame> frames = new ArrayList<>();
    ContractSink checked =
        new ContractSink(event -> {
          if (event instanceof Frame frame) {
            frames.add(frame);
          }
        });
    FlvDemuxer demuxer = new FlvDemuxer(checked);
    tags.forEach(tag -> demuxer.accept(tag, 0));
    demuxer.end();
    assertThat(demuxer.unsupported()).isNull();
    return frames;
  }

  /// The time of picture and of sound never runs back and covers so much, whatever happened to the
  /// publisher in between; no two pictures are further apart than a second.
  FlvRecording assertRunsOn(Duration atLeast) {
    for (FlvTag.Type type : List.of(FlvTag.Type.VIDEO, FlvTag.Type.AUDIO)) {
      assertRising(type);
      List<Integer> times =
          tags.stream().filter(tag -> tag.type() == type).map(FlvTag::timestampMs).toList();
      assertThat(times.getLast() - times.getFirst())
          .as("milliseconds of %s", type)
          .isGreaterThanOrEqualTo((int) atLeast.toMillis());
      for (int i = 1; i < times.size(); i++) {
        assertThat(times.get(i) - times.get(i - 1))
            .as("%s: no hole after %d", type, times.get(i - 1))
            .isLessThanOrEqualTo(1_000);
      }
    }
    return this;
  }

  /// Metadata first, a key frame first of the pictures, time that never runs back, `pictures` of
  /// them at least, and a decoder without complaint.
  FlvRecording assertSound(String ffmpeg, int pictures) throws IOException, InterruptedException {
    assertThat(tags.getFirst().type()).isEqualTo(FlvTag.Type.SCRIPT);
    List<Frame> frames = frames();
    int video = 1;
    List<Frame> shown = frames.stream().filter(frame -> frame.trackId() == video).toList();
    assertThat(shown).hasSizeGreaterThanOrEqualTo(pictures);
    assertThat(shown.getFirst().keyFrame()).as("starts on a key frame").isTrue();
    assertRising(FlvTag.Type.VIDEO);
    assertRising(FlvTag.Type.AUDIO);
    assertDecodes(ffmpeg, file);
    return this;
  }

  private void assertRising(FlvTag.Type type) {
    int before = Integer.MIN_VALUE;
    for (FlvTag tag : tags) {
      if (tag.type() == type) {
        assertThat(tag.timestampMs()).as("%s time", type).isGreaterThanOrEqualTo(before);
        before = tag.timestampMs();
      }
    }
  }

  static void assertDecodes(String ffmpeg, Path media) throws IOException, InterruptedException {
    String complaints =
        Tool.run(120, ffmpeg, "-nostdin", "-v", "error", "-i", media.toString(), "-f", "null", "-");
    assertThat(complaints).as("decoding " + media).isEmpty();
  }
}
