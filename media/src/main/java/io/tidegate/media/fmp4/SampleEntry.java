package io.tidegate.media.fmp4;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.CodecParams;
import io.tidegate.media.VideoFormat;
import io.tidegate.media.codec.Av1Configuration;
import io.tidegate.media.codec.AvcDecoderConfiguration;
import io.tidegate.media.codec.HevcDecoderConfiguration;
import io.tidegate.media.codec.Vp9Configuration;

/// Sample entries of `stsd`, with what sets the decoder up. ISO/IEC 14496-12 §12.1.3, §12.2.3;
/// ISO/IEC 14496-14 (MP4A), 14496-15 (AVC, HEVC); the bindings of AV1, VP9, Opus and FLAC; ETSI TS
/// 102 366 annex F (AC-3). What players do not read ([SampleEntries]) follows the QuickTime File
/// Format.
final class SampleEntry {
  private static final int ES_DESCRIPTOR = 3;
  private static final int DECODER_CONFIG_DESCRIPTOR = 4;
  private static final int DECODER_SPECIFIC_INFO = 5;
  private static final int SL_CONFIG_DESCRIPTOR = 6;

  /// objectTypeIndication of ISO/IEC 14496-1 §7.2.6.6.
  private static final int OBJECT_AAC = 0x40;

  /// ISO/IEC 11172-3: 32 kHz and more.
  private static final int OBJECT_MPEG1_AUDIO = 0x6B;

  /// ISO/IEC 13818-3: the lower rates.
  private static final int OBJECT_MPEG2_AUDIO = 0x69;

  /// ISO/IEC 10918-1.
  private static final int OBJECT_JPEG = 0x6C;

  private static final int LOWEST_MPEG1_RATE = 32_000;

  /// streamType visual, not upstream, reserved 1.
  private static final int STREAM_TYPE_VISUAL = 4 << 2 | 1;

  /// streamType audio, not upstream, reserved 1.
  private static final int STREAM_TYPE_AUDIO = 5 << 2 | 1;

  /// `ms` before a format tag of WAVE, as the QuickTime File Format names what has none of its own:
  /// 0x028F is G.722.
  private static final String WAVE_G722 = "ms\u0002\u008F";

  private static final Bytes PREDEFINED_FOR_MP4 = Bytes.of(2);

  private SampleEntry() {}

  static void write(BoxWriter boxes, CodecParams params) {
    switch (params) {
      case CodecParams.Video video -> video(boxes, video);
      case CodecParams.Audio audio -> audio(boxes, audio);
    }
  }

  private static void video(BoxWriter boxes, CodecParams.Video params) {
    switch (params) {
      case CodecParams.Avc avc ->
          picture(boxes, "avc1", avc, "avcC", AvcDecoderConfiguration.write(avc));
      case CodecParams.Hevc hevc ->
          picture(boxes, "hvc1", hevc, "hvcC", HevcDecoderConfiguration.write(hevc));
      case CodecParams.Av1 av1 -> picture(boxes, "av01", av1, "av1C", Av1Configuration.write(av1));
      case CodecParams.Vp9 vp9 -> picture(boxes, "vp09", vp9, "vpcC", Vp9Configuration.write(vp9));
      case CodecParams.Mjpeg _ -> elementaryPicture(boxes, params, OBJECT_JPEG, Bytes.EMPTY);
      case CodecParams.MpegVideo mpeg ->
          elementaryPicture(boxes, mpeg, mpeg.objectType(), mpeg.headers());
    }
  }

  /// A coding that has an object type of ISO/IEC 14496-1.
  private static void elementaryPicture(
      BoxWriter boxes, CodecParams.Video params, int objectType, Bytes specificInfo) {
    visual(boxes, "mp4v", params, () -> esds(boxes, objectType, STREAM_TYPE_VISUAL, specificInfo));
  }

  private static void picture(
      BoxWriter boxes, String type, CodecParams.Video params, String configType, Bytes config) {
    visual(boxes, type, params, () -> boxes.box(configType, () -> boxes.out().write(config)));
  }

  private static void visual(
      BoxWriter boxes, String type, CodecParams.Video params, Runnable config) {
    VideoFormat format = params.format();
    boxes.box(
        type,
        () -> {
          ByteWriter out = boxes.out();
          out.fill(0, 6).u16(1); // reserved, data_reference_index
          out.fill(0, 16).u16(format.width()).u16(format.height());
          out.u32(0x480000).u32(0x480000).u32(0); // 72 dpi
          out.u16(1).fill(0, 32).u16(24).u16(0xFFFF); // frame_count, name, depth, pre_defined
          config.run();
          boolean isSquare = format.sarWidth() == format.sarHeight();
          if (!isSquare) {
            boxes.box("pasp", () -> out.u32(format.sarWidth()).u32(format.sarHeight()));
          }
        });
  }

  private static void audio(BoxWriter boxes, CodecParams.Audio params) {
    switch (params) {
      case CodecParams.Aac aac ->
          sound(boxes, "mp4a", aac, () -> esds(boxes, OBJECT_AAC, STREAM_TYPE_AUDIO, aac.config()));
      // FFmpeg takes the object type of MPEG audio for Layer III
      case CodecParams.MpegAudio mp2 when mp2.layer() == 2 -> sound(boxes, ".mp2", mp2, () -> {});
      case CodecParams.MpegAudio mp3 ->
          sound(
              boxes,
              "mp4a",
              mp3,
              () -> esds(boxes, objectType(mp3), STREAM_TYPE_AUDIO, Bytes.EMPTY));
      case CodecParams.Opus opus ->
          sound(boxes, "Opus", opus, () -> boxes.box("dOps", () -> opusConfig(boxes.out(), opus)));
      case CodecParams.Flac flac ->
          sound(
              boxes,
              "fLaC",
              flac,
              () -> boxes.fullBox("dfLa", 0, 0, () -> flacConfig(boxes, flac)));
      case CodecParams.Ac3 ac3 -> {
        String type = ac3.enhanced() ? "ec-3" : "ac-3";
        String config = ac3.enhanced() ? "dec3" : "dac3";
        sound(boxes, type, ac3, () -> boxes.box(config, () -> boxes.out().write(ac3.config())));
      }
      // QuickTime File Format, "Sound sample descriptions": the name says all
      case CodecParams.G711 g711 -> sound(boxes, g711.aLaw() ? "alaw" : "ulaw", g711, () -> {});
      case CodecParams.Pcm pcm -> sound(boxes, "twos", pcm, () -> {});
      case CodecParams.G722 g722 -> sound(boxes, WAVE_G722, g722, () -> {});
    }
  }

  private static void sound(
      BoxWriter boxes, String type, CodecParams.Audio params, Runnable config) {
    boxes.box(
        type,
        () -> {
          ByteWriter out = boxes.out();
          out.fill(0, 6).u16(1); // reserved, data_reference_index
          out.fill(0, 8).u16(params.channels()).u16(16).u32(0);
          // 16.16; rates that do not fit are told by the codec's own box
          out.u32(params.sampleRate() < 1 << 16 ? (long) params.sampleRate() << 16 : 0);
          config.run();
        });
  }

  private static int objectType(CodecParams.MpegAudio params) {
    return params.sampleRate() < LOWEST_MPEG1_RATE ? OBJECT_MPEG2_AUDIO : OBJECT_MPEG1_AUDIO;
  }

  /// ISO/IEC 14496-14 §5.6, written from the innermost descriptor outwards.
  private static void esds(BoxWriter boxes, int objectType, int streamType, Bytes specificInfo) {
    ByteWriter decoder = new ByteWriter(32 + specificInfo.length());
    decoder.u8(objectType).u8(streamType).u24(0).u32(0).u32(0); // buffer, bitrates unknown
    if (!specificInfo.isEmpty()) {
      descriptor(decoder, DECODER_SPECIFIC_INFO, specificInfo);
    }
    ByteWriter stream = new ByteWriter(48 + specificInfo.length());
    stream.u16(0).u8(0); // ES_ID, no flags
    descriptor(stream, DECODER_CONFIG_DESCRIPTOR, decoder.toBytes());
    descriptor(stream, SL_CONFIG_DESCRIPTOR, PREDEFINED_FOR_MP4);
    boxes.fullBox("esds", 0, 0, () -> descriptor(boxes.out(), ES_DESCRIPTOR, stream.toBytes()));
  }

  /// Tag, size in groups of seven bits (ISO/IEC 14496-1 §8.3.3), contents.
  private static void descriptor(ByteWriter out, int tag, Bytes contents) {
    out.u8(tag);
    if (contents.length() > 0x7F) {
      out.u8(contents.length() >> 7 | 0x80);
    }
    out.u8(contents.length() & 0x7F).write(contents);
  }

  /// OpusHead without its magic, big-endian instead of little. Opus in ISO BMFF §4.3.2.
  private static void opusConfig(ByteWriter out, CodecParams.Opus opus) {
    Bytes head = opus.head();
    out.u8(0).u8(head.u8(9)); // version, channel count
    out.u8(head.u8(11)).u8(head.u8(10)); // pre-skip
    out.u8(head.u8(15)).u8(head.u8(14)).u8(head.u8(13)).u8(head.u8(12)); // input sample rate
    out.u8(head.u8(17)).u8(head.u8(16)); // output gain
    out.write(head.slice(18)); // mapping family and table
  }

  /// One STREAMINFO block, the last. FLAC in ISO BMFF §3.3.2.
  private static void flacConfig(BoxWriter boxes, CodecParams.Flac flac) {
    boxes.out().u8(0x80).u24(flac.streamInfo().length()).write(flac.streamInfo());
  }
}
