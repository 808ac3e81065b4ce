package io.tidegate.hls;

import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.TrackList;
import io.tidegate.media.fmp4.Sample;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// What a packager has done, so that one of another node does the same and both offer the same
/// bytes under the same names. Immutable.
///
/// ```
/// Base (Tracks | Opened ([Closing] Framed | Whole | Missing)* Closed | State)*
/// ```
sealed interface Cut {
  /// What follows stands by itself.
  ///
  /// @param token in the names of files
  /// @param number of the segment that comes next
  /// @param discontinuitySequence how many discontinuities there were before it
  record Base(String token, long number, long discontinuitySequence) implements Cut {}

  /// The tracks of the parts from here on.
  ///
  /// @param init name of the init section that they have, empty in MPEG-TS
  record Tracks(TrackList list, String init) implements Cut {}

  /// A segment begins.
  ///
  /// @param discontinuitySequence its own discontinuity included
  record Opened(
      long number,
      boolean keyFrame,
      boolean listsParts,
      boolean discontinuity,
      long discontinuitySequence,
      Instant programTime,
      @Nullable PartTarget partTarget)
      implements Cut {
    /// The same, with a discontinuity that was counted before.
    Opened afterDiscontinuity() {
      return new Opened(
          number, keyFrame, listsParts, true, discontinuitySequence, programTime, partTarget);
    }
  }

  /// A part of the open segment, of frames that the other node has.
  ///
  /// @param sequence of its fragment (ISO/IEC 14496-12 §8.8.5)
  record Framed(
      long sequence,
      MediaTime duration,
      MediaTime next,
      boolean independent,
      boolean opensSegment,
      List<Stamp> video,
      List<Stamp> audio)
      implements Cut {
    public Framed {
      video = List.copyOf(video);
      audio = List.copyOf(audio);
    }

    static Framed of(PartDraft draft, long sequence) {
      return new Framed(
          sequence,
          draft.duration(),
          draft.next(),
          draft.independent(),
          draft.opensSegment(),
          stamps(draft.video()),
          stamps(draft.audio()));
    }

    private static List<Stamp> stamps(List<Sample> samples) {
      return samples.stream().map(one -> new Stamp(one.frame().dts(), one.nextDts())).toList();
    }
  }

  /// A frame.
  ///
  /// @param dts by which it is found
  /// @param next when the one after it is decoded
  record Stamp(MediaTime dts, MediaTime next) {}

  /// A part of the open segment as it is.
  record Whole(
      MediaTime duration,
      boolean independent,
      @Nullable TrackSpan video,
      @Nullable TrackSpan audio,
      Bytes content)
      implements Cut {}

  /// A part of the open segment that did not come.
  record Missing(MediaTime duration) implements Cut {}

  /// The open segment is complete with the parts that come next: none is to be hinted at behind
  /// them.
  record Closing() implements Cut {}

  /// The open segment is complete.
  ///
  /// @param gap as far as it will be
  /// @param targetSeconds EXT-X-TARGETDURATION
  /// @param period null where DASH has none
  record Closed(MediaTime duration, boolean gap, int targetSeconds, @Nullable Period period)
      implements Cut {}

  /// What [DashPeriod] has beside the init section.
  record Period(
      long number, Instant origin, MediaTime start, MediaTime media, Set<TrackKind> kinds) {
    public Period {
      kinds = Set.copyOf(kinds);
    }

    static @Nullable Period of(@Nullable DashPeriod period) {
      return period == null
          ? null
          : new Period(
              period.number(), period.origin(), period.start(), period.media(), period.kinds());
    }

    DashPeriod with(InitSection init) {
      return new DashPeriod(number, origin, start, media, init, kinds);
    }
  }

  /// @param paused nobody publishes at the moment
  /// @param ended nothing follows
  record State(boolean paused, boolean ended) implements Cut {}
}
