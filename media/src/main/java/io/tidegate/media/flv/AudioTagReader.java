package io.tidegate.media.flv;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.MalformedException;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.UnsupportedException;
import io.tidegate.media.codec.Ac3AccessUnit;
import io.tidegate.media.codec.AudioSpecificConfig;
import io.tidegate.media.codec.FlacStreamInfo;
import io.tidegate.media.codec.MpegAudioHeader;
import io.tidegate.media.codec.OpusHead;

/// Bodies of audio tags: classic, and Enhanced RTMP. §E.4.2. Loop-confined.
final class AudioTagReader {
  private static final int EX_HEADER = 5;

  /// SoundRate and SoundType do not apply to G.711 in FLV: it is 8 kHz, and stereo only by the
  /// flag.
  static final int G711_RATE = 8_000;

  /// SoundRate.
  private static final int[] PCM_RATES = {5_512, 11_025, 22_050, 44_100};

  private final ReasonCounters counters;
  private CodecParams.@Nullable Audio params;
  private boolean changed;

  AudioTagReader(ReasonCounters counters) {
    this.counters = counters;
  }

  /// The parameters in force, null before the first.
  CodecParams.@Nullable Audio params() {
    return params;
  }

  /// True once after each change of [#params].
  boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /// The frame in `body`; empty when it holds a header, or nothing of use.
  Bytes read(Bytes body) throws MalformedException, UnsupportedException {
    int first = body.u8(0);
    Bytes content = body.slice(1);
    return switch (first >> 4) {
      case FlvIds.AUDIO_AAC -> aac(content);
      case FlvIds.AUDIO_PCM, FlvIds.AUDIO_PCM_PLATFORM -> linear(content, first);
      case FlvIds.AUDIO_MP3, FlvIds.AUDIO_MP3_8K -> mp3(content);
      case FlvIds.AUDIO_G711A -> g711(content, true, (first & 1) + 1);
      case FlvIds.AUDIO_G711U -> g711(content, false, (first & 1) + 1);
      case FlvIds.AUDIO_EX -> enhanced(body, first & 0xF);
      default ->
          throw new UnsupportedException("FLV sound format " + (first >> 4) + " is not carried");
    };
  }

  private Bytes aac(Bytes content) throws MalformedException, UnsupportedException {
    if (content.isEmpty()) {
      throw new MalformedException(Reason.TRUNCATED, 1, "an AAC tag without packet type");
    }
    if (content.u8(0) == FlvIds.AAC_SEQUENCE_HEADER) {
      if (content.length() > 1) {
        use(AudioSpecificConfig.parse(content.slice(1)));
      }
      return Bytes.EMPTY;
    }
    return known(content.slice(1), Codec.AAC);
  }

  private Bytes mp3(Bytes content) throws MalformedException, UnsupportedException {
    if (!content.isEmpty()) {
      use(MpegAudioHeader.parse(content, 0).params());
    }
    return content;
  }

  /// Samples of 16 bits, little-endian; "platform endian" comes from little-endian machines.
  private Bytes linear(Bytes content, int header) throws UnsupportedException {
    boolean is16Bits = (header & 2) != 0;
    if (!is16Bits) {
      throw new UnsupportedException("linear PCM of 8 bits is not carried");
    }
    use(new CodecParams.Pcm(PCM_RATES[header >> 2 & 3], (header & 1) + 1));
    ByteWriter out = new ByteWriter(content.length());
    for (int at = 0; at + 2 <= content.length(); at += 2) {
      out.u8(content.u8(at + 1)).u8(content.u8(at));
    }
    return out.toBytes();
  }

  private Bytes g711(Bytes content, boolean aLaw, int channels) {
    use(new CodecParams.G711(aLaw, G711_RATE, channels));
    return content;
  }

  private Bytes enhanced(Bytes body, int packetType)
      throws MalformedException, UnsupportedException {
    if (body.length() < EX_HEADER) {
      throw new MalformedException(Reason.TRUNCATED, 1, "an audio tag without FourCC");
    }
    int fourCc = body.s32(1);
    Bytes content = body.slice(EX_HEADER);
    return switch (packetType) {
      case FlvIds.EX_SEQUENCE_START -> {
        configure(fourCc, content);
        yield Bytes.EMPTY;
      }
      case FlvIds.EX_CODED_FRAMES -> coded(fourCc, content);
      case FlvIds.EX_MULTITRACK_AUDIO ->
          throw new UnsupportedException("several audio tracks in one RTMP stream are not carried");
      case FlvIds.EX_MODEX ->
          throw new UnsupportedException("Enhanced RTMP audio packet type 7 is not carried");
      default -> Bytes.EMPTY; // end of sequence, channel layout
    };
  }

  private void configure(int fourCc, Bytes content)
      throws MalformedException, UnsupportedException {
    if (fourCc == FlvIds.OPUS) {
      use(OpusHead.parse(content));
    } else if (fourCc == FlvIds.FLAC) {
      use(FlacStreamInfo.parseStreamStart(content));
    } else if (fourCc == FlvIds.MP4A) {
      use(AudioSpecificConfig.parse(content));
    } else if (fourCc != FlvIds.AC3 && fourCc != FlvIds.EAC3 && fourCc != FlvIds.MP3) {
      throw notCarried(fourCc);
    }
  }

  /// AC-3 and MP3 tell in each frame what they are.
  private Bytes coded(int fourCc, Bytes content) throws MalformedException, UnsupportedException {
    if (content.isEmpty()) {
      return content;
    }
    if (fourCc == FlvIds.AC3 || fourCc == FlvIds.EAC3) {
      CodecParams.Ac3 before = params instanceof CodecParams.Ac3 ac3 ? ac3 : null;
      use(Ac3AccessUnit.params(content, before));
      return content;
    }
    if (fourCc == FlvIds.MP3) {
      use(MpegAudioHeader.parse(content, 0).params());
      return content;
    }
    if (fourCc == FlvIds.OPUS) {
      return known(content, Codec.OPUS);
    }
    if (fourCc == FlvIds.FLAC) {
      return known(content, Codec.FLAC);
    }
    if (fourCc == FlvIds.MP4A) {
      return known(content, Codec.AAC);
    }
    throw notCarried(fourCc);
  }

  private static UnsupportedException notCarried(int fourCc) {
    return new UnsupportedException(
        "Enhanced RTMP audio " + FlvIds.fourCcText(fourCc) + " is not carried");
  }

  /// `payload`, when the last sequence header was of its coding.
  private Bytes known(Bytes payload, Codec codec) {
    if (params == null || params.codec() != codec) {
      counters.add(Reason.MISSING_REFERENCE);
      return Bytes.EMPTY;
    }
    return payload;
  }

  private void use(CodecParams.Audio now) {
    changed |= !now.equals(params);
    params = now;
  }
}
