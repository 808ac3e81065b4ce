package io.tidegate.hls;

import io.tidegate.hls.CutWriter.Kind;
import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.wire.TracksCodec;
import io.tidegate.media.wire.WireReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads [Cut]s from bytes that came from another node. Whatever is wrong is [MalformedException];
/// nothing is allocated that is not there.
final class CutReader {
  private static final Pattern TOKEN = Pattern.compile("[0-9a-z]{1,32}");
  private static final Pattern INIT = Pattern.compile("|[0-9a-z]{1,32}-i\\d{1,10}\\.mp4");
  private static final int STAMP_BYTES = 16;
  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /// Names of segments have nine digits.
  private static final long MOST_SEGMENTS = 999_999_999;

  /// Of RFC 8216: longer segments than an hour are none.
  private static final int LONGEST_SECONDS = 3_600;

  private final WireReader in;

  private CutReader(Bytes bytes) {
    in = new WireReader(bytes);
  }

  static Cut read(Bytes bytes) throws MalformedException {
    CutReader reader = new CutReader(bytes);
    Cut cut = reader.cut();
    reader.in.end();
    return cut;
  }

  private Cut cut() throws MalformedException {
    int number = in.u8();
    Kind kind = Kind.of(number);
    if (kind == null) {
      throw in.malformed(Reason.UNSUPPORTED, "cut " + number + " is not known here");
    }
    return switch (kind) {
      case BASE -> new Cut.Base(text(TOKEN), number(), number());
      case TRACKS -> {
        String init = text(INIT);
        yield new Cut.Tracks(TracksCodec.read(in), init);
      }
      case OPENED -> opened();
      case FRAMED ->
          new Cut.Framed(in.s64(), duration(), in.time(), in.flag(), in.flag(), stamps(), stamps());
      case WHOLE -> whole();
      case MISSING -> new Cut.Missing(duration());
      case CLOSED -> closed();
      case STATE -> new Cut.State(in.flag(), in.flag());
      case CLOSING -> new Cut.Closing();
    };
  }

  private Cut opened() throws MalformedException {
    return new Cut.Opened(number(), in.flag(), in.flag(), in.flag(), number(), instant(), target());
  }

  private @Nullable PartTarget target() throws MalformedException {
    return in.flag() ? new PartTarget(duration(), (int) most(in.u32()), duration()) : null;
  }

  private Cut whole() throws MalformedException {
    MediaTime duration = duration();
    boolean independent = in.flag();
    TrackSpan video = span();
    TrackSpan audio = span();
    Bytes content = in.rest();
    checkWithin(video, content);
    checkWithin(audio, content);
    return new Cut.Whole(duration, independent, video, audio, content);
  }

  private void checkWithin(@Nullable TrackSpan span, Bytes content) throws MalformedException {
    if (span != null && (long) span.from() + span.frameBytes() > content.length()) {
      throw in.malformed(Reason.BAD_LENGTH, "a track that is not in its part");
    }
  }

  private @Nullable TrackSpan span() throws MalformedException {
    if (!in.flag()) {
      return null;
    }
    Bytes head = Bytes.concat(in.bytes());
    int from = (int) most(in.u32());
    int bytes = (int) most(in.u32());
    return new TrackSpan(head, from, bytes, in.time(), in.time(), in.time());
  }

  private Cut closed() throws MalformedException {
    MediaTime duration = duration();
    boolean gap = in.flag();
    long target = in.u32();
    if (target > LONGEST_SECONDS) {
      throw in.malformed(Reason.BAD_VALUE, "a target duration of " + target + " s");
    }
    Cut.Period period =
        in.flag() ? new Cut.Period(in.s64(), instant(), in.time(), in.time(), kinds()) : null;
    return new Cut.Closed(duration, gap, (int) target, period);
  }

  private Set<TrackKind> kinds() throws MalformedException {
    int bits = in.u8();
    Set<TrackKind> kinds = EnumSet.noneOf(TrackKind.class);
    for (TrackKind kind : CutWriter.TRACKS) {
      if ((bits & 1 << CutWriter.TRACKS.indexOf(kind)) != 0) {
        kinds.add(kind);
      }
    }
    return kinds;
  }

  private List<Cut.Stamp> stamps() throws MalformedException {
    long count = in.u32();
    if (count > in.left() / STAMP_BYTES) {
      throw in.malformed(Reason.TRUNCATED, count + " frames are said");
    }
    List<Cut.Stamp> stamps = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      stamps.add(new Cut.Stamp(in.time(), in.time()));
    }
    return stamps;
  }

  private String text(Pattern form) throws MalformedException {
    String text = in.bytes(in.u8()).text(StandardCharsets.US_ASCII);
    if (!form.matcher(text).matches()) {
      throw in.malformed(Reason.BAD_VALUE, "no name of ours");
    }
    return text;
  }

  private Instant instant() throws MalformedException {
    long seconds = in.s64();
    long nanos = in.u32();
    boolean fits =
        seconds >= Instant.MIN.getEpochSecond() / 2
            && seconds <= Instant.MAX.getEpochSecond() / 2
            && nanos < NANOS_PER_SECOND;
    if (!fits) {
      throw in.malformed(Reason.BAD_VALUE, "no time of day");
    }
    return Instant.ofEpochSecond(seconds, nanos);
  }

  private MediaTime duration() throws MalformedException {
    MediaTime duration = in.time();
    if (duration.isNegative()
        || duration.isAfter(MediaTime.of(Duration.ofSeconds(LONGEST_SECONDS)))) {
      throw in.malformed(Reason.BAD_VALUE, "a duration of " + duration);
    }
    return duration;
  }

  private long number() throws MalformedException {
    long number = in.s64();
    if (number < 0 || number > MOST_SEGMENTS) {
      throw in.malformed(Reason.BAD_VALUE, "segment " + number);
    }
    return number;
  }

  private long most(long value) throws MalformedException {
    if (value > Integer.MAX_VALUE) {
      throw in.malformed(Reason.BAD_VALUE, value + " is too much");
    }
    return value;
  }
}
