package io.tidegate.media.ts;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.codec.MpegStartCodes;
import io.tidegate.media.codec.MpegVideoAssembler;

/// MPEG-1 and MPEG-2 video. ISO/IEC 13818-1 §2.4.3.7, ISO/IEC 13818-2 §6.2. Loop-confined.
///
/// Where each PES packet begins with a picture, as with all usual encoders, a picture is whole at
/// the end of its packet. Where packets are cut anywhere it is whole when the next one begins. Two
/// packets in a row tell which it is: the first picture waits for that.
final class MpegVideoReader implements ElementaryReader {
  /// A start code may be cut: so many bytes wait for the next packet.
  private static final int TAIL = 3;

  private static final int ENOUGH_ALIGNED = 2;

  private final TrackOutput out;
  private final ReasonCounters counters;
  private final int maxLength;
  private final MpegVideoAssembler assembler;
  private final MpegVideoTimes times = new MpegVideoTimes();
  private @Nullable Open open;
  private Bytes tail = Bytes.EMPTY;
  private int alignedInARow;
  private MpegVideoTimes.@Nullable Told firstField;

  /// @param maxLength bytes of the largest picture that is put together
  MpegVideoReader(TrackOutput out, ReasonCounters counters, int maxLength) {
    this.out = out;
    this.counters = counters;
    this.maxLength = maxLength;
    assembler = new MpegVideoAssembler(counters);
  }

  @Override
  public void accept(Bytes content, @Nullable MediaTime pts, @Nullable MediaTime dts) {
    learnAlignment(content);
    Bytes data = tail.isEmpty() ? content : Bytes.concat(tail, content);
    tail = Bytes.EMPTY;
    int from = cut(data, new MpegVideoTimes.Told(pts, dts));
    if (alignedInARow >= ENOUGH_ALIGNED) {
      append(data.slice(from));
      finish();
      return;
    }
    int kept = Math.min(TAIL, data.length() - from);
    append(data.slice(from, data.length() - from - kept));
    tail = data.slice(data.length() - kept).detached();
  }

  private void learnAlignment(Bytes content) {
    int at = MpegStartCodes.next(content, 0);
    boolean aligned =
        at >= 0
            && MpegStartCodes.beginsPicture(MpegStartCodes.codeAt(content, at))
            && isStuffing(content.slice(0, at));
    if (!aligned && alignedInARow >= ENOUGH_ALIGNED) {
      counters.add(Reason.LOST_SYNC); // what came out last was not whole
    }
    alignedInARow = aligned ? Math.min(alignedInARow + 1, ENOUGH_ALIGNED) : 0;
  }

  /// Takes the pictures whose end is in `data`.
  ///
  /// @param told the times of the first picture that begins in it
  /// @return where the rest begins
  private int cut(Bytes data, MpegVideoTimes.Told told) {
    MpegVideoTimes.Told next = told;
    int from = 0;
    for (int at = MpegStartCodes.next(data, 0); at >= 0; at = MpegStartCodes.next(data, at + 3)) {
      int code = MpegStartCodes.codeAt(data, at);
      if (MpegStartCodes.beginsPicture(code) && (open == null || open.hasPicture)) {
        append(data.slice(from, at - from));
        finish();
        open = new Open();
        from = at;
      }
      if (code == MpegStartCodes.PICTURE && open != null) {
        open.picture(next);
        next = MpegVideoTimes.Told.NOTHING;
      }
    }
    return from;
  }

  @Override
  public void gap() {
    open = null;
    tail = Bytes.EMPTY;
    firstField = null;
    assembler.gap();
    times.gap();
  }

  private void append(Bytes part) {
    Open picture = open;
    if (picture == null) {
      return; // before the first picture, or behind one that was too long
    }
    if (picture.bytes.size() + part.length() > maxLength) {
      counters.add(Reason.LIMIT);
      open = null;
      return;
    }
    picture.bytes.write(part);
  }

  /// zero_byte stands before any start code.
  private static boolean isStuffing(Bytes part) {
    for (int i = 0; i < part.length(); i++) {
      if (part.u8(i) != 0) {
        return false;
      }
    }
    return true;
  }

  private void finish() {
    Open whole = open;
    if (whole == null || !whole.hasPicture) {
      return;
    }
    open = null;
    switch (assembler.accept(whole.bytes.toBytes())) {
      case MpegVideoAssembler.Result.Unit unit -> {
        frame(unit, unit.fields() == 2 && firstField != null ? firstField : whole.told);
        firstField = null;
      }
      case MpegVideoAssembler.Result.Nothing _ -> firstField = whole.told;
    }
  }

  private void frame(MpegVideoAssembler.Result.Unit unit, MpegVideoTimes.Told told) {
    if (unit.changed() != null) {
      out.params(unit.changed());
      times.rate(unit.changed().format().frameRate());
    }
    MpegVideoTimes.Times at = times.of(unit.picture(), told);
    if (at == null) {
      counters.add(Reason.MISSING_REFERENCE);
      return;
    }
    out.frame(at.dts(), at.pts(), unit.keyFrame(), unit.payload());
  }

  /// A picture whose end has not come.
  private static final class Open {
    final ByteWriter bytes = new ByteWriter();
    boolean hasPicture;
    MpegVideoTimes.Told told = MpegVideoTimes.Told.NOTHING;

    void picture(MpegVideoTimes.Told of) {
      hasPicture = true;
      told = of;
    }
  }
}
