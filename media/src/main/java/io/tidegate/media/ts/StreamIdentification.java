package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.Nullable;

/// Finds out the coding of an elementary stream from its stream_type and descriptors.
///
/// ISO/IEC 13818-1 table 2-34 and §2.6; ETSI EN 300 468 annexes D, G; ATSC A/53; SMPTE RP 217.
final class StreamIdentification {
  private static final int DVB_TELETEXT = 0x56;
  private static final int DVB_SUBTITLING = 0x59;
  private static final int DVB_DTS = 0x7B;
  private static final int DVB_AAC = 0x7C;
  private static final int EXTENSION_AC4 = 0x15;

  private StreamIdentification() {}

  static ProgramMap.Entry of(int streamType, int pid, Bytes descriptors) {
    if (streamType == StreamTypes.PRIVATE_PES || streamType > 0x80) {
      ProgramMap.Entry described = described(pid, descriptors);
      if (described != null) {
        return described;
      }
    }
    ElementaryKind kind = kindOf(streamType);
    return new ProgramMap.Entry(pid, kind, titleOf(streamType), 0);
  }

  private static @Nullable ElementaryKind kindOf(int streamType) {
    return switch (streamType) {
      case StreamTypes.MPEG1_VIDEO, StreamTypes.MPEG2_VIDEO -> ElementaryKind.MPEG_VIDEO;
      case StreamTypes.H264 -> ElementaryKind.AVC;
      case StreamTypes.H265 -> ElementaryKind.HEVC;
      case StreamTypes.AAC_ADTS -> ElementaryKind.ADTS;
      case StreamTypes.MPEG1_AUDIO, StreamTypes.MPEG2_AUDIO -> ElementaryKind.MPEG_AUDIO;
      case StreamTypes.AC3, StreamTypes.EAC3, StreamTypes.EAC3_OLD -> ElementaryKind.AC3;
      default -> null;
    };
  }

  private static String titleOf(int streamType) {
    return switch (streamType) {
      case StreamTypes.MPEG1_VIDEO -> "MPEG-1 video";
      case StreamTypes.MPEG2_VIDEO -> "MPEG-2 video";
      case StreamTypes.MPEG1_AUDIO, StreamTypes.MPEG2_AUDIO -> "MPEG audio";
      case 0x05 -> "private sections";
      case StreamTypes.PRIVATE_PES -> "private data";
      case StreamTypes.AAC_ADTS -> "AAC";
      case 0x10 -> "MPEG-4 part 2 video";
      case StreamTypes.AAC_LATM -> "AAC in LATM";
      case 0x15 -> "timed metadata";
      case StreamTypes.H264 -> "H.264";
      case StreamTypes.H265 -> "H.265";
      case 0x2D, 0x2E -> "MPEG-H 3D audio";
      case 0x33 -> "H.266";
      case StreamTypes.AC3 -> "AC-3";
      case 0x82, 0x85, 0x8A -> "DTS";
      case 0x86 -> "SCTE-35 splice information";
      case StreamTypes.EAC3, StreamTypes.EAC3_OLD -> "E-AC-3";
      default -> "stream type 0x%02X".formatted(streamType);
    };
  }

  /// What the descriptors of a private stream say; null when they say nothing.
  private static ProgramMap.@Nullable Entry described(int pid, Bytes descriptors) {
    int at = 0;
    while (at + 2 <= descriptors.length()) {
      int length = descriptors.u8(at + 1);
      if (at + 2 + length > descriptors.length()) {
        return null;
      }
      Bytes content = descriptors.slice(at + 2, length);
      ProgramMap.Entry entry =
          switch (descriptors.u8(at)) {
            case StreamTypes.DESCRIPTOR_REGISTRATION ->
                length < 4 ? null : registered(pid, content.u32(0), descriptors);
            case StreamTypes.DESCRIPTOR_DVB_AC3 -> carried(pid, ElementaryKind.AC3, "AC-3", 0);
            case StreamTypes.DESCRIPTOR_DVB_EAC3 -> carried(pid, ElementaryKind.AC3, "E-AC-3", 0);
            case StreamTypes.DESCRIPTOR_DVB_EXTENSION -> extension(pid, content);
            case DVB_AAC -> refused(pid, "AAC in LATM");
            case DVB_DTS -> refused(pid, "DTS");
            case DVB_TELETEXT -> refused(pid, "teletext");
            case DVB_SUBTITLING -> refused(pid, "DVB subtitles");
            default -> null;
          };
      if (entry != null) {
        return entry;
      }
      at += 2 + length;
    }
    return null;
  }

  private static ProgramMap.@Nullable Entry registered(int pid, long format, Bytes descriptors) {
    if (format == StreamTypes.FORMAT_OPUS) {
      return opus(pid, opusChannels(descriptors));
    }
    if (format == StreamTypes.FORMAT_AC3) {
      return carried(pid, ElementaryKind.AC3, "AC-3", 0);
    }
    if (format == StreamTypes.FORMAT_EAC3) {
      return carried(pid, ElementaryKind.AC3, "E-AC-3", 0);
    }
    return format == StreamTypes.FORMAT_HEVC ? carried(pid, ElementaryKind.HEVC, "H.265", 0) : null;
  }

  private static ProgramMap.@Nullable Entry extension(int pid, Bytes content) {
    int tag = content.isEmpty() ? 0 : content.u8(0);
    if (tag == EXTENSION_AC4) {
      return refused(pid, "AC-4");
    }
    boolean opus = tag == StreamTypes.EXTENSION_OPUS && content.length() >= 2;
    return opus ? opus(pid, content.u8(1)) : null;
  }

  /// channel_config_code: 1 and 2 are mono and stereo, 0 is dual mono; more need a channel table
  /// that the descriptor does not have.
  private static ProgramMap.Entry opus(int pid, int channelCode) {
    if (channelCode > 2) {
      return refused(pid, "Opus of channel configuration " + channelCode);
    }
    return carried(pid, ElementaryKind.OPUS, "Opus", channelCode == 0 ? 2 : channelCode);
  }

  /// channel_config_code of the opus_audio_descriptor beside the registration; stereo without one.
  private static int opusChannels(Bytes descriptors) {
    int at = 0;
    while (at + 4 <= descriptors.length()) {
      boolean found =
          descriptors.u8(at) == StreamTypes.DESCRIPTOR_DVB_EXTENSION
              && descriptors.u8(at + 1) >= 2
              && descriptors.u8(at + 2) == StreamTypes.EXTENSION_OPUS;
      if (found) {
        return descriptors.u8(at + 3);
      }
      at += 2 + descriptors.u8(at + 1);
    }
    return 2;
  }

  private static ProgramMap.Entry carried(
      int pid, ElementaryKind kind, String title, int opusChannels) {
    return new ProgramMap.Entry(pid, kind, title, opusChannels);
  }

  private static ProgramMap.Entry refused(int pid, String title) {
    return new ProgramMap.Entry(pid, null, title, 0);
  }
}
