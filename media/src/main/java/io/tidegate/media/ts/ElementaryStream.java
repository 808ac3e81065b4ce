package io.tidegate.media.ts;

import io.tidegate.media.Bytes;
import io.tidegate.media.MalformedException;
import io.tidegate.media.MediaTime;
import io.tidegate.media.Nullable;
import io.tidegate.media.Reason;
import io.tidegate.media.ReasonCounters;
import io.tidegate.media.TimestampUnwrapper;
import io.tidegate.media.codec.OpusHead;

/// One elementary stream of the program that is read: its PES packets, their times, its reader.
/// Loop-confined.
final class ElementaryStream implements PesAssembler.PesConsumer {
  private final ProgramMap.Entry entry;
  private final PesAssembler assembler;
  private final ElementaryReader reader;
  private final TrackOutput output;
  private final TimestampUnwrapper clock;
  private final ReasonCounters counters;

  /// @param clock of the program: its streams share one, so that they stay together at the wrap
  ElementaryStream(
      ProgramMap.Entry entry,
      TrackOutput output,
      TimestampUnwrapper clock,
      ReasonCounters counters,
      int maxPesLength) {
    this.entry = entry;
    this.output = output;
    this.clock = clock;
    this.counters = counters;
    assembler = new PesAssembler(this, counters, maxPesLength);
    reader = readerFor(entry, output, counters, maxPesLength);
  }

  /// Whether the stream that a PMT lists is this one, whatever its language is called now.
  boolean is(ProgramMap.Entry other) {
    return entry.equals(other.withLanguages(entry.languages()));
  }

  int pid() {
    return entry.pid();
  }

  PesAssembler assembler() {
    return assembler;
  }

  /// What the bitstream had wrong, beside the counters given; null where the reader has none of its
  /// own.
  @Nullable
  ReasonCounters bitstreamCounters() {
    return reader instanceof VideoReader video ? video.bitstreamCounters() : null;
  }

  /// Something is missing before the next payload.
  void gap() {
    assembler.gap();
    reader.gap();
  }

  @Override
  public void pes(Bytes packet, int epoch, long receivedNanos) {
    PesPacket pes;
    try {
      pes = PesPacket.parse(packet);
    } catch (MalformedException damaged) {
      counters.add(damaged.reason());
      return;
    }
    if (pes.scrambled()) {
      counters.add(Reason.UNSUPPORTED);
      return;
    }
    output.begin(epoch, receivedNanos);
    MediaTime dts = pes.hasTime() ? time(pes.dts()) : null;
    MediaTime pts = pes.hasTime() ? time(pes.pts()) : null;
    reader.accept(pes.content(), pts, dts);
  }

  private MediaTime time(long ticks) {
    return MediaTime.ofTicks(clock.unwrap(ticks), TsPacketFormat.CLOCK_HERTZ);
  }

  private static ElementaryReader readerFor(
      ProgramMap.Entry entry, TrackOutput output, ReasonCounters counters, int maxLength) {
    ElementaryKind kind = entry.kind();
    if (kind == null) {
      throw new IllegalArgumentException("not carried: " + entry.title());
    }
    return switch (kind) {
      case AVC -> VideoReader.avc(output, counters);
      case HEVC -> VideoReader.hevc(output, counters);
      case MPEG_VIDEO -> new MpegVideoReader(output, counters, maxLength);
      case ADTS -> new FramedAudioReader(new AdtsFraming(), output, counters);
      case MPEG_AUDIO -> new FramedAudioReader(new MpegAudioFraming(), output, counters);
      case AC3 -> new FramedAudioReader(new Ac3Framing(), output, counters);
      case OPUS -> new OpusReader(OpusHead.of(entry.opusChannels()), output, counters);
    };
  }
}
