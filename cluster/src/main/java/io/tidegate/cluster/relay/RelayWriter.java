package io.tidegate.cluster.relay;

import io.tidegate.media.ByteWriter;
import io.tidegate.media.Bytes;
import io.tidegate.media.Frame;
import io.tidegate.media.Nullable;
import io.tidegate.media.StreamEvent;
import io.tidegate.media.StreamEvent.Discontinuity;
import io.tidegate.media.StreamEvent.EndOfStream;
import io.tidegate.media.StreamEvent.TracksChanged;
import io.tidegate.media.wire.TracksCodec;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Puts [RelayMessage]s into bytes: what it is in one byte, the length of the rest in four, the
/// rest. Numbers are big-endian, times nanoseconds. Any thread.
final class RelayWriter {
  static final int HEAD_BYTES = 5;

  /// Of a frame, before its payload: track, flags, DTS, distance to PTS, age.
  static final int FRAME_HEAD_BYTES = 22;

  static final int KEY_FRAME = 1;

  /// By their numbers, which are for ever.
  static final List<Discontinuity.Reason> REASONS =
      List.of(
          Discontinuity.Reason.NEW_PUBLISHER,
          Discontinuity.Reason.TIME_JUMP,
          Discontinuity.Reason.SIGNALLED);

  private RelayWriter() {}

  static void write(RelayMessage message, OutputStream out) throws IOException {
    switch (message) {
      case RelayMessage.Ask(int version, var key, long from) -> {
        ByteWriter body = new ByteWriter(160).u8(version).u64(from);
        body.write(Bytes.of(key.toString(), StandardCharsets.US_ASCII));
        body(Kind.ASK, body.toBytes(), out);
      }
      case RelayMessage.Welcome(long run) ->
          body(Kind.WELCOME, new ByteWriter(8).u64(run).toBytes(), out);
      case RelayMessage.Refused(RelayRefusal refusal) ->
          body(Kind.REFUSED, Bytes.of(refusal.number()), out);
      case RelayMessage.Happened(StreamEvent event, long age) -> event(event, age, out);
      case RelayMessage.Beside(Bytes content) -> beside(List.of(content), out);
      case RelayMessage.Alive.HERE -> body(Kind.ALIVE, Bytes.EMPTY, out);
    }
  }

  /// [RelayMessage.Beside] of several pieces.
  static void beside(List<Bytes> pieces, OutputStream out) throws IOException {
    head(Kind.BESIDE, pieces.stream().mapToLong(Bytes::length).sum(), out);
    for (Bytes piece : pieces) {
      raw(piece, out);
    }
  }

  private static void event(StreamEvent event, long ageMicros, OutputStream out)
      throws IOException {
    switch (event) {
      case Frame frame -> {
        ByteWriter head = new ByteWriter(HEAD_BYTES + FRAME_HEAD_BYTES);
        head.u8(Kind.FRAME.number()).u32((long) FRAME_HEAD_BYTES + frame.payload().length());
        head.u8(frame.trackId()).u8(frame.keyFrame() ? KEY_FRAME : 0).u64(frame.dts().nanos());
        head.u64(frame.pts().minus(frame.dts()).nanos());
        head.u32(Math.clamp(ageMicros, 0, 0xFFFF_FFFFL));
        raw(head.toBytes(), out);
        raw(frame.payload(), out);
      }
      case TracksChanged(var tracks) -> {
        ByteWriter body = new ByteWriter(512);
        TracksCodec.write(tracks, body);
        body(Kind.TRACKS, body.toBytes(), out);
      }
      case Discontinuity(Discontinuity.Reason reason) ->
          body(Kind.DISCONTINUITY, Bytes.of(REASONS.indexOf(reason)), out);
      case EndOfStream _ -> body(Kind.END, Bytes.EMPTY, out);
    }
  }

  private static void body(Kind kind, Bytes body, OutputStream out) throws IOException {
    head(kind, body.length(), out);
    raw(body, out);
  }

  private static void head(Kind kind, long length, OutputStream out) throws IOException {
    raw(new ByteWriter(HEAD_BYTES).u8(kind.number()).u32(length).toBytes(), out);
  }

  private static void raw(Bytes bytes, OutputStream out) throws IOException {
    out.write(bytes.backingArray(), bytes.backingOffset(), bytes.length());
  }

  /// What a message is. The numbers are for ever: new ones are added at the end.
  enum Kind {
    ASK(256),
    WELCOME(64),
    REFUSED(64),
    TRACKS(RelayReader.TRACKS_LIMIT),
    FRAME(RelayReader.FRAME_LIMIT),
    DISCONTINUITY(64),
    END(64),
    BESIDE(RelayReader.FRAME_LIMIT),
    ALIVE(64);

    private static final List<Kind> NUMBERED = List.of(values());

    private final int mostBytes;

    Kind(int mostBytes) {
      this.mostBytes = mostBytes;
    }

    int number() {
      return NUMBERED.indexOf(this);
    }

    /// Null when there is none.
    static @Nullable Kind of(int number) {
      return number < NUMBERED.size() ? NUMBERED.get(number) : null;
    }

    /// After the head.
    int mostBytes() {
      return mostBytes;
    }
  }
}
