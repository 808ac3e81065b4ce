package io.tidegate.media.ts;

import static io.tidegate.media.ts.TsPacketFormat.PACKET_LENGTH;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Codec;
import io.tidegate.media.CodecParams;
import io.tidegate.media.Track;
import io.tidegate.media.TrackList;

/// Writes the PAT and the PMT of a single program. ISO/IEC 13818-1 §2.4.4. Loop-confined.
final class ProgramTables {
  static final int PMT_PID = 0x1000;

  private static final int TABLE_ID_PAT = 0x00;
  private static final int TABLE_ID_PMT = 0x02;
  private static final int TRANSPORT_STREAM_ID = 1;
  private static final int PROGRAM_NUMBER = 1;
  private static final int CRC_LENGTH = 4;

  private final ContinuityCounter patCounter = new ContinuityCounter();
  private final ContinuityCounter pmtCounter = new ContinuityCounter();
  private Bytes pat = Bytes.EMPTY;
  private Bytes pmt = Bytes.EMPTY;
  private int version = -1;

  /// New contents of the PMT, under the next version number.
  void update(TrackList tracks, int pcrPid) {
    version = (version + 1) % 32;
    pat = section(TABLE_ID_PAT, TRANSPORT_STREAM_ID, 0, patBody());
    pmt = section(TABLE_ID_PMT, PROGRAM_NUMBER, version, pmtBody(tracks, pcrPid));
  }

  void write(ByteWriter out) {
    writeSection(TsPacketFormat.PID_PAT, patCounter, pat, out);
    writeSection(PMT_PID, pmtCounter, pmt, out);
  }

  /// The PID that carries a track: the same for its whole life.
  static int pidOf(Track track) {
    return 0x100 + track.id();
  }

  // ISO/IEC 13818-1 §2.4.4.3
  private static Bytes patBody() {
    return new ByteWriter().u16(PROGRAM_NUMBER).u16(0xE000 | PMT_PID).toBytes();
  }

  // ISO/IEC 13818-1 §2.4.4.8
  private static Bytes pmtBody(TrackList tracks, int pcrPid) {
    ByteWriter body = new ByteWriter();
    body.u16(0xE000 | pcrPid).u16(0xF000); // no program descriptors
    for (Track track : tracks) {
      Bytes descriptors = descriptors(track.params());
      body.u8(streamType(track.params())).u16(0xE000 | pidOf(track));
      body.u16(0xF000 | descriptors.length()).write(descriptors);
    }
    return body.toBytes();
  }

  private static Bytes section(int tableId, int extension, int version, Bytes body) {
    ByteWriter section = new ByteWriter();
    int length = 5 + body.length() + CRC_LENGTH;
    section.u8(tableId).u16(0xB000 | length); // section_syntax_indicator, reserved bits
    section.u16(extension).u8(0xC1 | version << 1); // current_next_indicator
    section.u8(0).u8(0); // section_number, last_section_number
    Bytes covered = section.write(body).toBytes();
    return new ByteWriter(covered.length() + CRC_LENGTH)
        .write(covered)
        .u32(Crc32Mpeg.of(covered))
        .toBytes();
  }

  private static void writeSection(
      int pid, ContinuityCounter counter, Bytes section, ByteWriter out) {
    int at = 0;
    while (at < section.length()) {
      boolean first = at == 0;
      int unitStart = first ? TsPacketFormat.FLAG_UNIT_START << 8 : 0;
      out.u8(TsPacketFormat.SYNC_BYTE).u16(unitStart | pid);
      out.u8(TsPacketFormat.CONTROL_PAYLOAD | counter.next());
      int room = PACKET_LENGTH - TsPacketFormat.HEADER_LENGTH;
      if (first) {
        out.u8(0); // pointer_field
        room--;
      }
      int count = Math.min(room, section.length() - at);
      out.write(section.slice(at, count)).fill(0xFF, room - count);
      at += count;
    }
  }

  private static int streamType(CodecParams params) {
    if (params instanceof CodecParams.MpegAudio audio) {
      // ISO/IEC 11172-3 ends at 32 kHz, the lower rates are ISO/IEC 13818-3
      return audio.sampleRate() >= 32_000 ? StreamTypes.MPEG1_AUDIO : StreamTypes.MPEG2_AUDIO;
    }
    return switch (params.codec()) {
      case MPEG1 -> StreamTypes.MPEG1_VIDEO;
      case MPEG2 -> StreamTypes.MPEG2_VIDEO;
      case H264 -> StreamTypes.H264;
      case H265 -> StreamTypes.H265;
      case AAC -> StreamTypes.AAC_ADTS;
      case MP2, MP3 -> StreamTypes.MPEG1_AUDIO;
      case AC3 -> StreamTypes.AC3;
      case EAC3 -> StreamTypes.EAC3;
      case OPUS -> StreamTypes.PRIVATE_PES;
      case AV1, VP9, MJPEG, G711A, G711U, G722, L16, FLAC -> throw notCarried(params.codec());
    };
  }

  private static Bytes descriptors(CodecParams params) {
    return switch (params.codec()) {
      case H265 -> registration(StreamTypes.FORMAT_HEVC).toBytes();
      case AC3 -> registration(StreamTypes.FORMAT_AC3).toBytes();
      case EAC3 -> registration(StreamTypes.FORMAT_EAC3).toBytes();
      case OPUS -> opusDescriptors((CodecParams.Opus) params);
      case H264, MPEG1, MPEG2, AAC, MP2, MP3 -> Bytes.EMPTY;
      case AV1, VP9, MJPEG, G711A, G711U, G722, L16, FLAC -> throw notCarried(params.codec());
    };
  }

  // "Opus in MPEG-2 TS", opus_audio_descriptor: channel_config_code is the number of channels
  private static Bytes opusDescriptors(CodecParams.Opus opus) {
    ByteWriter out = registration(StreamTypes.FORMAT_OPUS);
    out.u8(StreamTypes.DESCRIPTOR_DVB_EXTENSION).u8(2);
    return out.u8(StreamTypes.EXTENSION_OPUS).u8(opus.channels()).toBytes();
  }

  private static ByteWriter registration(long formatIdentifier) {
    return new ByteWriter().u8(StreamTypes.DESCRIPTOR_REGISTRATION).u8(4).u32(formatIdentifier);
  }

  private static IllegalArgumentException notCarried(Codec codec) {
    return new IllegalArgumentException("MPEG-TS does not carry " + codec.title());
  }
}
