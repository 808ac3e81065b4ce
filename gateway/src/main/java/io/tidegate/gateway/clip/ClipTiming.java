package io.tidegate.gateway.clip;

import io.tidegate.media.Frame;
import io.tidegate.media.MediaTime;
import java.util.HashMap;
import java.util.Map;

/// What has to be known of a clip before it can be played over and over. Immutable.
///
/// @param lead the track that rounds are counted by: the picture, or the sound where there is none
/// @param base the earliest time in it
/// @param period after which the lead begins anew: no longer and no shorter than its frames
public record ClipTiming(int lead, MediaTime base, MediaTime period) {
  /// Of a single picture.
  private static final MediaTime LEAST = MediaTime.ofMillis(20);

  public ClipTiming {
    if (period.compareTo(LEAST) < 0) {
      throw new IllegalArgumentException("a clip of " + period);
    }
  }

  /// Adds up the times of all frames, in order within their track.
  static final class Meter {
    private final Map<Integer, Span> spans = new HashMap<>();

    void add(Frame frame) {
      spans.computeIfAbsent(frame.trackId(), _ -> new Span(frame.dts())).add(frame.dts());
    }

    boolean isEmpty() {
      return spans.isEmpty();
    }

    /// Frames of one track.
    int frames(int track) {
      Span span = spans.get(track);
      return span == null ? 0 : span.frames;
    }

    /// How long one track is; zero for one without frames.
    MediaTime length(int track) {
      Span span = spans.get(track);
      return span == null ? MediaTime.ZERO : span.length();
    }

    /// @param lead has frames
    ClipTiming timing(int lead) {
      Span leader = spans.get(lead);
      if (leader == null) {
        throw new IllegalArgumentException("no frame of track " + lead);
      }
      MediaTime base =
          spans.values().stream().map(span -> span.first).reduce(leader.first, MediaTime::min);
      MediaTime period =
          leader.frames > 1
              ? leader.length()
              : spans.values().stream().map(Span::length).reduce(LEAST, MediaTime::max);
      return new ClipTiming(lead, base, MediaTime.max(period, LEAST));
    }
  }

  private static final class Span {
    final MediaTime first;
    MediaTime last;
    MediaTime step = MediaTime.ZERO;
    int frames;

    Span(MediaTime first) {
      this.first = first;
      this.last = first;
    }

    void add(MediaTime dts) {
      if (frames > 0) {
        step = dts.minus(last);
      }
      last = dts;
      frames++;
    }

    MediaTime length() {
      return last.minus(first).plus(step);
    }
  }
}
