package io.tidegate.hls;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.wire.TracksCodec;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// [Cut]s as bytes: a kind in one byte, then its values. Numbers are big-endian, times nanoseconds.
/// What [CutReader] reads. Any thread.
final class CutWriter {
  /// What follows. The numbers are for ever: new ones are added at the end.
  enum Kind {
    BASE,
    TRACKS,
    OPENED,
    FRAMED,
    WHOLE,
    MISSING,
    CLOSED,
    STATE,
    CLOSING;

    private static final List<Kind> NUMBERED = List.of(values());

    /// Null when there is none.
    static @Nullable Kind of(int number) {
      return number < NUMBERED.size() ? NUMBERED.get(number) : null;
    }
  }

  /// By their bits, which are for ever.
  static final List<TrackKind> TRACKS = List.of(TrackKind.VIDEO, TrackKind.AUDIO);

  private CutWriter() {}

  static Bytes write(Cut cut) {
    ByteWriter out = new ByteWriter(128);
    switch (cut) {
      case Cut.Base base -> {
        text(base.token(), kind(Kind.BASE, out));
        out.u64(base.number()).u64(base.discontinuitySequence());
      }
      case Cut.Tracks tracks -> {
        text(tracks.init(), kind(Kind.TRACKS, out));
        TracksCodec.write(tracks.list(), out);
      }
      case Cut.Opened opened -> opened(opened, kind(Kind.OPENED, out));
      case Cut.Framed framed -> framed(framed, kind(Kind.FRAMED, out));
      case Cut.Whole whole -> out.write(head(whole)).write(whole.content());
      case Cut.Missing missing -> time(missing.duration(), kind(Kind.MISSING, out));
      case Cut.Closing _ -> kind(Kind.CLOSING, out);
      case Cut.Closed closed -> closed(closed, kind(Kind.CLOSED, out));
      case Cut.State state -> flag(state.ended(), flag(state.paused(), kind(Kind.STATE, out)));
    }
    return out.toBytes();
  }

  /// [Cut.Whole] without its content, which follows.
  static Bytes head(Cut.Whole whole) {
    ByteWriter out = new ByteWriter(512);
    time(whole.duration(), kind(Kind.WHOLE, out));
    flag(whole.independent(), out);
    span(whole.video(), out);
    span(whole.audio(), out);
    return out.toBytes();
  }

  private static void opened(Cut.Opened opened, ByteWriter out) {
    out.u64(opened.number());
    flag(opened.keyFrame(), out);
    flag(opened.listsParts(), out);
    flag(opened.discontinuity(), out);
    out.u64(opened.discontinuitySequence());
    instant(opened.programTime(), out);
    PartTarget target = opened.partTarget();
    flag(target != null, out);
    if (target != null) {
      time(target.target(), out).u32(target.frames());
      time(target.frame(), out);
    }
  }

  private static void framed(Cut.Framed framed, ByteWriter out) {
    out.u64(framed.sequence());
    time(framed.duration(), out);
    time(framed.next(), out);
    flag(framed.independent(), out);
    flag(framed.opensSegment(), out);
    stamps(framed.video(), out);
    stamps(framed.audio(), out);
  }

  private static void closed(Cut.Closed closed, ByteWriter out) {
    time(closed.duration(), out);
    flag(closed.gap(), out).u32(closed.targetSeconds());
    Cut.Period period = closed.period();
    flag(period != null, out);
    if (period != null) {
      out.u64(period.number());
      instant(period.origin(), out);
      time(period.start(), out);
      time(period.media(), out);
      out.u8(kinds(period.kinds()));
    }
  }

  private static int kinds(Set<TrackKind> kinds) {
    return kinds.stream().mapToInt(kind -> 1 << TRACKS.indexOf(kind)).sum();
  }

  private static void stamps(List<Cut.Stamp> stamps, ByteWriter out) {
    out.u32(stamps.size());
    for (Cut.Stamp stamp : stamps) {
      time(stamp.dts(), out);
      time(stamp.next(), out);
    }
  }

  private static void span(@Nullable TrackSpan span, ByteWriter out) {
    flag(span != null, out);
    if (span != null) {
      out.u32(span.head().length()).write(span.head()).u32(span.from()).u32(span.frameBytes());
      time(span.start(), out);
      time(span.earliest(), out);
      time(span.end(), out);
    }
  }

  private static void text(String text, ByteWriter out) {
    out.u8(text.length()).write(Bytes.of(text, StandardCharsets.US_ASCII));
  }

  private static void instant(Instant instant, ByteWriter out) {
    out.u64(instant.getEpochSecond()).u32(instant.getNano());
  }

  private static ByteWriter time(MediaTime time, ByteWriter out) {
    return out.u64(time.nanos());
  }

  private static ByteWriter flag(boolean flag, ByteWriter out) {
    return out.u8(flag ? 1 : 0);
  }

  private static ByteWriter kind(Kind kind, ByteWriter out) {
    return out.u8(Kind.NUMBERED.indexOf(kind));
  }
}
