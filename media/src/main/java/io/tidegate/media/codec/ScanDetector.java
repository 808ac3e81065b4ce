package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.ScanType;
import java.util.List;

/// Reads from the bitstream of one track whether its pictures are interlaced. Immutable, any
/// thread.
public final class ScanDetector {
  /// What one coding says of a picture in canonical form.
  private interface Reader {
    ScanType of(Bytes payload) throws MalformedException;
  }

  private static final Reader NO_FIELDS = _ -> ScanType.PROGRESSIVE;

  private final Reader reader;

  private ScanDetector(Reader reader) {
    this.reader = reader;
  }

  public static ScanDetector of(CodecParams.Video params) {
    try {
      return new ScanDetector(readerFor(params));
    } catch (MalformedException damaged) {
      return new ScanDetector(_ -> ScanType.UNKNOWN);
    }
  }

  /// @param payload of a frame of the track, canonical; what cannot be read says nothing
  public ScanType detect(Bytes payload) {
    try {
      return reader.of(payload);
    } catch (MalformedException damaged) {
      return ScanType.UNKNOWN;
    }
  }

  /// Whether no picture of the track can be interlaced, whatever follows.
  public boolean knowsNoFields() {
    return reader.equals(NO_FIELDS);
  }

  private static Reader readerFor(CodecParams.Video params) throws MalformedException {
    return switch (params) {
      case CodecParams.Avc avc -> {
        AvcScan scan = AvcSps.parse(avc.sps().get(0)).scan();
        yield scan.coding() == AvcScan.Coding.FRAMES
            ? NO_FIELDS
            : payload -> scan.of(nals(payload));
      }
      case CodecParams.Hevc hevc -> {
        HevcScan scan = HevcSps.parse(hevc.sps().get(0)).scan();
        yield scan.knowsNoFields() ? NO_FIELDS : payload -> scan.of(nals(payload));
      }
      case CodecParams.MpegVideo mpeg when mpeg.progressive() -> NO_FIELDS;
      case CodecParams.MpegVideo _ -> payload -> of(MpegVideoPicture.parse(payload));
      // they know no fields
      case CodecParams.Av1 _, CodecParams.Vp9 _, CodecParams.Mjpeg _ -> NO_FIELDS;
    };
  }

  private static List<Bytes> nals(Bytes payload) throws MalformedException {
    return NalUnits.splitLengthPrefixed(payload, 4);
  }

  /// ISO/IEC 13818-2 §6.3.10: a frame of one moment may be shown as fields, too.
  private static ScanType of(MpegVideoPicture picture) {
    return switch (picture.structure()) {
      case TOP_FIELD -> ScanType.TOP_FIELD_FIRST;
      case BOTTOM_FIELD -> ScanType.BOTTOM_FIELD_FIRST;
      case FRAME ->
          picture.progressiveFrame()
              ? ScanType.PROGRESSIVE
              : ScanType.fields(picture.topFieldFirst());
    };
  }
}
