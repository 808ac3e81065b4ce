package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;

/// Audio whose frames begin with a sync word, any number of them in a PES packet, split over two
/// where the muxer liked. ISO/IEC 13818-1 §2.4.3.7: the PTS is that of the first frame that begins
/// in the packet; the others follow by their length. Loop-confined.
final class FramedAudioReader implements ElementaryReader {
  /// After so many false starts in a PES packet the rest of it is noise.
  private static final int MAX_FALSE_STARTS = 64;

  private static final int FALSE_START = -1;
  private static final int INCOMPLETE = -2;

  private final AudioFraming framing;
  private final TrackOutput out;
  private final ReasonCounters counters;
  private Bytes rest = Bytes.EMPTY;
  private boolean inStep = true;
  private @Nullable MediaTime anchor;
  private long samplesSinceAnchor;

  FramedAudioReader(AudioFraming framing, TrackOutput out, ReasonCounters counters) {
    this.framing = framing;
    this.out = out;
    this.counters = counters;
  }

  @Override
  public void accept(Bytes content, @Nullable MediaTime pts, @Nullable MediaTime dts) {
    int carriedOver = rest.length();
    Bytes data = carriedOver == 0 ? content : Bytes.concat(rest, content);
    MediaTime pending = pts;
    int falseStarts = 0;
    int at = 0;
    while (data.length() - at >= framing.headerLength() && falseStarts < MAX_FALSE_STARTS) {
      int end = framing.mayStart(data, at) ? endOfUnit(data, at) : FALSE_START;
      if (end == INCOMPLETE) {
        break;
      }
      if (end == FALSE_START) {
        falseStarts += framing.mayStart(data, at) ? 1 : 0;
        loseStep();
        at++;
        continue;
      }
      if (at >= carriedOver) {
        pending = anchorAt(pending);
      }
      inStep = true;
      if (framing.continues(data, at)) {
        counters.add(Reason.MISSING_REFERENCE); // it adds to a frame that is not there
      } else {
        emit(data.slice(at, end - at));
      }
      at = end;
    }
    if (at >= carriedOver && at < data.length()) {
      anchorAt(pending); // of the frame that begins here and ends in the next packet
    }
    boolean noise = falseStarts == MAX_FALSE_STARTS;
    rest = noise ? Bytes.EMPTY : Bytes.wrap(data.slice(at).toByteArray());
  }

  @Override
  public void gap() {
    rest = Bytes.EMPTY;
    anchor = null;
  }

  /// Takes a time for that of the next frame, once.
  ///
  /// @return what is left to take: nothing
  private @Nullable MediaTime anchorAt(@Nullable MediaTime pending) {
    if (pending != null) {
      anchor = pending;
      samplesSinceAnchor = 0;
    }
    return null;
  }

  /// Where the frame at `at` ends, with those that belong to it.
  private int endOfUnit(Bytes data, int at) {
    int end = endOfFrame(data, at);
    int frames = 1;
    while (end > 0 && frames < framing.maxFrames() && continuesAt(data, end)) {
      end = endOfFrame(data, end);
      frames++;
    }
    return end;
  }

  private boolean continuesAt(Bytes data, int at) {
    return data.length() - at >= framing.headerLength()
        && framing.mayStart(data, at)
        && framing.continues(data, at);
  }

  /// Out of step a frame counts only when another one follows it, as far as one can see.
  private int endOfFrame(Bytes data, int at) {
    try {
      int end = at + framing.parse(data, at).length();
      if (end > data.length()) {
        return INCOMPLETE;
      }
      boolean doubtful = !inStep && data.length() - end >= 2 && !framing.mayStart(data, end);
      return doubtful ? FALSE_START : end;
    } catch (MalformedException falseStart) {
      return FALSE_START;
    }
  }

  private void emit(Bytes whole) {
    try {
      AudioFraming.AudioUnit unit = framing.whole(whole);
      CodecParams.Audio params = unit.params();
      MediaTime base = anchor;
      if (base == null) {
        counters.add(Reason.MISSING_REFERENCE);
        return;
      }
      MediaTime time = base.plus(MediaTime.ofTicks(samplesSinceAnchor, params.sampleRate()));
      samplesSinceAnchor += (long) unit.frames() * params.samplesPerFrame();
      if (unit.frames() != 1) {
        counters.add(Reason.UNSUPPORTED);
      } else if (whole.length() > unit.prefix()) {
        out.params(params);
        out.frame(time, time, true, Bytes.wrap(whole.slice(unit.prefix()).toByteArray()));
      }
    } catch (MalformedException damaged) {
      counters.add(damaged.reason()); // the header of a frame that adds to the first
    }
  }

  private void loseStep() {
    if (inStep) {
      counters.add(Reason.LOST_SYNC);
    }
    inStep = false;
  }
}
