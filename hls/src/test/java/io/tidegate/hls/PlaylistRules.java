package io.tidegate.hls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The rules of RFC 8216 and RFC 8216bis for durations, judged from the texts of successive media
/// playlists alone.
final class PlaylistRules {
  private static final Pattern LINE =
      Pattern.compile(
          "#EXT-X-PART:DURATION=(?<part>[\\d.]+)|#EXTINF:(?<segment>[\\d.]+)"
              + "|#EXT-X-TARGETDURATION:(?<target>\\d+)|PART-TARGET=(?<partTarget>[\\d.]+)"
              + "|#EXT-X-MEDIA-SEQUENCE:(?<first>\\d+)");

  /// Playlists write five decimals.
  private static final double ROUNDING = 1.1e-5;

  private final String where;
  private final LongToDoubleFunction media;
  private String before = "";
  private int target;
  private double partTarget;
  private long first;
  private long next;
  private int parts;

  /// @param where for messages
  /// @param media seconds that the frames of a segment last
  PlaylistRules(String where, LongToDoubleFunction media) {
    this.where = where;
    this.media = media;
  }

  long segments() {
    return next;
  }

  /// Parts seen while their segment was open.
  int parts() {
    return parts;
  }

  void check(PlaylistSnapshot snapshot) {
    String text = snapshot.text().text(StandardCharsets.UTF_8);
    if (!text.equals(before)) {
      long firstBefore = first;
      String earlier = before;
      before = text;
      List<Double> open = new ArrayList<>();
      long number = -1;
      Matcher line = LINE.matcher(text);
      while (line.find()) {
        if (line.group("target") != null) {
          target(Integer.parseInt(line.group("target")));
        } else if (line.group("partTarget") != null) {
          partTarget(Double.parseDouble(line.group("partTarget")));
        } else if (line.group("first") != null) {
          number = Long.parseLong(line.group("first"));
          assertThat(number).as(where).isGreaterThanOrEqualTo(first);
          first = number;
        } else if (line.group("part") != null) {
          open.add(Double.parseDouble(line.group("part")));
        } else {
          segment(number++, Double.parseDouble(line.group("segment")), open);
          open.clear();
        }
      }
      next = number;
      checkOnlyAppended(earlier, text, first - firstBefore);
      parts += open.isEmpty() ? 0 : 1;
      checkParts(open, false);
    }
  }

  /// RFC 8216bis §6.2.1: lines are appended, and removed with the oldest segments, but never put in
  /// between. Parts, hints and init sections come and go by rules of their own.
  private void checkOnlyAppended(String earlier, String text, long removed) {
    List<String> kept = new ArrayList<>(segmentLines(earlier));
    for (long i = 0; i < removed && !kept.isEmpty(); i++) {
      int uri = 0;
      while (kept.get(uri).startsWith("#")) {
        uri++;
      }
      kept.subList(0, uri + 1).clear();
    }
    List<String> now = segmentLines(text);
    assertThat(now.subList(0, Math.min(kept.size(), now.size()))).as(where).isEqualTo(kept);
  }

  private static List<String> segmentLines(String text) {
    return text.lines()
        .filter(line ->
            line.startsWith("#EXTINF")
                || line.startsWith("#EXT-X-PROGRAM")
                || line.equals("#EXT-X-DISCONTINUITY")
                || !line.startsWith("#"))
        .toList();
  }

  private void target(int seconds) {
    assertThat(target == 0 || target == seconds).as("%s: target changes", where).isTrue();
    target = seconds;
  }

  private void partTarget(double seconds) {
    assertThat(partTarget == 0 || partTarget == seconds)
        .as("%s: part target changes", where)
        .isTrue();
    partTarget = seconds;
  }

  private void segment(long number, double seconds, List<Double> ofParts) {
    String which = where + ", segment " + number;
    assertThat(seconds).as(which).isPositive();
    assertThat(Math.round(seconds)).as(which).isLessThanOrEqualTo(target);
    checkParts(ofParts, true);
    if (!ofParts.isEmpty()) {
      double sum = ofParts.stream().mapToDouble(Double::doubleValue).sum();
      assertThat(sum).as(which).isCloseTo(seconds, within(ROUNDING * (ofParts.size() + 1)));
    }
    if (number >= next) {
      assertThat(media.applyAsDouble(number)).as(which).isCloseTo(seconds, within(0.1));
    }
  }

  private void checkParts(List<Double> durations, boolean isComplete) {
    for (int i = 0; i < durations.size(); i++) {
      double duration = durations.get(i);
      assertThat(duration).as(where).isPositive().isLessThanOrEqualTo(partTarget);
      if (!isComplete || i < durations.size() - 1) {
        assertThat(duration).as(where).isGreaterThanOrEqualTo(0.85 * partTarget - ROUNDING);
      }
    }
  }
}
