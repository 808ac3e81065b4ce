package io.tidegate.media.codec;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Reason;
import java.util.ArrayList;
import java.util.List;

/// What stands before the slices of a coded picture of MPEG-1 or MPEG-2 video. ISO/IEC 13818-2
/// §6.2.3. Immutable.
///
/// @param sequence the sequence header before it and its extensions, empty without
/// @param group whether a group_of_pictures_header is before it
/// @param temporalReference place in the order of showing, 0 to 1023, from 0 on in each group
/// @param type picture_coding_type
/// @param structure whole frame or one field
/// @param topFieldFirst of a frame picture that is shown as fields
/// @param progressiveFrame both fields are of one moment; true in MPEG-1
public record MpegVideoPicture(
    Bytes sequence,
    boolean group,
    int temporalReference,
    Type type,
    Structure structure,
    boolean topFieldFirst,
    boolean progressiveFrame) {
  private static final int EXTENSION_PICTURE_CODING = 8;

  /// picture_coding_type, table 6-12. D pictures of MPEG-1 decode by themselves, too.
  public enum Type {
    INTRA(1),
    PREDICTED(2),
    BIDIRECTIONAL(3);

    private final int code;

    Type(int code) {
      this.code = code;
    }

    /// The value on the wire.
    public int code() {
      return code;
    }
  }

  /// picture_structure, table 6-14.
  public enum Structure {
    TOP_FIELD(1),
    BOTTOM_FIELD(2),
    FRAME(3);

    private final int code;

    Structure(int code) {
      this.code = code;
    }

    /// The value on the wire.
    public int code() {
      return code;
    }
  }

  /// Reads up to the first slice.
  ///
  /// @param coded from a start code that begins a picture on
  public static MpegVideoPicture parse(Bytes coded) throws MalformedException {
    List<Bytes> sequence = new ArrayList<>();
    boolean group = false;
    MpegVideoPicture picture = null;
    int at = MpegStartCodes.next(coded, 0);
    while (at >= 0) {
      int code = MpegStartCodes.codeAt(coded, at);
      if (MpegStartCodes.isSlice(code)) {
        break;
      }
      int next = MpegStartCodes.next(coded, at + MpegStartCodes.LENGTH);
      Bytes unit = coded.slice(at, (next < 0 ? coded.length() : next) - at);
      if (code == MpegStartCodes.PICTURE) {
        picture = header(Bytes.concat(sequence), group, reader(unit));
      } else if (code == MpegStartCodes.GROUP) {
        group = true;
      } else if (code == MpegStartCodes.SEQUENCE_HEADER) {
        sequence.clear();
        sequence.add(unit);
      } else if (code == MpegStartCodes.EXTENSION && picture != null) {
        picture = picture.extended(reader(unit));
      } else if (code == MpegStartCodes.EXTENSION && !sequence.isEmpty()) {
        limit(sequence, unit);
        sequence.add(unit);
      }
      at = next;
    }
    if (picture == null || at < 0) {
      throw new MalformedException(Reason.TRUNCATED, coded.length(), "a picture without slices");
    }
    return picture;
  }

  /// Whether both are the fields of one frame, this one the first. §6.1.1.4.1
  boolean isCompletedBy(MpegVideoPicture second) {
    return structure != Structure.FRAME
        && second.structure != Structure.FRAME
        && second.structure != structure
        && second.temporalReference == temporalReference;
  }

  private static void limit(List<Bytes> sequence, Bytes unit) throws MalformedException {
    int length = sequence.stream().mapToInt(Bytes::length).sum() + unit.length();
    if (length > MpegVideoSequence.MAX_LENGTH) {
      throw new MalformedException(Reason.LIMIT, "a sequence header with too much behind it");
    }
  }

  private static BitReader reader(Bytes unit) {
    return new BitReader(unit.slice(MpegStartCodes.LENGTH));
  }

  /// §6.2.3
  private static MpegVideoPicture header(Bytes sequence, boolean group, BitReader in)
      throws MalformedException {
    int temporalReference = in.readBits(10);
    int codingType = in.readBits(3);
    Type type =
        switch (codingType) {
          case 1, 4 -> Type.INTRA;
          case 2 -> Type.PREDICTED;
          case 3 -> Type.BIDIRECTIONAL;
          default ->
              throw new MalformedException(
                  Reason.BAD_VALUE, 0, "picture_coding_type " + codingType);
        };
    return new MpegVideoPicture(
        sequence, group, temporalReference, type, Structure.FRAME, false, true);
  }

  /// picture_coding_extension, §6.2.3.1; others change nothing.
  private MpegVideoPicture extended(BitReader in) throws MalformedException {
    if (in.readBits(4) != EXTENSION_PICTURE_CODING) {
      return this;
    }
    in.skip(16 + 2); // f_code, intra_dc_precision
    int code = in.readBits(2);
    Structure coded =
        switch (code) {
          case 1 -> Structure.TOP_FIELD;
          case 2 -> Structure.BOTTOM_FIELD;
          case 3 -> Structure.FRAME;
          default -> throw new MalformedException(Reason.BAD_VALUE, 0, "picture_structure 0");
        };
    boolean top = in.readFlag(); // top_field_first
    in.skip(5 + 1 + 1); // frame_pred_frame_dct to alternate_scan, repeat_first_field, chroma_420
    boolean progressive = in.readFlag(); // progressive_frame
    return new MpegVideoPicture(sequence, group, temporalReference, type, coded, top, progressive);
  }
}
