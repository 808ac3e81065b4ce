package io.tidegate.media.ts;

import io.tidegate.media.DataSize;

/// What a [TsDemuxer] allows.
///
/// @param maxPesPacket longest PES packet that is put together, at most 64 MB; a longer one is
///   counted and left out
/// @param program the program_number that is read; [#ANY] for the first with a stream that is
///   carried
/// @param audioPid the PID of the sound that is read; [#ANY], or a PID that is no sound of the
///   program, for the first
/// @param audioLanguage where no PID decides: the first sound in this language is read, three
///   letters of ISO 639-2 in small ones; empty, or a language that no sound has, for the first
public record TsDemuxerOptions(
    DataSize maxPesPacket, int program, int audioPid, String audioLanguage) {
  /// No choice. Neither a program nor a stream of sound has this number.
  public static final int ANY = 0;

  private static final int MAX_PROGRAM = 0xFFFF;

  private static final long UPPER_BOUND_BYTES = 64_000_000;

  /// 4 MB: a key frame of an 80 Mbit/s stream that is as large as ten average ones.
  public static final TsDemuxerOptions DEFAULT =
      new TsDemuxerOptions(new DataSize(4_000_000), ANY, ANY, "");

  public TsDemuxerOptions {
    if (maxPesPacket.bytes() < TsPacketFormat.PACKET_LENGTH
        || maxPesPacket.bytes() > UPPER_BOUND_BYTES) {
      throw new IllegalArgumentException("a PES packet of at most " + maxPesPacket);
    }
    if (program < 0 || program > MAX_PROGRAM) {
      throw new IllegalArgumentException("a program has a number of 1 to 65535: " + program);
    }
    if (audioPid < 0 || audioPid >= TsPacketFormat.PID_NULL) {
      throw new IllegalArgumentException("a PID is 1 to 8190: " + audioPid);
    }
    if (!audioLanguage.matches("([a-z]{3})?")) {
      throw new IllegalArgumentException("a language has three letters: " + audioLanguage);
    }
  }

  public TsDemuxerOptions withProgram(int number) {
    return new TsDemuxerOptions(maxPesPacket, number, audioPid, audioLanguage);
  }

  public TsDemuxerOptions withAudioPid(int pid) {
    return new TsDemuxerOptions(maxPesPacket, program, pid, audioLanguage);
  }

  public TsDemuxerOptions withAudioLanguage(String language) {
    return new TsDemuxerOptions(maxPesPacket, program, audioPid, language);
  }
}
