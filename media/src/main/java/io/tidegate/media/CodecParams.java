package io.tidegate.media;

import java.util.List;

/// What a decoder must know before the first frame, one record per coding. Immutable.
///
/// The records hold what was parsed; the parsers and writers of `avcC`, `hvcC`, AudioSpecificConfig
/// and the like are in `io.tidegate.media.codec`. Two values are equal exactly when a decoder would
/// be set up in the same way, so `equals` tells whether a stream changed.
public sealed interface CodecParams {
  Codec codec();

  /// The `codecs` string of RFC 6381 as HLS and Media Source Extensions want it.
  String rfc6381();

  /// Pictures.
  sealed interface Video extends CodecParams {
    VideoFormat format();
  }

  /// Sound.
  sealed interface Audio extends CodecParams {
    /// Samples a second at the output of the decoder.
    int sampleRate();

    /// Channels at the output of the decoder.
    int channels();

    /// Samples (per channel) that one frame decodes to, at [#sampleRate()]; 0 where it varies.
    default int samplesPerFrame() {
      return 0;
    }

    /// How long one frame sounds; zero where it varies.
    default MediaTime frameDuration() {
      return MediaTime.ofTicks(samplesPerFrame(), sampleRate());
    }
  }

  /// H.264 (ISO/IEC 14496-10).
  ///
  /// @param sps sequence parameter sets, NAL unit header included, at least one
  /// @param pps picture parameter sets, NAL unit header included, at least one
  /// @param chromaFormatIdc 0 to 3, for the High profiles' tail of `avcC`
  /// @param bitDepthLuma 8 to 14
  /// @param bitDepthChroma 8 to 14
  record Avc(
      List<Bytes> sps,
      List<Bytes> pps,
      VideoFormat format,
      int chromaFormatIdc,
      int bitDepthLuma,
      int bitDepthChroma)
      implements Video {
    public Avc {
      sps = List.copyOf(sps);
      pps = List.copyOf(pps);
      if (sps.isEmpty() || pps.isEmpty() || sps.get(0).length() < 4) {
        throw new IllegalArgumentException("H.264 needs an SPS and a PPS");
      }
    }

    @Override
    public Codec codec() {
      return Codec.H264;
    }

    public int profileIdc() {
      return sps.get(0).u8(1);
    }

    /// The constraint flags byte, `profile_compatibility` in `avcC`.
    public int constraintFlags() {
      return sps.get(0).u8(2);
    }

    public int levelIdc() {
      return sps.get(0).u8(3);
    }

    @Override
    public String rfc6381() {
      return "avc1.%02X%02X%02X".formatted(profileIdc(), constraintFlags(), levelIdc());
    }
  }

  /// H.265 (ISO/IEC 23008-2).
  ///
  /// @param vps video parameter sets, NAL unit header included (may be empty: some RTSP cameras)
  /// @param sps sequence parameter sets, NAL unit header included, at least one
  /// @param pps picture parameter sets, NAL unit header included, at least one
  /// @param profile general profile, tier and level of the first SPS
  /// @param chromaFormatIdc 0 to 3
  /// @param bitDepthLuma 8 to 16
  /// @param bitDepthChroma 8 to 16
  record Hevc(
      List<Bytes> vps,
      List<Bytes> sps,
      List<Bytes> pps,
      VideoFormat format,
      HevcProfile profile,
      int chromaFormatIdc,
      int bitDepthLuma,
      int bitDepthChroma)
      implements Video {
    public Hevc {
      vps = List.copyOf(vps);
      sps = List.copyOf(sps);
      pps = List.copyOf(pps);
      if (sps.isEmpty() || pps.isEmpty()) {
        throw new IllegalArgumentException("H.265 needs an SPS and a PPS");
      }
    }

    @Override
    public Codec codec() {
      return Codec.H265;
    }

    @Override
    public String rfc6381() {
      return "hvc1." + profile.rfc6381();
    }
  }

  /// AV1.
  ///
  /// @param sequenceHeader the sequence header OBU, header and size field included
  /// @param profile seq_profile, 0 to 2
  /// @param levelIdx seq_level_idx_0, 0 to 31
  /// @param tier seq_tier_0, 0 or 1
  /// @param bitDepth 8, 10 or 12
  /// @param monochrome no chroma planes
  /// @param subsamplingX 1 when chroma is half as wide
  /// @param subsamplingY 1 when chroma is half as high
  /// @param chromaSamplePosition 0 to 3
  record Av1(
      Bytes sequenceHeader,
      VideoFormat format,
      int profile,
      int levelIdx,
      int tier,
      int bitDepth,
      boolean monochrome,
      int subsamplingX,
      int subsamplingY,
      int chromaSamplePosition)
      implements Video {
    @Override
    public Codec codec() {
      return Codec.AV1;
    }

    /// AV1 in ISO BMFF §5, short form.
    @Override
    public String rfc6381() {
      return "av01.%d.%02d%c.%02d".formatted(profile, levelIdx, tier == 0 ? 'M' : 'H', bitDepth);
    }
  }

  /// VP9.
  ///
  /// @param profile 0 to 3
  /// @param level ten times the level, 31 for 3.1
  /// @param bitDepth 8, 10 or 12
  /// @param chromaSubsampling as in `vpcC`, 0 to 3
  /// @param vpcC the VPCodecConfigurationRecord as received, for handing on
  record Vp9(
      VideoFormat format, int profile, int level, int bitDepth, int chromaSubsampling, Bytes vpcC)
      implements Video {
    @Override
    public Codec codec() {
      return Codec.VP9;
    }

    @Override
    public String rfc6381() {
      return "vp09.%02d.%02d.%02d".formatted(profile, level, bitDepth);
    }
  }

  /// Motion JPEG: every frame is a whole JPEG image (ISO/IEC 10918-1), and a key frame.
  record Mjpeg(VideoFormat format) implements Video {
    @Override
    public Codec codec() {
      return Codec.MJPEG;
    }

    /// JPEG's object type of ISO/IEC 14496-1: no browser plays it as video, the string only names
    /// it.
    @Override
    public String rfc6381() {
      return "mp4v.6C";
    }
  }

  /// MPEG-1 and MPEG-2 video (ISO/IEC 11172-2, 13818-2).
  ///
  /// @param version 1 or 2
  /// @param headers the sequence header and its extensions with their start codes
  /// @param profileAndLevel profile_and_level_indication, 0 in MPEG-1
  /// @param progressive progressive_sequence: no picture has fields of two moments; true in MPEG-1
  /// @param chromaFormat 1 for 4:2:0, 2 for 4:2:2, 3 for 4:4:4
  record MpegVideo(
      int version,
      Bytes headers,
      VideoFormat format,
      int profileAndLevel,
      boolean progressive,
      int chromaFormat)
      implements Video {
    @Override
    public Codec codec() {
      return version == 1 ? Codec.MPEG1 : Codec.MPEG2;
    }

    /// The same with other headers.
    public MpegVideo withHeaders(Bytes others) {
      return new MpegVideo(version, others, format, profileAndLevel, progressive, chromaFormat);
    }

    /// objectTypeIndication of ISO/IEC 14496-1 §7.2.6.6.
    public int objectType() {
      return new MpegVideoProfile(version, profileAndLevel).objectType();
    }

    /// No browser plays it, the string only names it.
    @Override
    public String rfc6381() {
      return "mp4v.%02X".formatted(objectType());
    }
  }

  /// AAC (ISO/IEC 14496-3).
  ///
  /// @param config the AudioSpecificConfig
  /// @param objectType audio object type: 2 LC, 5 HE (SBR), 29 HE v2 (SBR and PS)
  /// @param sampleRate at the output: with SBR twice the core's
  /// @param coreSampleRate of the AAC core, what ADTS and `esds` count in
  /// @param channels at the output: 2 for HE v2
  /// @param coreSamplesPerFrame 1024 or 960 samples of the core
  record Aac(
      Bytes config,
      int objectType,
      int sampleRate,
      int coreSampleRate,
      int channels,
      int coreSamplesPerFrame)
      implements Audio {
    @Override
    public Codec codec() {
      return Codec.AAC;
    }

    @Override
    public int samplesPerFrame() {
      return (int) ((long) coreSamplesPerFrame * sampleRate / coreSampleRate);
    }

    @Override
    public String rfc6381() {
      return "mp4a.40." + objectType;
    }
  }

  /// MPEG-1/2 Layer III or II (ISO/IEC 11172-3, 13818-3).
  ///
  /// @param layer 2 or 3
  record MpegAudio(int layer, int sampleRate, int channels) implements Audio {
    @Override
    public Codec codec() {
      return layer == 2 ? Codec.MP2 : Codec.MP3;
    }

    /// Layer III of MPEG-2 and 2.5 (below 32 kHz) has half the samples.
    @Override
    public int samplesPerFrame() {
      return layer == 3 && sampleRate < 32_000 ? 576 : 1152;
    }

    @Override
    public String rfc6381() {
      return layer == 3 ? "mp4a.40.34" : "mp4a.40.33";
    }
  }

  /// Opus (RFC 6716), always 48 kHz at the output; a packet's own first byte tells its duration.
  ///
  /// @param preSkip samples at 48 kHz to throw away at the start
  /// @param head the OpusHead identification header (RFC 7845 §5.1) with its magic
  record Opus(int channels, int preSkip, Bytes head) implements Audio {
    @Override
    public Codec codec() {
      return Codec.OPUS;
    }

    @Override
    public int sampleRate() {
      return 48_000;
    }

    @Override
    public String rfc6381() {
      return "opus";
    }
  }

  /// G.711 A-law or µ-law: one byte a sample and channel.
  record G711(boolean aLaw, int sampleRate, int channels) implements Audio {
    @Override
    public Codec codec() {
      return aLaw ? Codec.G711A : Codec.G711U;
    }

    /// `alaw` and `ulaw`: no browser plays them, the string only names them.
    @Override
    public String rfc6381() {
      return aLaw ? "alaw" : "ulaw";
    }
  }

  /// G.722 at 64 kbit/s (ITU-T G.722): one octet holds two samples of 16 kHz. RTP counts its time
  /// at 8 kHz (RFC 3551 §4.5.2), which is a matter of RTP alone.
  record G722(int channels) implements Audio {
    @Override
    public Codec codec() {
      return Codec.G722;
    }

    @Override
    public int sampleRate() {
      return 16_000;
    }

    /// No browser plays it, the string only names it.
    @Override
    public String rfc6381() {
      return "g722";
    }
  }

  /// Samples as they are, 16 bits with a sign, big-endian (L16 of RFC 3551 §4.5.11).
  record Pcm(int sampleRate, int channels) implements Audio {
    @Override
    public Codec codec() {
      return Codec.L16;
    }

    /// No browser plays it in what Tidegate writes, the string only names it.
    @Override
    public String rfc6381() {
      return "twos";
    }
  }

  /// FLAC (RFC 9639).
  ///
  /// @param streamInfo the 34 bytes of the STREAMINFO block, without block header
  /// @param blockSize samples in a frame when fixed, else 0
  record Flac(Bytes streamInfo, int sampleRate, int channels, int bitsPerSample, int blockSize)
      implements Audio {
    @Override
    public Codec codec() {
      return Codec.FLAC;
    }

    @Override
    public int samplesPerFrame() {
      return blockSize;
    }

    @Override
    public String rfc6381() {
      return "fLaC";
    }
  }

  /// AC-3 and E-AC-3 (ETSI TS 102 366).
  ///
  /// @param enhanced true for E-AC-3
  /// @param config body of the `dac3` or `dec3` box
  /// @param samplesPerFrame 1536, or 256 to 1536 in E-AC-3
  record Ac3(boolean enhanced, int sampleRate, int channels, int samplesPerFrame, Bytes config)
      implements Audio {
    @Override
    public Codec codec() {
      return enhanced ? Codec.EAC3 : Codec.AC3;
    }

    @Override
    public String rfc6381() {
      return enhanced ? "ec-3" : "ac-3";
    }
  }
}
