package io.tidegate.rtsp.rtp;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Frame;
import io.tidegate.media.FrameRate;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Track;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.Ac3Header;
import io.tidegate.media.codec.Av1SequenceHeader;
import io.tidegate.media.codec.MpegPictures;
import io.tidegate.media.codec.MpegVideoPicture;
import io.tidegate.media.codec.MpegVideoSequence;
import io.tidegate.media.codec.NalUnits;
import io.tidegate.media.codec.OpusHead;
import io.tidegate.media.testing.SeededFuzz;
import io.tidegate.media.testing.SyntheticStreams;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A track of each coding that is sent, with frames that fit one packet and frames that do not.
final class OutputSamples {
  /// 352x288, 8 bits, as libaom writes it.
  private static final Bytes AV1_SEQUENCE = Bytes.ofHex("0a0b000000024abffd1fbfff30");

  private OutputSamples() {}

  /// @param stepTicks from one frame to the next
  /// @param hertz of these
  record Sample(Track track, List<Bytes> payloads, long stepTicks, int hertz) {
    List<Frame> frames() {
      List<Frame> frames = new ArrayList<>();
      for (int i = 0; i < payloads.size(); i++) {
        MediaTime at = MediaTime.ofTicks(hertz + i * stepTicks, hertz);
        boolean key = i % 3 == 0 || !track.isVideo() || track.codec() == Codec.MJPEG;
        frames.add(new Frame(track.id(), at, at, key, payloads.get(i), at.nanos()));
      }
      return frames;
    }

    @Override
    public String toString() {
      return track.codec().name();
    }
  }

  static List<Sample> all() {
    return List.of(
        video(SyntheticStreams.avc360(), "65b8", "419a"),
        video(SyntheticStreams.hevc(), "2601af", "0201d0"),
        av1(),
        coded(SyntheticStreams.aac(), 1_024, 48_000, List.of(bytes(7), bytes(1_380), bytes(3_000))),
        coded(OpusHead.of(2), 960, 48_000, List.of(opus(3), opus(80), opus(1_200))),
        coded(new CodecParams.MpegAudio(3, 44_100, 2), 1_152, 44_100, List.of(mp3(), mp3())),
        ac3(),
        coded(new CodecParams.G711(true, 8_000, 1), 160, 8_000, List.of(bytes(160), bytes(160))),
        coded(new CodecParams.G711(false, 8_000, 1), 160, 8_000, List.of(bytes(160), bytes(1))),
        coded(new CodecParams.G722(1), 160, 8_000, List.of(bytes(160), bytes(160))),
        coded(new CodecParams.Pcm(44_100, 2), 100, 44_100, List.of(bytes(400), bytes(4))),
        mjpeg(),
        mpegVideo());
  }

  private static Sample coded(CodecParams params, long ticks, int hertz, List<Bytes> payloads) {
    return new Sample(new Track(3, params), payloads, ticks, hertz);
  }

  private static Sample video(CodecParams params, String key, String delta) {
    List<Bytes> payloads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Bytes head = Bytes.ofHex(i % 3 == 0 ? key : delta);
      Bytes nal = Bytes.concat(head, odd(bytes(i % 3 == 0 ? 5_000 : 100 + 700 * i)));
      int last = head.length() - 1;
      Bytes later = Bytes.concat(head.slice(0, last), Bytes.of(head.u8(last) & 0x7F));
      payloads.add(NalUnits.joinLengthPrefixed(List.of(nal, Bytes.concat(later, odd(bytes(40))))));
    }
    return coded(params, 3_600, 90_000, payloads);
  }

  private static Sample av1() {
    List<Bytes> payloads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      ByteWriter unit = new ByteWriter();
      if (i % 3 == 0) {
        unit.write(AV1_SEQUENCE);
      }
      Bytes content = bytes(i % 3 == 0 ? 4_000 : 300 + i);
      unit.u8(0x32);
      Leb128.write(unit, 1 + content.length());
      unit.u8(i % 3 == 0 ? 0x10 : 0x30).write(content);
      payloads.add(unit.toBytes());
    }
    try {
      return coded(Av1SequenceHeader.parse(AV1_SEQUENCE), 3_600, 90_000, payloads);
    } catch (MalformedException | UnsupportedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// 320x176 of 4:2:0, without and with restart markers.
  private static Sample mjpeg() {
    List<Bytes> images = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Bytes head = JpegHead.write(320, 176, 2, JpegTables.quantization(50), 4 * i);
      images.add(Bytes.concat(head, bytes(500 + 1_300 * i), Bytes.of(0xFF, 0xD9)));
    }
    VideoFormat format = VideoFormat.of(320, 176, FrameRate.UNKNOWN, 0);
    return coded(new CodecParams.Mjpeg(format), 3_600, 90_000, images);
  }

  /// Headers and several slices, some longer than a packet; the last frame is two fields.
  private static Sample mpegVideo() {
    List<Bytes> payloads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Bytes head =
          i % 3 == 0
              ? Bytes.concat(
                  MpegPictures.SEQUENCE,
                  MpegPictures.GROUP,
                  MpegPictures.frame(i, MpegVideoPicture.Type.INTRA))
              : MpegPictures.frame(i, MpegVideoPicture.Type.PREDICTED);
      payloads.add(Bytes.concat(head, slice(300), slice(i % 3 == 0 ? 5_000 : 700 * i), slice(40)));
    }
    Bytes top =
        MpegPictures.field(
            5, MpegVideoPicture.Type.PREDICTED, MpegVideoPicture.Structure.TOP_FIELD);
    Bytes bottom =
        MpegPictures.field(
            5, MpegVideoPicture.Type.PREDICTED, MpegVideoPicture.Structure.BOTTOM_FIELD);
    payloads.set(5, Bytes.concat(top, slice(1_500), bottom, slice(200)));
    try {
      CodecParams params = MpegVideoSequence.parse(MpegPictures.SEQUENCE);
      return coded(params, 3_600, 90_000, payloads);
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static Bytes slice(int length) {
    return Bytes.concat(Bytes.of(0, 0, 1, 2), odd(bytes(length)));
  }

  /// 640 kbit/s at 48 kHz: 2,560 bytes.
  private static Sample ac3() {
    Bytes frame =
        Bytes.concat(Bytes.ofHex("0b7700002440 4000".replace(" ", "")), odd(bytes(2_552)));
    try {
      return coded(Ac3Header.parse(frame, 0).params(), 1_536, 48_000, List.of(frame, frame));
    } catch (MalformedException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /// 128 kbit/s at 44.1 kHz: 417 bytes.
  private static Bytes mp3() {
    return Bytes.concat(Bytes.ofHex("fffb9000"), odd(bytes(413)));
  }

  private static Bytes opus(int length) {
    return Bytes.concat(Bytes.of(0xFC), bytes(length - 1));
  }

  private static Bytes bytes(int length) {
    return SeededFuzz.bytes(new Random(length), length);
  }

  /// Without start codes.
  private static Bytes odd(Bytes bytes) {
    byte[] odd = bytes.toByteArray();
    for (int i = 0; i < odd.length; i++) {
      odd[i] |= 1;
    }
    return Bytes.wrap(odd);
  }
}
